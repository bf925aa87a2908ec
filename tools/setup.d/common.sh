# Helpers shared by the set-up steps. Sourced by tools/setup.

say() { printf 'setup: %s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

# Root runs commands as they are; others through sudo, and are told so when it is missing.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    say "this step needs root: $*"
    return 1
  fi
}

# Runs a command quietly; its output is shown only when it fails.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    say "failed: $*"
    return 1
  fi
  rm -f "$log"
}

explain_elsewhere() {
  cat >&2 <<'TEXT'
setup: this machine has no apt-get. Please provide, then run again:
  cmake >= 3.25, ninja, ccache, python3, Node.js >= 20.19 with npm, clang 19 (or another C++20 compiler as CXX),
  clang-format 19, clang-tidy 19, Chromium, Firefox, Xvfb; libraries: SDL2, OpenGL, CLI11, fmt;
  Emscripten (3.1.69 is tested): its folder, the one that holds emcc, as EMSCRIPTEN_ROOT, or an emsdk as EMSDK;
  and source folders, named by environment variables:
    LESSON_EIGEN_DIR   Eigen 3.4, the folder that holds Eigen/
    LESSON_JSON_DIR    nlohmann-json, the folder that holds nlohmann/
    LESSON_IMGUI_DIR   Dear ImGui 1.90.1
    LESSON_SDL2_DIR    SDL 2.32 sources (for WebAssembly)
    LESSON_CATCH2_DIR  Catch2 3.7, the folder that holds catch_amalgamated.cpp
TEXT
}

# Without apt: are the tools and folders named above all there?
check_provided() {
  local tool variable missing=()
  for tool in cmake ninja node npm; do have "$tool" || missing+=("$tool"); done
  for variable in LESSON_EIGEN_DIR LESSON_JSON_DIR LESSON_IMGUI_DIR LESSON_SDL2_DIR LESSON_CATCH2_DIR; do
    [[ -d ${!variable:-} ]] || missing+=("$variable")
  done
  [[ -x ${EMSCRIPTEN_ROOT:-${EMSDK:-/nonexistent}/upstream/emscripten}/emcc ]] || missing+=("EMSCRIPTEN_ROOT or EMSDK")
  ((${#missing[@]} == 0)) && return 0
  say "missing: ${missing[*]}"
  return 1
}
