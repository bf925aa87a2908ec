// Pictures that the tiny SD3 painted when the page was built: what a reader sees before pressing Run, on paper, and
// where the model cannot run. They are files of public/generated, named by the weights and the request.

import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Arm, fileOf } from "../element/model/kinds.js";
import { parseCsv } from "../element/takeaway.js";
import type { LessonServices, PictureRequest, ShownWidget } from "../lesson/context.js";
import { recordingName } from "./recording-name.mjs";

/** Of a weights file's config; "tiny-sd3/1" has `vocab`. */
interface Vocabulary {
  tokenizer?: { words: string[] };
  vocab?: string[];
}

export class Recorder implements LessonServices {
  readonly #folder: string;
  readonly #public: string;
  readonly #weights: string;
  readonly #cli: string;
  readonly #hashes = new Map<string, string>();
  readonly #arms: Arm[];

  /** `web`: the page's folder; `root`: the repository; `held`: the arms that come with this copy of the page. */
  constructor(web: string, root: string, held: Arm[]) {
    this.#arms = held;
    this.#folder = join(web, "lesson", "painted");
    this.#public = join(web, "public");
    this.#weights = join(root, "web", "assets", "weights");
    this.#cli = join(process.env.LESSON_BUILD ?? join(root, "build"), "native/lesson-cli");
  }

  picture(request: PictureRequest): string | undefined {
    return this.#painted(request, "--output");
  }
  film(request: PictureRequest): string | undefined {
    return this.#painted(request, "--film");
  }
  #painted(request: PictureRequest, output: "--output" | "--film"): string | undefined {
    if (!this.#canRun(request)) return undefined;
    const name = `${this.#key(request, output === "--output" ? "" : output)}.png`;
    const path = join(this.#folder, name);
    if (!existsSync(path)) {
      mkdirSync(this.#folder, { recursive: true });
      execFileSync(this.#cli, ["generate", ...options(request), "--weights", this.#weights, output, path]);
    }
    return `./lesson/painted/${name}`;
  }

  readings(request: PictureRequest, block: number, head: number): { word: string; patches: number[] }[] {
    if (!this.#canRun(request)) return [];
    const asked = ["trace", ...options(request), "--weights", this.#weights, "--json", "--reads", `${block}:${head}`];
    return JSON.parse(execFileSync(this.#cli, asked, { encoding: "utf8" })).reads;
  }

  #canRun({ model = "flow" }: PictureRequest): boolean {
    return existsSync(this.#cli) && existsSync(join(this.#weights, fileOf(model)));
  }
  /** Of the weights, the request and what is made of it. */
  #key(request: PictureRequest, more: string): string {
    const key = createHash("sha256")
      .update(this.#hash(fileOf("flow")))
      .update(this.#hash(fileOf(request.model ?? "flow")));
    return key
      .update(JSON.stringify(request) + more)
      .digest("hex")
      .slice(0, 16);
  }

  widget(shown: ShownWidget): { words: string; rows: string[][] } | undefined {
    if (!existsSync(this.#cli)) return undefined;
    const told = this.#tell(shown);
    return told.rows.length > 1 ? told : this.#tell({ ...shown, state: {} }); // before a run there is nothing to tell
  }
  #tell({ name, parts = "", state = {} }: ShownWidget): { words: string; rows: string[][] } {
    const asked = ["describe", "--widget", name, "--parts", parts, "--state", JSON.stringify(state)];
    const tell = (...more: string[]) => {
      const { status, stdout, stderr } = spawnSync(this.#cli, [...asked, ...more], { encoding: "utf8" });
      if (status !== 0) throw new Error(`<Widget name="${name}">: ${stderr.trim()}`);
      return stdout;
    };
    return { words: tell().trim(), rows: parseCsv(tell("--csv")) };
  }

  recording(shown: ShownWidget): string | undefined {
    const folder = join(this.#public, "recorded");
    const file = recordingName(shown);
    if (!existsSync(join(folder, `${file}.webp`))) return undefined;
    const taken = JSON.parse(readFileSync(join(folder, "states.json"), "utf8"))[file] ?? {};
    const same = Object.entries(shown.state ?? {}).every(([key, value]) => !(key in taken) || taken[key] === value);
    return same ? `/recorded/${file}.webp` : undefined;
  }

  vocabulary(): string[] {
    const path = join(this.#weights, fileOf("flow"));
    if (!existsSync(path)) return [];
    const bytes = readFileSync(path);
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString());
    const { tokenizer, vocab } = JSON.parse(header.__metadata__.config) as Vocabulary;
    return tokenizer?.words ?? vocab!.filter((word) => !/^\[[A-Z]+\]$/.test(word)); // without padding and marks
  }

  arms(): Arm[] {
    return this.#arms;
  }

  #hash(file: string): string {
    const known = this.#hashes.get(file);
    if (known) return known;
    const hash = createHash("sha256")
      .update(readFileSync(join(this.#weights, file)))
      .digest("hex");
    this.#hashes.set(file, hash);
    return hash;
  }
}

function options({ prompt, seed, model, steps, drop, cut }: PictureRequest): string[] {
  const given = { "--model": model, "--steps": steps, "--drop-encoders": drop, "--cut": cut };
  const more = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
  return ["--prompt", prompt, "--seed", String(seed), ...more];
}
