// The tests of the module, in the page. Each gets the module's API and throws what is wrong.

import createLessonModule from "/lesson-web.mjs";

const DRAWN = 1;
const AGAIN = 2;
const HEIGHT_CHANGED = 16;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function check(condition, message) {
  if (!condition) throw new Error(message);
}

/** The flat C functions as calls with strings. */
class Api {
  constructor(module) {
    this.module = module;
    this.now = 0;
  }
  call(name, ...values) {
    const lent = [];
    const plain = values.map((value) => {
      if (typeof value !== "string") return value;
      const bytes = encoder.encode(value);
      const at = this.module._malloc(bytes.length + 1);
      this.module.HEAPU8.set(bytes, at);
      this.module.HEAPU8[at + bytes.length] = 0;
      lent.push(at);
      return at;
    });
    const answer = this.module[`_lesson_${name}`](...plain);
    for (const at of lent) this.module._free(at);
    return answer;
  }
  /** As the page lends a file's bytes. */
  openFile(widget, name, bytes) {
    const at = this.module._malloc(bytes.length);
    this.module.HEAPU8.set(bytes, at);
    const taken = this.call("open_file", widget, name, at, bytes.length, bytes.length);
    this.module._free(at);
    return taken;
  }
  text(name, ...values) {
    const at = this.call(name, ...values);
    const heap = this.module.HEAPU8;
    return decoder.decode(heap.subarray(at, heap.indexOf(0, at)));
  }
}

/** One widget and the 2-D canvas it is shown in. */
class Shown {
  constructor(api, source, canvas, id) {
    Object.assign(this, { api, source, canvas, height: 400 });
    this.widget = api.call("create", id);
    check(this.widget > 0, `create ${id}: ${api.text("last_error")}`);
  }
  /** Draws until it comes to rest; gives the flags of the last frame. */
  settle(width, dpr) {
    for (let i = 0; i < 400; i++) {
      this.api.now += 17;
      const flags = this.api.call("frame", this.widget, width, this.height, dpr, this.api.now);
      if (flags & HEIGHT_CHANGED) this.height = this.api.call("height", this.widget);
      else if (!(flags & AGAIN)) return flags;
    }
    throw new Error("the widget does not come to rest");
  }
  /** Settles and copies the picture, as the element does; gives its pixels. */
  show(width = 480, dpr = 1) {
    const flags = this.settle(width, dpr);
    check(flags & DRAWN, "nothing was drawn");
    this.canvas.width = Math.round(width * dpr);
    this.canvas.height = Math.round(this.height * dpr);
    const paper = this.canvas.getContext("2d", { willReadFrequently: true });
    paper.drawImage(this.source, 0, 0, this.canvas.width, this.canvas.height, 0, 0, this.canvas.width, this.canvas.height);
    return paper.getImageData(0, 0, this.canvas.width, this.canvas.height).data;
  }
}

const colours = (pixels) => new Set(new Uint32Array(pixels.buffer)).size;
const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

async function start() {
  const module = await createLessonModule();
  const source = document.createElement("canvas");
  module.specialHTMLTargets["#canvas"] = source;
  const api = new Api(module);
  check(api.call("init") === 1, api.text("last_error"));
  check(api.call("init") === 1, "a second init must be harmless");
  const ids = JSON.parse(api.text("widgets")).map((info) => info.id);
  check(ids.length > 0, "no widgets in this build");
  const body = document.body.innerHTML;
  const first = new Shown(api, source, document.querySelector("#first"), ids[0]);
  const second = new Shown(api, source, document.querySelector("#second"), ids.at(-1));
  return { api, source, ids, first, second, body };
}

const tests = {
  "every widget draws a picture": ({ api, source, ids }) => {
    for (const id of ids) {
      const widget = new Shown(api, source, document.createElement("canvas"), id);
      const seen = colours(widget.show());
      check(seen > 20, `${id}: only ${seen} colours`);
      check(JSON.parse(api.text("semantics", widget.widget)).length > 2, `${id}: no semantics`);
      check(api.text("describe", widget.widget).length > 40, `${id}: no description`);
      check(api.text("csv", widget.widget).includes("\r\n"), `${id}: no table`);
      check(typeof JSON.parse(api.text("get_state", widget.widget)) === "object", `${id}: no state`);
      api.call("destroy", widget.widget);
      check(api.call("frame", widget.widget, 480, 400, 1, 0) === 0, `${id}: drawn after its end`);
    }
  },
  "two widgets drawn in turn do not disturb each other": ({ first, second }) => {
    const a = first.show(480);
    const b = second.show(360);
    check(!same(a, b), "both show the same");
    for (let i = 0; i < 5; i++) {
      check(same(first.show(480), a), `the first changed in round ${i}`);
      check(same(second.show(360), b), `the second changed in round ${i}`);
    }
  },
  "the picture has the device's pixels and comes back": ({ first }) => {
    const one = first.show(480, 1);
    for (const dpr of [1.25, 1.5, 2, 3]) {
      const more = first.show(480, dpr);
      check(first.canvas.width === Math.round(480 * dpr), "wrong width");
      check(colours(more) > 20, `blank at ${dpr}`);
    }
    check(same(first.show(480, 1), one), "another picture at 1 after the others");
  },
  "a lost context comes back with the same picture": async ({ api, source, first, second }) => {
    const a = first.show(480);
    const b = second.show(360);
    const gl = source.getContext("webgl2");
    const loser = gl.getExtension("WEBGL_lose_context");
    const event = (name) => new Promise((done) => source.addEventListener(name, (e) => (e.preventDefault(), done()), { once: true }));
    const lost = event("webglcontextlost");
    loser.loseContext();
    await lost;
    check(api.call("frame", first.widget, 480, first.height, 1, 0) === 0, "drawn without a context");
    check(api.call("context_restored") === 0, "restored while lost");
    const back = event("webglcontextrestored");
    setTimeout(() => loser.restoreContext(), 0);
    await back;
    check(api.call("context_restored") === 1, api.text("last_error"));
    check(api.call("dirty", first.widget) === 1, "not dirty after the loss");
    check(same(first.show(480), a), "the first is another picture");
    check(same(second.show(360), b), "the second is another picture");
    check(gl.getError() === 0, "GL errors after the restoration");
  },
  "states that are none change nothing": ({ api, first }) => {
    const before = api.text("get_state", first.widget);
    for (const bad of ["", "{", "[]", '{"no such key":1}', "\u{1f600}"]) {
      check(api.call("set_state", first.widget, bad) === 0, `took ${bad}`);
      check(api.text("last_error").length > 10, "no sentence");
    }
    check(api.text("get_state", first.widget) === before, "the state changed");
    check(api.call("set_state", first.widget, before) === 1, "refused its own state");
    check(api.call("set_link", first.widget, api.text("get_link", first.widget)) === 1, "refused its own link");
    check(api.call("create", "no-such") === 0 && api.text("last_error").includes("no-such"), "no sentence");
    check(api.call("set_theme", 0, "{") === 0, "took a theme that is none");
  },
  // The table that tests/shell/border_cases_test.cpp goes through natively.
  "what comes in from outside is taken or refused as natively": async ({ api }) => {
    const cases = await (await fetch("/border-cases.json")).json();
    check(cases.length > 10, "the table is empty");
    for (const { name, widget: id, open, state, taken, says, keeps = "" } of cases) {
      const widget = api.call("create", id);
      const answer = open
        ? api.openFile(widget, "file", Uint8Array.from(atob(open), (c) => c.charCodeAt(0)))
        : api.call("set_state", widget, state);
      check((answer === 1) === taken, `${name}: ${taken ? "refused" : "taken"}: ${api.text("last_error")}`);
      if (!taken) check(api.text("last_error").includes(says), `${name}: ${api.text("last_error")}`);
      check(api.text("get_state", widget).includes(keeps), `${name}: ${api.text("get_state", widget)}`);
      api.call("destroy", widget);
    }
  },
  "a settled widget is clean until something happens": ({ api, first }) => {
    first.show();
    check(api.call("dirty", first.widget) === 0, "dirty at rest");
    api.call("pointer", first.widget, 0, 20, 20, 0, 0);
    check(api.call("dirty", first.widget) === 1, "clean after the pointer moved");
    first.show();
    check(api.call("set_theme", first.widget, '{"dark":true}') === 1, "no dark theme");
    check(api.call("dirty", first.widget) === 1, "clean after another theme");
    const dark = first.show();
    api.call("set_theme", 0, '{"dark":false}');
    check(!same(first.show(), dark), "dark looks like light");
  },
  "keys and wheel of the page stay the page's": ({ api, first }) => {
    api.call("focus", first.widget, 1);
    for (const [key, mods] of [["Tab", 0], ["Tab", 1], ["F5", 0], ["F11", 0], ["c", 2], ["r", 8]]) {
      check(api.call("key", first.widget, key, 1, mods) === 0, `took ${key} ${mods}`);
    }
    api.call("focus", first.widget, 0);
    check(api.call("wheel", first.widget, 100, 100, 0, 100, 0) === 0, "took the wheel without being entered");
  },
  "no listener, no title, no element of the page is touched": ({ body, source }) => {
    const seen = window.listenersSeen.filter((line) => !/^CANVAS webglcontext/.test(line));
    check(seen.length === 0, `listeners: ${seen.join(", ")}`);
    check(document.title === "Module test", `title: ${document.title}`);
    check(document.body.innerHTML.replace(/ (width|height)="\d+"/g, "") === body, "the document changed");
    check(!source.isConnected, "the GL canvas is in the document");
  },
  "memory stays small and GL without errors": ({ api, source }) => {
    const megabytes = api.module.HEAPU8.length / 2 ** 20;
    check(megabytes <= 96, `${megabytes} MB of heap`);
    check(source.getContext("webgl2").getError() === 0, "GL errors");
  },
};

async function run() {
  const results = [];
  let page;
  try {
    page = await start();
  } catch (error) {
    return [{ name: "the module starts", error: String(error?.stack ?? error) }];
  }
  for (const [name, test] of Object.entries(tests)) {
    const begin = performance.now();
    let error = "";
    try {
      await test(page);
    } catch (thrown) {
      error = String(thrown?.message ?? thrown);
    }
    results.push({ name, error, ms: performance.now() - begin });
  }
  const pictures = [...document.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL());
  return Object.assign(results, { pictures });
}

const results = await run();
await fetch("/results", { method: "POST", body: JSON.stringify({ results: [...results], pictures: results.pictures ?? [] }) });
