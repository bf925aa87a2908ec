# What tools/serve, tools/test and tools/bench share. Sourced by them.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/tools/usage.sh"
cd "$root"
# Node.js that tools/setup fetched where the system's is too old.
PATH=$root/.toolchain/bin:$PATH
# Emscripten starts Python once a file: the system's own starts fastest.
[[ ! -x /usr/bin/python3 ]] || export EMSDK_PYTHON=${EMSDK_PYTHON:-/usr/bin/python3}
# A person at a terminal sees colours; a log does not.
export CMAKE_COLOR_DIAGNOSTICS=${CMAKE_COLOR_DIAGNOSTICS:-$([[ -t 1 ]] && echo ON || echo OFF)}

# Fingerprint of the files under the given paths: tracked ones and new ones, not ignored ones.
fingerprint() {
  { git ls-files -co --exclude-standard -z -- "$@" 2>/dev/null || find "$@" -type f -print0; } |
    sort -zu | { xargs -0 sha256sum 2>/dev/null || true; } | sha256sum | cut -c1-16 # a tracked file may be deleted
}

# Configures once, then builds what changed. CMake reconfigures by itself when its files change.
build_preset() {
  local preset=$1
  shift
  # A build folder that another clone or an older compiler left is configured anew.
  local key
  key=$(fingerprint CMakePresets.json tools/cmake/PickCompiler.cmake tools/cmake/Emscripten.cmake)-$root
  if [[ ! -f build/$preset/build.ninja || $(cat "build/$preset/.configured" 2>/dev/null) != "$key" ]]; then
    cmake --preset "$preset" --fresh
    echo "$key" >"build/$preset/.configured"
  fi
  cmake --build --preset "$preset" "$@"
}

# npm packages by lock file, again only when that changes.
install_npm() {
  local stamp=web/node_modules/.installed key
  key=$(sha256sum <web/package-lock.json)
  [[ $(cat "$stamp" 2>/dev/null) == "$key" ]] && return 0
  echo "installing npm packages into web/node_modules" >&2
  # A browser of their own would be downloaded by some packages; the system's is used.
  # Not `npm ci`: it refuses a lock file without the binaries of platforms that the registry at hand does not carry.
  # This installs the versions of the lock file all the same, and leaves it as it is.
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install --no-save --prefix web --no-audit --no-fund
  echo "$key" >"$stamp"
}

# What the page is made from, and what it was made into: either may have changed since it was built.
page_key() {
  fingerprint web tools/server.mjs LICENSE THIRD_PARTY.md
  cat build/native/lesson-cli build/wasm{,-relaxed}/lesson-{web,model}.{mjs,wasm} \
    web/dist/site/index.html web/dist/lesson.html web/dist/package/package.json 2>/dev/null | sha256sum
}

build_page() {
  build_preset native --target lesson-cli # the page's numbers and pictures are its
  build_preset wasm --target lesson-modules
  build_preset wasm-relaxed --target lesson-modules
  install_npm
  local stamp=web/dist/.built
  [[ -f $stamp && $(page_key) == "$(cat "$stamp")" ]] && return 0
  npm run build --prefix web
  page_key >"$stamp"
}
