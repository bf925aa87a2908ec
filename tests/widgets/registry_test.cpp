// Every widget of the registry, headless: 30 frames at two widths, both themes, with finger and mouse.

#include "tests/widgets/driver.h"
#include "tests/widgets/tree.h"
#include "widgets/state/link.h"

#include <set>

using namespace lesson;
using namespace lesson::testing;
using ui::Role;

TEST_CASE("The registry names every widget once") {
  std::set<std::string> ids;
  for (const WidgetInfo& info : widget_registry()) {
    CHECK(ids.insert(info.id).second);
    CHECK(std::string(info.title).size() > 3);
    CHECK(std::string(info.summary).back() == '.');
    CHECK(find_widget(info.id) == &info);
  }
  CHECK_FALSE(ids.empty());
  CHECK(find_widget("no-such-widget") == nullptr);
}

TEST_CASE("Every widget runs 30 frames at both widths in both themes") {
  for (const WidgetInfo& info : widget_registry()) {
    for (const float width : {320.0f, 760.0f}) {
      for (const bool dark : {false, true}) {
        INFO(info.id << " at " << width << (dark ? " dark" : " light"));
        Driver driver(info.id);
        driver.input.width = width;
        ui::Theme theme = dark ? ui::dark_theme() : ui::light_theme();
        theme.touch = width < 400;
        driver.frame_of->set_theme(theme);
        for (int i = 0; i < 30; ++i) {
          driver.frame_of->pointer(
              {.x = static_cast<float>(17 * i % static_cast<int>(width)), .y = static_cast<float>(31 * i)});
          driver.frame();
        }
        driver.settle(60);
        CHECK(driver.frame_of->height() > 100);
        check_tree(driver, width);
      }
    }
  }
}

/// A spot in a picture may be smaller: it lies where what it shows lies.
bool in_drawing(const Driver& driver, const ui::Node& node) {
  const auto& nodes = driver.frame_of->semantics();
  return node.role == Role::button && std::any_of(nodes.begin(), nodes.end(), [&](const ui::Node& drawing) {
           return drawing.role == Role::image && node.id.starts_with(drawing.id + "/");
         });
}

TEST_CASE("Every target is large enough for a finger on a touch screen") {
  for (const WidgetInfo& info : widget_registry()) {
    Driver driver(info.id);
    ui::Theme theme = ui::light_theme();
    theme.touch = true;
    driver.frame_of->set_theme(theme);
    driver.input.width = 360;
    driver.settle(60);
    for (const ui::Node& node : driver.frame_of->semantics()) {
      if (!is_control(node) || node.role == Role::image || in_drawing(driver, node)) continue;
      INFO(info.id << " " << node.id);
      CHECK(node.rect.h >= 44);
    }
  }
}

TEST_CASE("Every control of every widget can be pressed, stepped and set without harm") {
  for (const WidgetInfo& info : widget_registry()) {
    Driver driver(info.id);
    std::vector<ui::Node> nodes = driver.frame_of->semantics();
    for (const ui::Node& node : nodes) {
      if (!is_control(node)) continue;
      INFO(info.id << " " << node.id);
      for (const char* verb :
           {"press", "increment", "decrement", "move-left", "move-right", "move-up", "move-down", "home"}) {
        driver.frame_of->act({node.id, verb, ""});
        driver.frame();
      }
      for (const char* value : {"", "1", "-1e30", "true", "nan", "\xFF\xFE", "no such option"}) {
        driver.frame_of->act({node.id, "set", value});
        driver.frame();
      }
    }
    driver.settle(60);
    CHECK_FALSE(driver.frame_of->semantics().empty());
    CHECK_FALSE(driver.frame_of->widget().describe().empty());
  }
}

TEST_CASE("Every widget's state survives JSON and link") {
  for (const WidgetInfo& info : widget_registry()) {
    INFO(info.id);
    PageState first, second;
    const std::unique_ptr<Widget> a = info.make(first), b = info.make(second);
    const std::string defaults = fields_to_json(a->fields());
    CHECK_FALSE(a->fields().empty());
    const Result<std::string> fresh = state_to_link(a->fields(), defaults);
    REQUIRE(fresh);
    CHECK(fresh.value() == "v1.");
    for (const Field& field : a->fields()) {  // everything away from its default
      if (const auto* f = std::get_if<IntField>(&field.value)) *f->value = *f->value == f->max ? f->min : f->max;
      if (const auto* f = std::get_if<FlagField>(&field.value)) *f->value = !*f->value;
      if (const auto* f = std::get_if<ChoiceField>(&field.value))
        *f->value = (*f->value + 1) % static_cast<int>(f->options.size());
      if (const auto* f = std::get_if<NumberField>(&field.value)) *f->value = f->min + (f->max - f->min) * 0.37f;
    }
    const std::string changed = fields_to_json(a->fields());
    REQUIRE(fields_from_json(b->fields(), changed));
    CHECK(fields_to_json(b->fields()) == changed);
    if (const Result<std::string> link = state_to_link(a->fields(), defaults)) {
      REQUIRE(fields_from_json(b->fields(), defaults));
      REQUIRE(state_from_link(b->fields(), link.value(), defaults));
      CHECK(fields_to_json(b->fields()) == changed);
    }
    a->state_changed();
    CHECK_FALSE(a->describe().empty());
    CHECK_FALSE(fields_from_json(b->fields(), R"({"no such key": 1})"));
  }
}

namespace {

/// Another value than it has, within its range.
struct Other {
  void operator()(const IntField& f) const { *f.value = *f.value == f.max ? f.min : f.max; }
  void operator()(const NumberField& f) const { *f.value = *f.value == f.max ? f.min : f.max; }
  void operator()(const FlagField& f) const { *f.value = !*f.value; }
  void operator()(const ChoiceField& f) const { *f.value = *f.value == 0 ? static_cast<int>(f.options.size()) - 1 : 0; }
  void operator()(const TextField& f) const { *f.value += "x"; }
};

}  // namespace

TEST_CASE("Asking a widget for its fields changes nothing: what a control has just set stays") {
  for (const WidgetInfo& info : widget_registry()) {
    PageState page;
    const auto widget = info.make(page);
    const Fields fields = widget->fields();
    for (const Field& field : fields) {
      CAPTURE(info.id, field.key);
      const std::string before = field_values(fields);
      std::visit(Other{}, field.value);
      const std::string set = field_values(fields);
      CHECK(set != before);
      (void)widget->fields();
      CHECK(field_values(fields) == set);
    }
  }
}

TEST_CASE("Every widget has something to say and numbers to save") {
  for (const WidgetInfo& info : widget_registry()) {
    INFO(info.id);
    Driver driver(info.id);
    CHECK(driver.frame_of->widget().describe().size() > 60);
    const Table table = driver.frame_of->widget().table();
    CHECK(table.columns.size() >= 2);
    CHECK_FALSE(table.rows.empty());
    for (const auto& row : table.rows) CHECK(row.size() == table.columns.size());
  }
}

TEST_CASE("What one widget may set, the state and the link of every other can carry") {
  for (const WidgetInfo& info : widget_registry()) {
    CAPTURE(info.id);
    Driver driver(info.id);
    driver.page.prompt = std::string(kLongestPrompt, 'a');
    driver.page.seed = 999'999;
    driver.page.token = 16383;
    driver.page.block = driver.page.head = 255;
    driver.page.step = 999;
    driver.page.touch();
    driver.settle();
    const auto set = fields_from_json(driver.owned->fields(), driver.state());
    CAPTURE((set ? "" : set.error().message()));
    CHECK(set);
  }
}
