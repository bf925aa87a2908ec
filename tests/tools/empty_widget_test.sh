#!/bin/bash
# Adding a widget that shows nothing but a heading touches three files; done here in a copy of the tree, where the new
# widget and the list of all widgets are configured and compiled, nothing else.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cd "$root"
git ls-files -co --exclude-standard -z -- CMakeLists.txt CMakePresets.json core widgets shell tools/cmake web/assets/fonts web/assets/weights/measurements.json |
  tar --null --ignore-failed-read -cf - -T - 2>/dev/null | tar -xf - -C "$folder"
cd "$folder"
ln -s "$root/.toolchain" .toolchain
printf '.toolchain\nbuild\n' >.gitignore
git init -q . && git add -A && git -c user.name=test -c user.email=test@localhost commit -qm before

# 1. The widget.
mkdir widgets/empty
cat >widgets/empty/widget.cpp <<'CPP'
#include "widgets/ui/ui.h"
#include "widgets/widget.h"

namespace lesson {

namespace {

class Empty final : public Widget {
 public:
  Fields fields() override { return {}; }
  void draw(ui::Ui& ui) override { ui.heading("Nothing yet"); }
  std::string describe() override { return "Nothing is shown yet."; }
  Table table() override { return {}; }
};

}  // namespace

std::unique_ptr<Widget> make_empty(PageState&) { return std::make_unique<Empty>(); }

}  // namespace lesson
CPP
# 2. Its row among the widgets.
sed -i 's|^namespace {$|std::unique_ptr<Widget> make_empty(PageState\& shared);\n\n&|
  s|^const WidgetInfo kWidgets\[\] = {$|&\n    {"empty", "Nothing", "Nothing yet.", make_empty},|' widgets/registry.cpp
# 3. Its source.
sed -i 's|^  registry.cpp$|&\n  empty/widget.cpp|' widgets/CMakeLists.txt

changed=$(git add -A && git diff --cached --name-only)
[[ $(wc -l <<<"$changed") == 3 ]] || { echo "expected three files, got:" "$changed" >&2 && exit 1; }

cmake --preset native -DBUILD_TESTING=OFF >configured 2>&1 || { cat configured >&2 && exit 1; }
objects=widgets/CMakeFiles/lesson_widgets.dir
ninja -C build/native "$objects/empty/widget.cpp.o" "$objects/registry.cpp.o" >built 2>&1 || { cat built >&2 && exit 1; }
nm() { command nm -C "build/native/$objects/$1" | grep -c "$2"; }
[[ $(nm empty/widget.cpp.o ' T lesson::make_empty(') == 1 && $(nm registry.cpp.o ' U lesson::make_empty(') == 1 ]] ||
  { echo "the list of widgets does not reach the new one" >&2 && exit 1; }
echo "an empty widget is three files:" $changed
