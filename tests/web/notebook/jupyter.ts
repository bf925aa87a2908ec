// JupyterLab with the package's wheel in it, and notebooks to open there: an exercise with a learner's guesses filled in.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
/** A Python with JupyterLab and the wheel (tools/notebook_python); without one the tests are skipped and say so. */
export const python = process.env.LESSON_NOTEBOOK_PYTHON;
/** The tiny SD3 as a folder that diffusers reads. */
export const model = process.env.LESSON_NOTEBOOK_MODEL ?? join(root, "build/tiny-sd3");

interface Cell {
  id: string;
  cell_type: "code" | "markdown";
  metadata: { tags?: string[] };
  source: string | string[];
  outputs?: unknown[];
  execution_count?: null;
}

const guesses: Record<string, string> = { my_quadrant: '"image reads text"' };

/** The second exercise, guessed and with a last cell that asks the kernel what it knows of the widget. */
function exercise(): string {
  const notebook = JSON.parse(
    readFileSync(join(root, "web/python/notebooks/2-look-into-joint-attention.ipynb"), "utf8"),
  );
  for (const cell of notebook.cells as Cell[]) {
    const source = [cell.source].flat().join("");
    const name = /^(\w+) = \.\.\./.exec(source)?.[1];
    if (cell.metadata.tags?.includes("predict") && name) cell.source = `${name} = ${guesses[name]}`;
    else cell.source = source.replace("build/tiny-sd3", model);
  }
  const code = 'print("KERNEL", widget.state["head"], widget.describe())\nprint("ROWS", widget.numbers()[1:2])';
  notebook.cells.push({
    id: "asked",
    cell_type: "code",
    metadata: {},
    outputs: [],
    execution_count: null,
    source: code,
  });
  return JSON.stringify(notebook);
}

export class Jupyter {
  readonly folder = mkdtempSync(join(tmpdir(), "lesson-jupyter-"));
  readonly notebook = "exercise.ipynb";
  #server: ChildProcess | undefined;

  constructor() {
    mkdirSync(join(this.folder, "home"));
    writeFileSync(join(this.folder, this.notebook), exercise());
  }
  get #environment() {
    const own = (name: string) => join(this.folder, "home", name);
    return {
      ...process.env,
      JUPYTER_CONFIG_DIR: own("config"),
      JUPYTER_DATA_DIR: own("data"),
      JUPYTER_RUNTIME_DIR: own("runtime"),
      IPYTHONDIR: own("ipython"),
      MPLCONFIGDIR: own("matplotlib"),
    };
  }

  /** Its address, with the token that opens it. */
  start(): Promise<string> {
    const options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", "--LabApp.news_url="];
    const server = spawn(python!, ["-m", "jupyterlab", ...options, `--ServerApp.root_dir=${this.folder}`], {
      env: this.#environment,
      cwd: this.folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#server = server;
    return new Promise((resolve, reject) => {
      let said = "";
      server.once("exit", (code) => reject(new Error(`JupyterLab stopped with ${code}: ${said.slice(-2000)}`)));
      server.stderr!.on("data", (text) => {
        said += text;
        const found = /http:\/\/127\.0\.0\.1:\d+\/lab\?token=\w+/.exec(said);
        if (found) resolve(found[0]);
      });
    });
  }

  /** The exercise run without a browser and exported as a page, by nbconvert's own command; the page's path. */
  export(to: "lesson" | "html"): string {
    const output = `exported-${to}`;
    const options = ["--execute", "--to", to, "--output", output, this.notebook];
    execFileSync(python!, ["-m", "nbconvert", ...options], {
      cwd: this.folder,
      env: this.#environment,
      stdio: "pipe",
    });
    return join(this.folder, `${output}.html`);
  }

  async stop(): Promise<void> {
    if (this.#server && this.#server.exitCode === null) {
      const ended = new Promise((done) => this.#server!.once("exit", done));
      this.#server.kill("SIGTERM");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
