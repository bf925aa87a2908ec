# The stages of tools/test: what each runs (stage_NAME, leaving JUnit files in $RESULTS) and the
# files it depends on (inputs_NAME). Sourced by tools/test.

stages=(format native counts asan fuzz wasm wasm-relaxed training interop python web reader page firefox timing notebooks hosting hosts webkit budgets tidy)
# Run where named: not all of it has been green yet.
by_name=(webkit-all)

cpp_inputs="CMakeLists.txt CMakePresets.json core widgets shell tests/CMakeLists.txt tests/core tests/widgets
  tests/shell tests/fuzz tests/memory tests/fixtures tests/bench tools/cmake"

# A check that is no test suite counts as one test case of its own.
check() {
  local name=$1 status=0
  shift
  "$@" || status=$?
  {
    echo "<testsuite><testcase classname=\"check\" name=\"$name\">"
    ((status == 0)) || echo "<failure/>"
    echo "</testcase></testsuite>"
  } >"$RESULTS/${name// /-}.xml"
  return "$status"
}

# Builds a preset, runs its Catch2 suites (under Node for WebAssembly) and keeps their JUnit files.
# A suite that crashes leaves none, so ctest's own verdict on it is kept beside.
catch2() {
  local preset=$1 status=0
  build_preset "$preset"
  rm -f build/"$preset"/results/*.xml
  # Programs drawn in a window nobody sees need a display; ctest's children inherit this one.
  ctest --preset "$preset" --parallel "$(nproc)" --no-tests=error || status=$?
  cp build/"$preset"/results/*.xml "$RESULTS"/
  return "$status"
}

inputs_native() { echo "$cpp_inputs" web/assets tests/tools; }
stage_native() {
  local status=0
  catch2 native || status=1
  check "an empty widget is three files" tests/tools/empty_widget_test.sh || status=1
  return "$status"
}

# Instructions of the kernels and of one forward, counted natively: no clock, so it holds on a busy machine, too.
inputs_counts() { echo "$cpp_inputs" web/assets/weights; }
stage_counts() {
  build_preset native --target count_scene
  tests/bench/counts.py build/native/tests/bench/count_scene --junit "$RESULTS/counts.xml"
}

inputs_asan() { inputs_native; }
stage_asan() { catch2 asan; }

# A while for each target of tests/fuzz, with all of our code instrumented: LESSON_FUZZ_SECONDS, 20 unless set.
inputs_fuzz() { echo "$cpp_inputs" web/assets/weights tools/fuzz; }
stage_fuzz() {
  local target status=0
  for target in tests/fuzz/corpus/*; do
    target=${target##*/}
    check "fuzz $target" tools/fuzz --seconds "${LESSON_FUZZ_SECONDS:-20}" "$target" || status=1
  done
  return "$status"
}

inputs_wasm() { inputs_native; }
stage_wasm() { catch2 wasm; }

inputs_wasm_relaxed() { inputs_native; }
stage_wasm_relaxed() { catch2 wasm-relaxed; }

# The world, captions, tokenizer and noise that the models are trained on; the networks are skipped without PyTorch.
inputs_training() { echo tools/train tools/junit_unittest.py tests/fixtures/random web/assets/weights; }
stage_training() {
  local python=python3
  [[ ! -x /usr/bin/python3 ]] || python=/usr/bin/python3 # the one that Debian's NumPy belongs to
  (cd tools/train && "$python" ../junit_unittest.py tests "$RESULTS/training.xml")
}

# Our core against transformers and diffusers, in the versions of a lock file (tests/interop).
inputs_interop() { echo "$cpp_inputs" tests/interop tools/train web/assets/weights tools/interop_python tools/junit_unittest.py; }
stage_interop() {
  local python
  build_preset native --target lesson-cli core_forward safetensors_verdicts
  check "every package of the lock file has one version" pinned tests/interop/requirements.txt
  if ! python=$(tools/interop_python); then
    echo '<testsuite><testcase classname="interop" name="published libraries"><skipped/></testcase></testsuite>' \
      >"$RESULTS/interop.xml"
    return
  fi
  (cd tests/interop && "$python" ../../tools/junit_unittest.py . "$RESULTS/interop.xml")
}
# The Python package on pipelines of the published classes, its exercises run as notebooks on the tiny SD3, one run told by our
# core and by diffusers; and the trainer's networks beside them.
inputs_python() {
  echo "$cpp_inputs" web tests/python tools/train tests/interop/requirements.txt tools/interop_python tools/notebook_python tools/python_wheel \
    tools/junit_unittest.py
}
stage_python() {
  local python status=0
  check "every package of the notebooks' lock file has one version" pinned tests/python/requirements.txt
  if ! python=$(tools/notebook_python) && ! python=$(tools/interop_python); then
    echo '<testsuite><testcase classname="python" name="published libraries"><skipped/></testcase></testsuite>' >"$RESULTS/python.xml"
    return
  fi
  build_preset native --target lesson-cli lesson-desktop
  tools/python_wheel --page-only
  # Models as small as these are slower with several threads, which wait for each other.
  (cd tests/python && OMP_NUM_THREADS=1 "$python" ../../tools/junit_unittest.py . "$RESULTS/python.xml") || status=1
  (cd tools/train && TINYSD3_WORK=$(mktemp -d) "$python" ../junit_unittest.py tests "$RESULTS/trainer.xml") || status=1
  return "$status"
}

# The wheel in JupyterLab and in exported pages, in a browser. It is installed beside JupyterLab, where nothing else of ours is.
inputs_notebooks() { inputs_python; echo tests/web/notebook; }
stage_notebooks() {
  local python wheel model
  if ! python=$(tools/notebook_python); then
    echo '<testsuite><testcase classname="notebooks" name="JupyterLab"><skipped/></testcase></testsuite>' >"$RESULTS/notebooks.xml"
    return
  fi
  build_preset native --target lesson-cli
  wheel=$(tools/python_wheel)
  "$python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$wheel"
  model=$root/.cache/notebook-model
  rm -rf "$model"
  build/native/lesson-cli export --output "$model"
  LESSON_NOTEBOOK_PYTHON=$python LESSON_NOTEBOOK_MODEL=$model OMP_NUM_THREADS=1 browser_tests playwright --project=notebook
}

pinned() { ! grep -vE '^(#.*|[A-Za-z0-9_.-]+==[0-9][0-9a-z.]*)$' "$1"; }

inputs_web() { echo web tests/web README.md CONTRIBUTING.md CHANGELOG.md tools; }
stage_web() {
  local status=0
  install_npm
  check "web types" npm run typecheck --prefix web || status=1
  check "web lint" npm run lint --prefix web || status=1
  check "spelling" npm run spell --prefix web || status=1
  npm run test --prefix web -- --reporter=default --reporter=junit --outputFile.junit="$RESULTS/vitest.xml" || status=1
  return "$status"
}

# The page in a real browser, against the modules the presets built.
inputs_page() { echo "$cpp_inputs" web tests/web tools/server.mjs; }
stage_page() {
  build_page
  browser_tests playwright --project=chromium --project=package
}
# What of `page` a reader meets first, in some six minutes: figures and their states, a run, memory, what stands in where they
# cannot run. The whole takes forty.
inputs_reader() { inputs_page; }
stage_reader() {
  build_page
  browser_tests playwright --project=chromium element fallback model memory opening policy
}
inputs_firefox() { inputs_page; }
stage_firefox() {
  build_page
  browser_tests playwright --project=firefox
}
# By the clock, so with nothing beside it.
inputs_timing() { inputs_page; }
stage_timing() {
  build_page
  browser_tests playwright --project=timing --workers=1
}
browser_tests() {
  local results=$RESULTS/$1.xml
  shift
  PLAYWRIGHT_JUNIT_OUTPUT_FILE=$results PLAYWRIGHT_JUNIT_OUTPUT_NAME=$results \
    npm run test:browser --prefix web -- --reporter=list,junit "$@"
}

# HOSTING.md, block by block, in Debian's web servers.
inputs_hosting() { inputs_page; }
stage_hosting() {
  build_page
  browser_tests playwright --project=hosting
}

# The npm package in the tools and sites that most people use; tools/hosts tries the others, too.
inputs_hosts() { inputs_page; }
stage_hosts() {
  build_page
  LESSON_HOSTS="" browser_tests playwright --project=hosts
}

# The reader's path in Safari's engine.
inputs_webkit() { inputs_page; }
stage_webkit() {
  build_page
  browser_tests playwright --project=webkit
}

# All else that an audit by hand once tried there, some ten minutes: hands and keys, dialogues, zoom, links, versions.
inputs_webkit_all() { inputs_page; }
stage_webkit_all() {
  build_page
  browser_tests playwright --project=webkit-all
}

inputs_budgets() { inputs_page; echo tools/budgets.mjs; }
stage_budgets() {
  build_page
  node tools/budgets.mjs --junit "$RESULTS/budgets.xml"
}

inputs_format() { echo core widgets shell tests tools/cmake .clang-format tools/format tools/includes.py tools/names.py; }
stage_format() {
  local status=0
  check "C++ format" tools/format --check || status=1
  check "includes" tools/includes.py || status=1
  check "enumerators" tools/names.py || status=1
  check "what is wrong is found" tests/tools/checks_test.sh || status=1
  return "$status"
}

inputs_tidy() { echo "$cpp_inputs" .clang-tidy tools/tidy.py; }
stage_tidy() {
  build_preset native
  check "clang-tidy" tools/tidy.py
}
