#!/usr/bin/env node
// npx lesson-widgets copy DIR: puts the runtime's files where a site serves files from; those of another version, which an
// earlier call has put there, are taken away.
// npx lesson-widgets embed DIR --at URL: puts there what other people's pages frame: embed.html with all it needs, and for
// each widget a page of its own with its oEmbed answer, by which platforms find the frame when its address is pasted.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const usage = `usage: lesson-widgets copy DIR              e.g. npx lesson-widgets copy public/lesson-widgets
       lesson-widgets embed DIR --at URL    e.g. npx lesson-widgets embed public/figures --at https://course.example/figures/`;
const here = import.meta.dirname;
/** Lists what lies there by our doing. */
const list = "lesson-widgets.json";

class Refusal extends Error {}

function before(folder) {
  try {
    const { files } = JSON.parse(readFileSync(join(folder, list), "utf8"));
    return files.filter((name) => /^[\w.-]+(\/[\w.-]+)*$/.test(name) && !name.split("/").includes(".."));
  } catch {
    return []; // none, or not ours
  }
}

/** Puts `files`, each a path there → the file or text it is made of, and takes away what an earlier call left besides. */
function lay(folder, files) {
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new Error(`${folder} is a file; name a folder`);
  mkdirSync(folder, { recursive: true });
  for (const name of before(folder)) if (!files.has(name)) rmSync(join(folder, name), { force: true });
  for (const [name, { file, text }] of files) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    if (file) cpSync(file, join(folder, name));
    else writeFileSync(join(folder, name), text);
  }
  writeFileSync(join(folder, list), `${JSON.stringify({ files: [...files.keys()] }, null, 2)}\n`);
}

const filesOf = (from, to = "") =>
  readdirSync(join(here, from)).map((name) => [`${to}${name}`, { file: join(here, from, name) }]);

function copy(folder) {
  const files = new Map(filesOf("runtime"));
  lay(folder, files);
  console.log(
    `${files.size} files are in ${folder}. A page finds them in /lesson-widgets/, or where asset-path says.`,
  );
}

/** The widgets' names, as editors are told them. */
function widgets() {
  const { tags } = JSON.parse(readFileSync(join(here, "html-data.json"), "utf8"));
  const { attributes } = tags.find(({ name }) => name === "lesson-widget");
  return attributes.find(({ name }) => name === "name").values.map(({ name }) => name);
}

const title = (name) => name.replaceAll("-", " ").replace(/^./, (letter) => letter.toUpperCase());
const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
const size = { width: 960, height: 700 };

/** https://oembed.com, "rich" */
function oembed(name, at) {
  const frame = `<iframe src="${quoted(`${at}${name}.html`)}" title="${title(name)}" width="100%" height="${size.height}" style="border:0" sandbox="allow-scripts allow-same-origin allow-downloads" allow="clipboard-write" loading="lazy"></iframe>`;
  const answer = {
    version: "1.0",
    type: "rich",
    title: title(name),
    provider_name: "lesson-widgets",
    provider_url: at,
  };
  return `${JSON.stringify({ ...answer, ...size, html: frame, cache_age: 86400 }, null, 2)}\n`;
}

function framed(name, at) {
  const link = `<link rel="alternate" type="application/json+oembed" href="${quoted(`${at}oembed/${name}.json`)}" title="${title(name)}">`;
  return readFileSync(join(here, "embed.html"), "utf8")
    .replace('<html lang="en">', `<html lang="en" data-query="widget=${name}">`)
    .replace(/<title>[^<]*<\/title>/, `<title>${title(name)}</title>\n    ${link}`);
}

function folderUrl(given) {
  const at = URL.parse?.(given) ?? (URL.canParse(given) ? new URL(given) : undefined);
  if (!at || !/^https?:$/.test(at.protocol))
    throw new Refusal(`--at: expected the address of the folder, like https://course.example/figures/; got ${given}`);
  return at.href.endsWith("/") ? at.href : `${at.href}/`;
}

function embed(folder, given) {
  const at = folderUrl(given);
  const pages = widgets().flatMap((name) => [
    [`${name}.html`, { text: framed(name, at) }],
    [`oembed/${name}.json`, { text: oembed(name, at) }],
  ]);
  const scripts = ["embed.html", "embed.js", "lesson-frames.js", "lesson-widgets.js"].map((name) => [
    name,
    { file: join(here, name) },
  ]);
  lay(folder, new Map([...scripts, ...pages, ...filesOf("lib", "lib/"), ...filesOf("runtime", "runtime/")]));
  console.log(`Figures for frames are in ${folder}: ${at}${widgets()[0]}.html and ${widgets().length - 1} more.`);
}

function refuse(words) {
  console.error(`lesson-widgets: ${words}\n${usage}`);
  process.exitCode = 2;
}

const [command, folder, ...rest] = process.argv.slice(2);
const named = folder && !folder.startsWith("-");
try {
  if (command === "--help" || command === "-h") console.log(usage);
  else if (command === "copy" && named && rest.length === 0) copy(folder);
  else if (command === "embed" && named && rest.length === 2 && rest[0] === "--at") embed(folder, rest[1]);
  else
    refuse(
      `expected copy and one folder, or embed, a folder and --at; got ${process.argv.slice(2).join(" ") || "nothing"}`,
    );
} catch (error) {
  if (error instanceof Refusal) refuse(error.message);
  else {
    console.error(`lesson-widgets: ${error.message}`);
    process.exitCode = 1;
  }
}
