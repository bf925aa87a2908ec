# Emscripten and library sources from Debian 13 (trixie), through a private apt configuration: the
# system's own mirror and keyring, so apt verifies every file, and no address is written here.
# Sourced by tools/setup.

debian_keyring=/usr/share/keyrings/debian-archive-keyring.gpg
source_packages=(imgui libsdl2 catch2)
binary_packages=(emscripten binaryen libc6 libstdc++6 libgcc-s1)

# Writes the private configuration once and makes apt use it for the commands that follow.
use_trixie() {
  local apt_dir=$toolchain/apt mirror
  mkdir -p "$apt_dir"/{state/lists/partial,cache/archives/partial,parts}
  # Debian's main archive among the system's own sources, not its security archive.
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' 'Created-By: Packages' |
    awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }')
  [[ -n $mirror ]] || { say "no Debian mirror in this system's apt sources"; return 1; }
  cat >"$apt_dir/trixie.sources" <<TEXT
Types: deb deb-src
URIs: $mirror
Suites: trixie
Components: main
Signed-By: $debian_keyring
TEXT
  cat >"$apt_dir/apt.conf" <<TEXT
Dir::State "$apt_dir/state";
Dir::State::status "$apt_dir/status";
Dir::Cache "$apt_dir/cache";
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$apt_dir";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "$apt_dir/parts";
APT::Sandbox::User "root";
APT::Architecture "amd64";
TEXT
  : >"$apt_dir/status"
  if [[ ! -f $apt_dir/updated ]]; then
    quietly env APT_CONFIG="$apt_dir/apt.conf" apt-get -qq update
    touch "$apt_dir/updated"
  fi
}

trixie_apt() { quietly env APT_CONFIG="$toolchain/apt/apt.conf" apt-get -qq "$@"; }

# Dear ImGui, SDL2 and Catch2, Debian's patches applied, into .toolchain/src/NAME.
install_sources() {
  local package work=$toolchain/download/src
  [[ -f $toolchain/src/done ]] && return 0
  say "fetching sources of Dear ImGui, SDL2 and Catch2 from Debian 13"
  use_trixie
  rm -rf "$toolchain/src"
  mkdir -p "$work" "$toolchain/src"
  for package in "${source_packages[@]}"; do
    (cd "$work" && trixie_apt source --download-only "$package")
    quietly dpkg-source --no-check -x "$work/${package}"_*.dsc "$toolchain/src/${package#lib}"
  done
  rm -rf "$work" "$toolchain"/src/*.tar.*  # dpkg-source copies the tarballs beside its output
  touch "$toolchain/src/done"
}

# Emscripten without the library variants nobody here links: 1.2 GB down to 200 MB.
unpack_emscripten() {
  local unwanted=('*/lto/*' '*/lto-pic/*' '*/thinlto/*' '*/thinlto-pic/*' '*/pic/*' '*-mt*' '*-ww*' '*asan*' '*ubsan*'
    '*libsanitizer*' '*libwasmfs*' '*.html' '*/emscripten/test*' '*/emscripten/docs/*' '*/usr/share/doc/*' '*/usr/share/man/*')
  dpkg-deb --fsys-tarfile "$1"/emscripten_*.deb |
    tar -x -C "$toolchain/emscripten" --strip-components=4 "${unwanted[@]/#/--exclude=}" ./usr/share/emscripten
  # Its JavaScript optimiser looks for acorn beside itself; Debian packages it elsewhere.
  ln -sfn /usr/share/nodejs "$toolchain/emscripten/node_modules"
}

# Binaryen is linked against a newer C library than Debian 12 has: each tool is started through
# Debian 13's own loader and libraries, unpacked beside it.
wrap_binaryen() {
  local prefix=$toolchain/binaryen tool
  mkdir -p "$prefix/bin"
  for tool in "$prefix"/root/usr/bin/*; do
    cat >"$prefix/bin/${tool##*/}" <<'TEXT'
#!/bin/sh
root=$(dirname "$0")/../root
libraries=$root/usr/lib/x86_64-linux-gnu
exec "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries:$libraries/binaryen" "$root/usr/bin/${0##*/}" "$@"
TEXT
    chmod +x "$prefix/bin/${tool##*/}"
  done
}

write_emscripten_config() {
  local node
  node=$(PATH=$toolchain/bin:$PATH command -v node)
  cat >"$toolchain/emscripten/.emscripten" <<TEXT
LLVM_ROOT = '/usr/bin'
LLVM_ADD_VERSION = '19'
CLANG_ADD_VERSION = '19'
BINARYEN_ROOT = '$toolchain/binaryen'
NODE_JS = '$node'
CLOSURE_COMPILER = '$toolchain/closure/node_modules/.bin/google-closure-compiler'
CACHE = '$toolchain/emscripten/cache'
FROZEN_CACHE = True
TEXT
}

# The optimiser of the JavaScript that Emscripten writes around a module.
install_closure() {
  local recipe=$root/tools/setup.d/closure
  cmp -s "$recipe/package-lock.json" "$toolchain/closure/done" && return 0
  say "installing Closure Compiler from npm into .toolchain/"
  rm -rf "$toolchain/closure"
  mkdir -p "$toolchain/closure"
  cp "$recipe"/package*.json "$toolchain/closure/"
  (cd "$toolchain/closure" && quietly npm ci --no-audit --no-fund)
  cp "$recipe/package-lock.json" "$toolchain/closure/done"
}

install_emscripten() {
  local work=$toolchain/download/bin package
  if [[ ! -f $toolchain/emscripten/done ]]; then
    say "unpacking Emscripten 3.1.69 from Debian 13 into .toolchain/"
    use_trixie
    rm -rf "$toolchain/emscripten" "$toolchain/binaryen"
    mkdir -p "$work" "$toolchain/emscripten" "$toolchain/binaryen/root"
    (cd "$work" && trixie_apt download "${binary_packages[@]}")
    unpack_emscripten "$work"
    for package in binaryen libc6 libstdc++6 libgcc-s1; do
      dpkg-deb -x "$work/${package}"_*.deb "$toolchain/binaryen/root"
    done
    wrap_binaryen
    rm -rf "$toolchain/download"
    touch "$toolchain/emscripten/done"
  fi
  install_closure
  write_emscripten_config
}
