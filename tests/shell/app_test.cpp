// The application with a renderer that only counts: no window, no graphics card.

#include "shell/app.h"

#include <array>
#include <catch_amalgamated.hpp>

#include "widgets/ui/ui.h"

using namespace lesson;
using Catch::Matchers::ContainsSubstring;

namespace {

/// One slider and one picture, and a count of what happened to it.
class Probe final : public Widget {
 public:
  explicit Probe(PageState& shared) : shared_(shared) { ++alive; }
  ~Probe() override { --alive; }
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  Fields fields() override {
    return {{"steps", "Steps", "How many.", IntField{&steps_, 1, 100}},
            {"name", "Name", "Any text.", TextField{&name_, 40}}};
  }
  void state_changed() override { ++changes; }
  void draw(ui::Ui& ui) override {
    ui.heading("Probe");
    ui.field(fields(), "steps");
    if (ui.button("Choose the next token")) {
      ++shared_.token;
      shared_.touch();
    }
    ui.image("Grey", {.w = 2, .h = 2, .rgba = kGrey, .revision = 1}, 20, 20);
  }
  std::string describe() override { return "A probe with " + std::to_string(steps_) + " steps."; }
  Table table() override { return {{"steps"}, {{std::to_string(steps_)}}}; }
  Result<void> open_file(std::string_view name, std::span<const std::uint8_t> bytes) override {
    if (bytes.empty()) return Error{"is empty", std::string(name), "", "", ""};
    steps_ = bytes[0];
    return {};
  }

  static inline int alive = 0, changes = 0;

 private:
  static constexpr std::array<std::uint8_t, 16> kGrey = {128, 128, 128, 255, 128, 128, 128, 255,
                                                         128, 128, 128, 255, 128, 128, 128, 255};
  PageState& shared_;
  int steps_ = 28;
  std::string name_;
};

std::unique_ptr<Widget> make_probe(PageState& shared) { return std::make_unique<Probe>(shared); }

constexpr std::array kProbes = {WidgetInfo{"probe", "Probe", "For tests.", make_probe},
                                WidgetInfo{"other", "Other", "For tests, too.", make_probe}};

struct Fixture {
  NullRenderer renderer;
  std::unique_ptr<App> app = std::make_unique<App>(renderer, ui::FrameOptions{}, kProbes);

  int create(std::string_view id = "probe") {
    auto made = app->create(id);
    REQUIRE(made);
    return made.value();
  }
  ui::FrameResult frame(int widget, float dpr = 1, double now = 0) {
    const auto* found = app->find(widget);
    const float height = found && found->height() > 0 ? found->height() : 400;
    return app->frame(widget, {.width = 640, .height = height, .dpr = dpr, .now = now}, {640, 400});
  }
  void settle(int widget, float dpr = 1) {
    for (int i = 0; i < 20; ++i) {
      const auto result = frame(widget, dpr, i / 60.0);
      if (!result.again && !result.height_changed) return;
    }
    FAIL("the widget does not come to rest");
  }
  bool dirty(int widget) { return app->find(widget)->dirty(); }
};

}  // namespace

TEST_CASE("Widgets are made, drawn and destroyed in any order") {
  Fixture f;
  const int a = f.create(), b = f.create("other"), c = f.create();
  CHECK(f.app->widgets() == std::vector{a, b, c});
  CHECK(std::string(f.app->id_of(b)) == "other");
  for (int widget : {c, a, b, a}) f.settle(widget);
  f.app->destroy(b);
  f.settle(c);
  f.settle(a);
  const int d = f.create();
  CHECK(d != b);  // an element that still holds b must not reach d
  f.settle(d);
  f.app->destroy(a);
  f.app->destroy(c);
  f.settle(d);
  CHECK(Probe::alive == 1);
  CHECK(f.renderer.counted().alive == 1);
  f.app.reset();
  CHECK(Probe::alive == 0);
  CHECK(f.renderer.counted().alive == 0);
}

TEST_CASE("An unknown name lists the names there are") {
  Fixture f;
  const auto made = f.app->create("prob");
  REQUIRE_FALSE(made);
  CHECK(made.error().message() == "name: there is no such widget (expected one of probe, other, got 'prob').");
}

TEST_CASE("Handles of widgets that are gone do nothing") {
  Fixture f;
  const int gone = f.create();
  f.app->destroy(gone);
  CHECK(f.app->find(gone) == nullptr);
  CHECK_FALSE(f.app->event(gone, KeyEvent{.key = "a"}));
  CHECK_FALSE(f.frame(gone).again);
  CHECK_FALSE(f.app->set_state(gone, "{}"));
  CHECK_FALSE(f.app->link(gone));
  CHECK_FALSE(f.app->open_file(gone, "x", {}));
  f.app->destroy(gone);
  f.app->destroy(-1);
}

TEST_CASE("State is set whole or not at all") {
  Fixture f;
  const int widget = f.create();
  const int before = Probe::changes;
  REQUIRE(f.app->set_state(widget, R"({"steps": 50})"));
  CHECK(Probe::changes == before + 1);
  CHECK(f.app->find(widget)->widget().describe() == "A probe with 50 steps.");

  for (const char* bad : {R"({"steps": 10, "stops": 1})", R"({"steps": 10, "name": 3})", R"({"steps": 0})",
                          R"({"steps": 10)", "", "[]", R"({"steps": 1e999})"}) {
    CAPTURE(bad);
    const auto set = f.app->set_state(widget, bad);
    REQUIRE_FALSE(set);
    CHECK(set.error().message().size() > 10);
    CHECK_THAT(f.app->state(widget), ContainsSubstring("50"));
  }
  CHECK(Probe::changes == before + 1);
  CHECK_THAT(f.app->defaults(widget), ContainsSubstring("28"));
}

TEST_CASE("A link carries what differs from the defaults") {
  Fixture f;
  const int from = f.create(), to = f.create();
  REQUIRE(f.app->set_state(from, R"({"steps": 7})"));
  const auto link = f.app->link(from);
  REQUIRE(link);
  REQUIRE(f.app->set_link(to, link.value()));
  CHECK(f.app->state(to) == f.app->state(from));
  CHECK_FALSE(f.app->set_link(to, "v0.steps=7"));
}

TEST_CASE("Figures of one widget show parts of their own and share the page's word") {
  NullRenderer renderer;
  App app(renderer);
  const int map = app.create("attention-quadrants").value(), token = app.create("attention-quadrants").value();
  REQUIRE(app.show_parts(map, "map"));
  REQUIRE(app.show_parts(token, "token"));
  CHECK(app.parts(map) == "map");
  app.page().token = 2;
  app.page().touch();
  for (const int widget : {map, token}) {
    for (int i = 0; i < 60; ++i) app.frame(widget, {.width = 640, .height = 800, .now = i / 60.0}, {640, 800});
  }
  const auto has = [&](int widget, std::string_view id) {
    const auto& nodes = app.find(widget)->semantics();
    return std::ranges::any_of(nodes, [&](const ui::Node& node) { return node.id == id; });
  };
  CHECK((has(map, "Attention map") && !has(map, "Tab/Patches it reads")));
  CHECK((!has(token, "Attention map") && has(token, "Tab/Patches it reads")));
  REQUIRE(app.set_state(map, R"({"cut_ti": true})"));  // what is not the page's is a figure's own
  CHECK_THAT(app.state(token), ContainsSubstring(R"("cut_ti":false)"));
}

TEST_CASE("A link names the parts that differ from those that the host shows") {
  NullRenderer renderer;
  App app(renderer);
  const int widget = app.create("step-count").value();
  CHECK(app.link(widget).value() == "v1.");
  REQUIRE(app.set_link(widget, "v1.steps=10;parts=error+schedule"));
  CHECK(app.parts(widget) == "error schedule");
  CHECK_THAT(app.state(widget), ContainsSubstring(R"("steps":10)"));
  CHECK(app.link(widget).value() == "v1.steps=10;parts=error+schedule");
  REQUIRE(app.set_link(widget, "v1.steps=10"));
  CHECK(app.parts(widget).empty());

  REQUIRE(app.show_parts(widget, "error"));
  CHECK(app.link(widget).value() == "v1.steps=10");
  const auto refused = app.set_link(widget, "v1.steps=20;parts=errors");
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message(), ContainsSubstring("runs, error, schedule, pictures, distance"));
  CHECK(app.parts(widget) == "error");
  CHECK_THAT(app.state(widget), ContainsSubstring(R"("steps":10)"));  // nothing of a refused link is taken
  REQUIRE(app.set_link(widget, "v1.parts="));
  CHECK(app.parts(widget).empty());
}

TEST_CASE("A settled widget stays clean until something happens") {
  Fixture f;
  const int widget = f.create();
  CHECK(f.dirty(widget));
  f.settle(widget);
  CHECK_FALSE(f.dirty(widget));
  SECTION("pointer") { f.app->event(widget, ui::PointerEvent{.x = 5, .y = 5}); }
  SECTION("state") { REQUIRE(f.app->set_state(widget, R"({"steps": 9})")); }
  SECTION("theme") { f.app->set_theme(ui::dark_theme()); }
  SECTION("file") { REQUIRE(f.app->open_file(widget, "a", std::array<std::uint8_t, 1>{3})); }
  SECTION("shared page state") {
    f.app->page().step = 3;
    f.app->page().touch();
  }
  SECTION("context") { f.app->context_restored(); }
  CHECK(f.dirty(widget));
  f.settle(widget);
  CHECK_FALSE(f.dirty(widget));
}

TEST_CASE("Each widget wears the colours of its place on the page") {
  Fixture f;
  const int light = f.create(), dark = f.create();
  f.settle(light);
  f.app->find(dark)->set_theme(ui::dark_theme());
  CHECK_FALSE(f.dirty(light));
  f.settle(dark);
  CHECK(f.renderer.last_background == ui::dark_theme().colors.background);
  f.settle(light);
  CHECK(f.renderer.last_background == ui::light_theme().colors.background);
}

TEST_CASE("What one widget chooses, the others show") {
  Fixture f;
  const int a = f.create(), b = f.create();
  f.settle(a);
  f.settle(b);
  f.app->event(a, ui::Action{"Choose the next token", "press", ""});
  f.settle(a);
  CHECK(f.app->page().token == 0);
  CHECK(f.dirty(b));
}

TEST_CASE("One font atlas serves all widgets and is sent once per device pixel ratio") {
  Fixture f;
  const int a = f.create(), b = f.create();
  for (int widget : {a, b, a, b}) f.settle(widget);
  CHECK(f.renderer.uploads == 1);
  for (int widget : {a, b}) f.settle(widget, 2);
  CHECK(f.renderer.uploads == 2);
}

TEST_CASE("After a lost context fonts and pictures are sent again and the state is kept") {
  Fixture f;
  const int widget = f.create();
  REQUIRE(f.app->set_state(widget, R"({"steps": 12})"));
  f.settle(widget);
  const int pictures = f.renderer.counted().updates, uploads = f.renderer.uploads;
  f.app->context_restored();
  f.settle(widget);
  CHECK(f.renderer.restorations == 1);
  CHECK(f.renderer.counted().updates == pictures + 1);
  CHECK(f.renderer.uploads == uploads + 1);
  CHECK_THAT(f.app->state(widget), ContainsSubstring("12"));
}

TEST_CASE("Every registered widget lives through a life of its own") {
  NullRenderer renderer;
  App app(renderer);
  for (const WidgetInfo& info : widget_registry()) {
    CAPTURE(info.id);
    const auto made = app.create(info.id);
    REQUIRE(made);
    const int widget = made.value();
    for (float width : {320.0f, 760.0f}) {
      for (int i = 0; i < 3; ++i) {
        app.frame(widget, {.width = width, .height = 400, .dpr = 1.5f, .now = i / 60.0}, {1, 1});
      }
    }
    CHECK(app.find(widget)->height() > 40);
    CHECK_FALSE(app.find(widget)->semantics().empty());
    CHECK(app.set_state(widget, app.state(widget)));
    CHECK(app.set_link(widget, app.link(widget).value()));
    app.destroy(widget);
  }
}

TEST_CASE("What the page sets counts after what was asked of controls before, and is asked for after it") {
  Fixture f;
  const int widget = f.create();
  f.settle(widget);
  SECTION("set last: stands") {
    f.app->event(widget, ui::Action{"Steps", "set", "12"});
    REQUIRE(f.app->set_state(widget, R"({"steps": 40})"));
    f.settle(widget);
    CHECK_THAT(f.app->state(widget), ContainsSubstring("\"steps\":40"));
  }
  SECTION("a link likewise, and what it does not name has its default") {
    f.app->event(widget, ui::Action{"Steps", "set", "12"});
    REQUIRE(f.app->set_link(widget, "v1.name=x"));
    f.settle(widget);
    CHECK_THAT(f.app->state(widget), ContainsSubstring("\"steps\":28"));
  }
  SECTION("asked for: what was typed is in it before the next frame, which still tells of the change") {
    for (const char* typed : {"1", "12", "13"}) f.app->event(widget, ui::Action{"Steps", "set", typed});
    CHECK_THAT(f.app->state(widget), ContainsSubstring("\"steps\":13"));
    CHECK(f.app->link(widget).value() == "v1.steps=13");
    CHECK(f.frame(widget).state_changed);
    CHECK_FALSE(f.frame(widget).state_changed);
  }
}
