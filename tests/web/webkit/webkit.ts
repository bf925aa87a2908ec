// Debian's WebKitGTK (Safari's engine) for the tests, driven by WebDriver: Playwright would need its own build of it.
// https://www.w3.org/TR/webdriver2/

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { test as base } from "@playwright/test";
import { startDisplay } from "../display.js";

/** The small browser that the driver drives; its folder is called by the machine and the version. */
function miniBrowser(): string {
  const named = process.env.LESSON_MINIBROWSER;
  if (named) return named;
  for (const machine of readdirSync("/usr/lib"))
    for (const version of ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"]) {
      const program = `/usr/lib/${machine}/${version}/MiniBrowser`;
      if (existsSync(program)) return program;
    }
  throw new Error("WebKit's MiniBrowser is not installed: tools/setup test, or name it in LESSON_MINIBROWSER");
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Where in the window, in CSS pixels. */
export interface Point {
  x: number;
  y: number;
}

export class WebKit {
  /** The screen that it is on. */
  readonly display: string;
  readonly #driver: ChildProcess;
  readonly #origin: string;
  #session = "";

  private constructor(driver: ChildProcess, port: number, display: string) {
    this.display = display;
    this.#driver = driver;
    this.#origin = `http://127.0.0.1:${port}`;
  }

  static async start(display: string): Promise<WebKit> {
    const port = await freePort();
    const env = {
      ...process.env,
      DISPLAY: display,
      LIBGL_ALWAYS_SOFTWARE: "1",
      GDK_BACKEND: "x11",
      // Its own sandbox asks for rights that containers do not have.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    };
    const driver = spawn("dbus-run-session", ["--", "WebKitWebDriver", `--port=${port}`], {
      env,
      stdio: "ignore",
      detached: true, // a group of its own, to be ended as a whole
    });
    const browser = new WebKit(driver, port, display);
    try {
      await browser.#begin();
      return browser;
    } catch (error) {
      await browser.stop();
      throw error;
    }
  }

  async #begin(): Promise<void> {
    const failed = new Promise<never>((_, reject) => this.#driver.once("error", reject));
    await Promise.race([this.#listening(), failed]);
    const options = { binary: miniBrowser(), args: ["--automation"] };
    const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": options } };
    const { sessionId } = (await this.#ask("POST", "/session", { capabilities })) as { sessionId: string };
    this.#session = `/session/${sessionId}`;
    await this.#ask("POST", `${this.#session}/timeouts`, { script: 90_000, pageLoad: 90_000 });
    await this.#ask("POST", `${this.#session}/window/rect`, { width: 1280, height: 880 });
  }
  async #listening(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const ready = await fetch(`${this.#origin}/status`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (ready) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error("WebKitWebDriver does not answer");
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(this.#origin + path, { method, headers, body: body && JSON.stringify(body) });
    const { value } = (await answer.json()) as { value?: { error?: string; message?: string } };
    if (value?.error) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  }

  async open(url: string): Promise<void> {
    await this.#ask("POST", `${this.#session}/url`, { url });
  }
  /**
   * Runs a function in the page, which may use nothing from outside itself; what it gives must be JSON. It comes as a
   * text: WebDriver would make a null of whatever is undefined.
   */
  async run<A extends unknown[], T>(f: (...args: A) => T | Promise<T>, ...args: A): Promise<T> {
    const script = `const done = arguments[arguments.length - 1];
      const told = (error) => done({ problem: \`\${error}\\n\${error?.stack ?? ""}\` }); // WebKit's stack has no message
      (async (...args) => (${f})(...args))(...[...arguments].slice(0, -1))
        .then((value) => done({ json: JSON.stringify(value) }), told);`;
    const answer = (await this.#ask("POST", `${this.#session}/execute/async`, { script, args })) as {
      json?: string | null;
      problem?: string;
    };
    if (answer.problem) throw new Error(answer.problem);
    return (answer.json ? JSON.parse(answer.json) : undefined) as T;
  }
  async press(...keys: string[]): Promise<void> {
    const actions = keys.flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.#act({ type: "key", id: "keyboard", actions });
  }
  /** A press of the mouse at a point; with more of them, a drag through them. */
  async mouse(first: Point, ...more: Point[]): Promise<void> {
    const move = ({ x, y }: Point) => ({
      type: "pointerMove",
      x: Math.round(x),
      y: Math.round(y),
      origin: "viewport",
      duration: 60,
    });
    const actions = [
      move(first),
      { type: "pointerDown", button: 0 },
      ...more.map(move),
      { type: "pointerUp", button: 0 },
    ];
    await this.#act({ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions });
  }
  async wheel({ x, y }: Point, deltaY: number): Promise<void> {
    const scroll = { type: "scroll", x: Math.round(x), y: Math.round(y), deltaX: 0, deltaY, origin: "viewport" };
    await this.#act({ type: "wheel", id: "wheel", actions: [scroll] });
  }
  async #act(source: object): Promise<void> {
    await this.#ask("POST", `${this.#session}/actions`, { actions: [source] });
  }
  async resize(width: number, height: number): Promise<void> {
    await this.#ask("POST", `${this.#session}/window/rect`, { width, height });
  }
  /** Opens a tab and goes there; gives what `toTab` takes. */
  async newTab(): Promise<string> {
    const { handle } = (await this.#ask("POST", `${this.#session}/window/new`, { type: "tab" })) as {
      handle: string;
    };
    await this.toTab(handle);
    return handle;
  }
  async tab(): Promise<string> {
    return (await this.#ask("GET", `${this.#session}/window`)) as string;
  }
  async toTab(handle: string): Promise<void> {
    await this.#ask("POST", `${this.#session}/window`, { handle });
  }
  async closeTab(): Promise<void> {
    await this.#ask("DELETE", `${this.#session}/window`);
  }
  /** PNG, as base64. */
  async screenshot(): Promise<string> {
    return (await this.#ask("GET", `${this.#session}/screenshot`)) as string;
  }
  /** By script: a click would land on whatever has moved there meanwhile. */
  async focus(selector: string): Promise<void> {
    const focused = await this.run((selector) => {
      const element = document.querySelector<HTMLElement>(selector)!;
      element.focus({ preventScroll: true });
      return document.activeElement === element;
    }, selector);
    if (!focused) throw new Error(`${selector} does not take the focus`);
  }
  async stop(): Promise<void> {
    if (this.#session) await this.#ask("DELETE", this.#session).catch(() => {});
    try {
      process.kill(-this.#driver.pid!);
    } catch {
      // it has ended already
    }
  }
}

export const test = base.extend<object, { webkit: WebKit }>({
  webkit: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
    async ({}, use) => {
      const { display, stop } = await startDisplay("1600x1200");
      try {
        const browser = await WebKit.start(display);
        await use(browser);
        await browser.stop();
      } finally {
        stop();
      }
    },
    { scope: "worker", timeout: 120_000 },
  ],
});
export { expect } from "@playwright/test";
