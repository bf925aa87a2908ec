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
setup: without apt-get (or with LESSON_NO_APT set) nothing is installed here. Please provide, then run again:
  cmake >= 3.25, ninja, ccache, python3, Node.js >= 20.19 with npm, clang 19 (or another C++20 compiler as CXX),
  for the tests clang-format 19, clang-tidy 19, Chromium, Firefox, WebKitGTK with its driver, nginx, Apache httpd, Caddy, Xvfb, valgrind, NumPy; libraries: SDL2, OpenGL, CLI11, fmt, libpng;
  Emscripten (3.1.69 is tested): its folder, the one that holds emcc, as EMSCRIPTEN_ROOT, or an emsdk as EMSDK;
  and source folders, named by environment variables:
    LESSON_EIGEN_DIR   Eigen 3.4, the folder that holds Eigen/
    LESSON_JSON_DIR    nlohmann-json, the folder that holds nlohmann/
    LESSON_IMGUI_DIR   Dear ImGui 1.90.1
    LESSON_SDL2_DIR    SDL 2.32 sources (for WebAssembly)
    LESSON_CATCH2_DIR  Catch2 3.7, the folder that holds catch_amalgamated.cpp
TEXT
}

# The first of some commands that is there; fails when none is.
first_of() {
  local command
  for command; do have "$command" && return 0; done
  return 1
}

# What only the tests need.
missing_for_tests() {
  have "${LESSON_CLANG_FORMAT:-clang-format-19}" || missing+=("clang-format-19 or LESSON_CLANG_FORMAT")
  have "${LESSON_CLANG_TIDY:-clang-tidy-19}" || missing+=("clang-tidy-19 or LESSON_CLANG_TIDY")
  first_of "${LESSON_CHROMIUM:-chromium}" chromium-browser google-chrome || missing+=("Chromium or LESSON_CHROMIUM")
  first_of "${LESSON_FIREFOX:-firefox-esr}" firefox || missing+=("Firefox or LESSON_FIREFOX")
  have valgrind || missing+=("valgrind")
  have xvfb-run || missing+=("Xvfb (xvfb-run)")
  have WebKitWebDriver || missing+=("WebKitGTK with WebKitWebDriver and MiniBrowser")
  local server
  for server in nginx apache2 caddy; do
    [[ -x /usr/sbin/$server || -x /usr/bin/$server ]] || missing+=("$server")
  done
  first_of python3 && { python3 -c 'import numpy' || /usr/bin/python3 -c 'import numpy'; } 2>/dev/null ||
    missing+=("NumPy for python3")
}

# Without apt: is what the text above names there? The goal says how much is wanted.
check_provided() {
  local tool variable missing=()
  for tool in cmake ninja git python3 node npm; do have "$tool" || missing+=("$tool"); done
  ! have node || node_is_recent node || missing+=("Node.js >= 20.19 (found $(node --version))")
  first_of "${CXX:-clang++-19}" clang++ c++ || missing+=("a C++20 compiler as CXX")
  [[ $1 != test ]] || missing_for_tests
  for variable in LESSON_EIGEN_DIR LESSON_JSON_DIR LESSON_IMGUI_DIR LESSON_SDL2_DIR LESSON_CATCH2_DIR; do
    if [[ -z ${!variable:-} ]]; then
      missing+=("$variable")
    elif [[ ! -d ${!variable} ]]; then
      missing+=("$variable (there is no folder ${!variable})")
    fi
  done
  [[ -x ${EMSCRIPTEN_ROOT:-${EMSDK:-/nonexistent}/upstream/emscripten}/emcc ]] || missing+=("EMSCRIPTEN_ROOT or EMSDK")
  ((${#missing[@]} == 0)) && return 0
  explain_elsewhere
  say "missing here: $(printf '%s, ' "${missing[@]}" | sed 's/, $//')"
  return 1
}
