// Every widget with no memory left: made, given a state, described; and drawn, frame after frame.

#include "core/pipeline/run.h"
#include "tests/memory/repeat.h"
#include "tests/memory/spare_imgui.h"
#include "tests/widgets/page/real_runs.h"
#include "widgets/registry.h"
#include "widgets/ui/frame/widget_frame.h"

using namespace lesson;
using testing::check;
using testing::must;

namespace {

/// A desk on which the page's run lies, short and with all that can be looked at.
RunDesk& desk_with_a_run() {
  static RunDesk desk = [] {
    RunDesk made;
    made.set_available(true);
    made.set_loaded(1);
    RunRequest request = default_request(tiny_sd3());
    request.prompt = "a cat";
    request.steps = 1;
    request.record = true;
    made.request(kPageRun, request);
    testing::run_all(made, tiny_sd3());
    return made;
  }();
  return desk;
}

/// A state with nothing at its default but the texts.
std::string other_state(const WidgetInfo& info) {
  PageState page;
  const auto widget = info.make(page);
  for (const Field& field : widget->fields()) {
    if (const auto* f = std::get_if<IntField>(&field.value)) *f->value = std::min(f->max, *f->value + 1);
    if (const auto* f = std::get_if<FlagField>(&field.value)) *f->value = !*f->value;
    if (const auto* f = std::get_if<ChoiceField>(&field.value))
      *f->value = (*f->value + 1) % static_cast<int>(f->options.size());
    if (const auto* f = std::get_if<NumberField>(&field.value)) *f->value = f->min + (f->max - f->min) * 0.37f;
  }
  return fields_to_json(widget->fields());
}

std::string used(Widget& widget, const std::string& state) {
  must(fields_from_json(widget.fields(), state));
  widget.state_changed();
  return widget.describe() + to_csv(widget.table()) + fields_to_json(widget.fields());
}

/// What found no memory is done again on the same widget. Twice: the first time it follows the page to what is chosen.
testing::Played refuse_use(const WidgetInfo& info, RunDesk* desk, std::size_t most) {
  const std::string state = other_state(info);
  std::string expected;
  bool whole = true;
  const auto scene = [&] {
    whole = true;
    PageState page;
    page.desk = desk;
    const auto widget = info.make(page);
    const auto said = [&] { return (used(*widget, state), used(*widget, state)); };
    try {
      if (expected.empty()) expected = said();
      whole = said() == expected;
    } catch (const std::bad_alloc&) {
      testing::Allocations::relent();
      whole = said() == expected;
      throw;
    }
  };
  scene();
  return testing::refuse_each(scene, most, [&] { return whole; });
}

/// A widget on its page, without a window.
struct Stage {
  PageState page;
  ui::NullTextures textures;
  std::unique_ptr<Widget> widget;
  std::unique_ptr<ui::WidgetFrame> frame;
  ui::FrameInput input{.width = 760, .height = 600, .dpr = 1, .now = 0};

  Stage(const WidgetInfo& info, RunDesk* desk, ui::FontAtlas& fonts) {
    page.desk = desk;
    widget = info.make(page);
    frame = std::make_unique<ui::WidgetFrame>(*widget, page, fonts, textures);
  }

  /// What is on the screen once nothing moves any more.
  std::vector<ui::Node> shown() {
    ui::FrameResult drawn;
    int frames = 0;
    do {
      input.now += 1.0 / 60;
      drawn = frame->draw(input);
      input.height = std::max(frame->height(), 1.0f);
    } while ((drawn.again || drawn.height_changed) && ++frames < 120);
    return frame->semantics();
  }
};

testing::Played refuse_frames(const WidgetInfo& info, RunDesk* desk, std::size_t most) {
  static ui::FontAtlas fonts;
  std::vector<ui::Node> expected;
  bool whole = true;
  const auto scene = [&] {
    whole = true;
    Stage stage(info, desk, fonts);
    try {
      const std::vector<ui::Node> shown = stage.shown();
      if (expected.empty()) expected = shown;
      whole = shown == expected;
    } catch (const std::bad_alloc&) {
      testing::Allocations::relent();
      whole = stage.shown() == expected;
      throw;
    }
  };
  scene();
  return testing::refuse_each(scene, most, [&] { return whole; });
}

std::string named(const WidgetInfo& info, const char* what) { return std::string(info.id) + what; }

}  // namespace

TEST_CASE("without memory every widget says nothing, and says the same the next time", "[memory]") {
  for (const WidgetInfo& info : widget_registry()) {
    check(named(info, "").c_str(), refuse_use(info, nullptr, 24));
    check(named(info, " with a run").c_str(), refuse_use(info, &desk_with_a_run(), 24));
  }
}

TEST_CASE("without memory every widget draws nothing, and draws the same the next time", "[memory]") {
  testing::spare_imgui();
  for (const WidgetInfo& info : widget_registry()) {
    check(named(info, " drawn").c_str(), refuse_frames(info, nullptr, 24));
    check(named(info, " drawn with a run").c_str(), refuse_frames(info, &desk_with_a_run(), 24));
  }
}
