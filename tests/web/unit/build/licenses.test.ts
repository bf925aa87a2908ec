import { afterEach, expect, test, vi } from "vitest";
import { licenseText } from "../../../../web/build/licenses.mjs";

afterEach(() => vi.unstubAllEnvs());

test("everything readers download comes with the words of its licence", () => {
  const text = licenseText();
  const owed = {
    "Dear ImGui": "Copyright (c) 2014-2024 Omar Cornut",
    stb_truetype: "Copyright (c) 2017 Sean Barrett",
    SDL: "This software is provided 'as-is'",
    Eigen: "Mozilla Public License Version 2.0",
    "nlohmann-json": "2013-2022 Niels Lohmann",
    Emscripten: "Emscripten authors",
    musl: "Rich Felker",
    "libc++": "LLVM Exceptions to the Apache 2.0 License",
    Inter: "SIL OPEN FONT LICENSE",
    Workbox: "Google",
    KaTeX: "Khan Academy",
  };
  for (const [name, words] of Object.entries(owed)) {
    const part = text.slice(text.indexOf(`\n${name}`));
    expect(text, name).toContain(`\n${name}`);
    expect(part.indexOf(words), `${name}: ${words}`).toBeGreaterThan(0);
  }
});

test("a source without its licence stops the build and is named", () => {
  vi.stubEnv("LESSON_SDL2_DIR", "/no/such/folder");
  expect(() => licenseText()).toThrow(/licence of SDL is missing.*\/no\/such\/folder/);
});
