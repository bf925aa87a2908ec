// The licences of everything that readers download: collected from the sources the build used, and from licenses/
// where those come without their text. The page links them as licenses.txt, the lesson in one file holds them, and a
// package carries the same file.
//
//   node web/build/licenses.mjs [FILE]     writes them there, or to standard output

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** Where the sources lie: the same environment variables as CMake's, else where tools/setup put them. */
function folders(root) {
  const toolchain = join(root, ".toolchain");
  const { LESSON_IMGUI_DIR, LESSON_SDL2_DIR, EMSCRIPTEN_ROOT, EMSDK } = process.env;
  return {
    imgui: LESSON_IMGUI_DIR || join(toolchain, "src/imgui"),
    sdl: LESSON_SDL2_DIR || join(toolchain, "src/sdl2"),
    emscripten: EMSCRIPTEN_ROOT || (EMSDK ? join(EMSDK, "upstream/emscripten") : join(toolchain, "emscripten")),
    web: join(root, "web"),
    ours: join(here, "licenses"),
  };
}

/** The licence that closes a header of stb's. */
function closingComment(text) {
  return text.slice(text.lastIndexOf("/*") + 2, text.lastIndexOf("*/")).replace(/^-+$/gm, "");
}

/** What is shipped: name, what it does there, where its source is, the file with its licence. */
function shipped({ imgui, sdl, emscripten, web, ours }) {
  const module = "in the widgets' and the model's modules";
  return [
    ["The lesson and its widgets", "everything not named below", "this site", join(web, "../LICENSE")],
    ["Dear ImGui", "in the widgets' module", "https://github.com/ocornut/imgui", join(imgui, "LICENSE.txt")],
    [
      "stb_truetype, stb_rect_pack, stb_textedit",
      "in Dear ImGui",
      "https://github.com/nothings/stb",
      join(imgui, "imstb_truetype.h"),
      closingComment,
    ],
    ["SDL", "in the widgets' module", "https://libsdl.org", join(sdl, "LICENSE.txt")],
    [
      "Eigen",
      `${module}, unchanged; its source is at the address given`,
      "https://gitlab.com/libeigen/eigen",
      join(ours, "eigen.txt"),
    ],
    ["nlohmann-json", module, "https://github.com/nlohmann/json", join(ours, "nlohmann-json.txt")],
    [
      "Emscripten",
      `${module} and the JavaScript that loads them`,
      "https://emscripten.org",
      join(ours, "emscripten.txt"),
    ],
    ["musl", `C library, ${module}`, "https://musl.libc.org", join(emscripten, "system/lib/libc/musl/COPYRIGHT")],
    ["libc++, libc++abi, compiler-rt", `C++ library, ${module}`, "https://llvm.org", join(ours, "llvm.txt")],
    [
      "Inter",
      "the typeface of page and widgets, cut down to the characters in use",
      "https://rsms.me/inter/",
      join(web, "assets/fonts/OFL.txt"),
    ],
    [
      "Workbox",
      "in the service worker that keeps the lesson for reading offline",
      "https://github.com/GoogleChrome/workbox",
      join(web, "node_modules/workbox-precaching/LICENSE"),
    ],
    ["KaTeX", "styles and typefaces of the formulas", "https://katex.org", join(web, "node_modules/katex/LICENSE")],
  ];
}

/** All of it as one text. Throws, naming the file, when a licence is missing. `root`: the repository. */
export function licenseText(root = resolve(here, "../..")) {
  const parts = shipped(folders(root)).map(([name, role, source, file, cut = (text) => text]) => {
    if (!existsSync(file))
      throw new Error(
        `The licence of ${name} is missing: there is no ${file}. Run tools/setup, or set the variables of tools/README.md.`,
      );
    return `${"=".repeat(80)}\n${name}: ${role}\n${source}\n${"=".repeat(80)}\n\n${cut(readFileSync(file, "utf8")).trim()}\n`;
  });
  return `What this site and its package are made of, and under which licences.\n\n${parts.join("\n\n")}`;
}

/**
 * For Vite: puts licenses.txt beside the page. `root`: the repository.
 * @returns {import("vite").Plugin}
 */
export function licensesPlugin(root) {
  return {
    name: "licenses",
    apply: "build",
    generateBundle() {
      if (process.env.LESSON_PREVIEW) return; // built without the modules' sources
      this.emitFile({ type: "asset", fileName: "licenses.txt", source: licenseText(root) });
    },
  };
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file] = process.argv.slice(2);
  if (file) writeFileSync(file, licenseText());
  else process.stdout.write(licenseText());
}
