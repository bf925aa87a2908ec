// The commands of tools/ say what they take, and refuse the rest before they do anything.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const tools = fileURLToPath(new URL("../../../../tools/", import.meta.url));

// From another folder: a command finds its own.
const run = (command: string, ...options: string[]) =>
  spawnSync(tools + command, options, { encoding: "utf8", timeout: 20_000, cwd: "/" });

const commands = ["test", "serve", "setup", "format", "hosts", "server.mjs"];

test.each(commands)("%s --help is its usage", (command) => {
  const { status, stdout, stderr } = run(command, "--help");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain(`tools/${command} [`);
});

const wrong = [
  ...commands.map((command) => [command, "--bogus"]),
  ["test", "no-such-stage"],
  ["serve", "folder"],
  ["serve", "--port"],
  ["serve", "--port", "http"],
  ["setup", "everything"],
  ["format", "no/such/file.cpp"],
  ["hosts", "no-such-site"],
  ["server.mjs", "--port", "70000"],
  ["server.mjs", "/no/such/folder"],
];

test.each(wrong.map((words) => [words.join(" "), words] as const))("%s is refused with a sentence", (_, words) => {
  const [command = "", ...options] = words;
  const { status, stdout, stderr } = run(command, ...options);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(options.at(-1)); // what was wrong
  expect(stderr).toContain(`tools/${command} [`); // what is right
});
