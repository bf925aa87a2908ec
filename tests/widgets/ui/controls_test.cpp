// Each control by pointer, by action and by key; what it records.

#include "tests/widgets/driver.h"
#include "tests/widgets/gallery.h"

using namespace lesson;
using namespace lesson::testing;
using Catch::Matchers::ContainsSubstring;
using ui::Role;

TEST_CASE("A slider is dragged, snaps to its marks, steps by keys and takes values") {
  Gallery gallery;
  Driver driver(gallery);
  CHECK(driver.node("Steps").role == Role::slider);
  CHECK(driver.node("Steps").value == "28 steps");
  driver.drag("Steps", 0.95f);
  CHECK(gallery.state.steps > 90);
  driver.click("Steps", 0.505f);
  CHECK(gallery.state.steps == 50);  // a mark near by
  CHECK(driver.key("ArrowRight"));
  CHECK(gallery.state.steps == 51);
  driver.key("PageDown");
  CHECK(gallery.state.steps == 41);
  driver.key("End");
  CHECK(gallery.state.steps == 100);
  driver.key("Home");
  CHECK(gallery.state.steps == 1);
  driver.act("Steps", "decrement");
  CHECK(gallery.state.steps == 1);
  driver.act("Steps", "set", "33");
  CHECK(gallery.state.steps == 33);
  driver.act("Steps", "set", "1000");
  CHECK(gallery.state.steps == 100);
  driver.act("Steps", "set", "nonsense");
  CHECK(gallery.state.steps == 100);
  CHECK(driver.node("Steps").now == 100);
  CHECK(driver.node("Steps").max == 100);
}

TEST_CASE("A logarithmic slider has its geometric middle in the middle") {
  Gallery gallery;
  Driver driver(gallery);
  driver.click("Rate", 0.5f);
  CHECK(gallery.state.rate == Catch::Approx(0.01f).epsilon(0.1));
  const float before = gallery.state.rate;
  driver.key("ArrowUp");
  CHECK(gallery.state.rate > before);
  CHECK(gallery.state.rate < before * 1.2f);
}

TEST_CASE("Buttons are pressed once, also when press and release come in one frame") {
  Gallery gallery;
  Driver driver(gallery);
  driver.click("Run");
  CHECK(gallery.pressed == 1);
  driver.act("Run", "press");
  CHECK(gallery.pressed == 2);
  driver.frame_of->focus_control("Step");
  driver.settle();
  driver.key("Enter");
  driver.key(" ");
  CHECK(gallery.pressed == 4);
  driver.click("Not yet");
  driver.act("Not yet", "press");
  CHECK(gallery.pressed == 4);
  CHECK(driver.node("Not yet").disabled);
}

TEST_CASE("A press that ends elsewhere does nothing") {
  Gallery gallery;
  Driver driver(gallery);
  const ui::Rect r = driver.node("Run").rect;
  driver.frame_of->pointer({.type = ui::PointerType::down, .x = r.x + 5, .y = r.y + 5});
  driver.settle();
  driver.frame_of->pointer({.type = ui::PointerType::move, .x = r.x + 5, .y = r.y + 300});
  driver.frame_of->pointer({.type = ui::PointerType::up, .x = r.x + 5, .y = r.y + 300});
  driver.settle();
  CHECK(gallery.pressed == 0);
}

TEST_CASE("A finger presses without hovering first") {
  Gallery gallery;
  Driver driver(gallery);
  const ui::Rect r = driver.node("Run").rect;
  driver.frame_of->pointer({.type = ui::PointerType::down, .x = r.x + 5, .y = r.y + 5, .touch = true});
  driver.frame_of->pointer({.type = ui::PointerType::up, .x = r.x + 5, .y = r.y + 5, .touch = true});
  driver.settle();
  CHECK(gallery.pressed == 1);
}

TEST_CASE("Switches say whether they are on") {
  Gallery gallery;
  Driver driver(gallery);
  CHECK(driver.node("Show trails").checked);
  driver.click("Show trails");
  CHECK_FALSE(gallery.state.trails);
  CHECK_FALSE(driver.node("Show trails").checked);
  driver.act("Show trails", "set", "true");
  CHECK(gallery.state.trails);
  driver.act("Show trails", "set", "true");
  CHECK(gallery.state.trails);
  driver.click("Play");
  CHECK(gallery.state.playing);
  CHECK(driver.node("Play").pressable_toggle);
  CHECK(driver.node("Play").checked);
}

TEST_CASE("A short choice is segments, a long one a combo") {
  Gallery gallery;
  Driver driver(gallery);
  CHECK(driver.node("Sampler").role == Role::group);
  driver.click("Sampler/heun");
  CHECK(gallery.state.sampler == 1);
  CHECK(driver.node("Sampler/heun").checked);
  CHECK(driver.node("Sampler").value == "heun");
  driver.act("Sampler", "set", "ddim");
  CHECK(gallery.state.sampler == 2);

  const ui::Node& model = driver.node("Model");
  CHECK(model.role == Role::combobox);
  CHECK(model.options.size() == 8);
  CHECK(model.selected == 4);
  driver.click("Model");
  REQUIRE(driver.has("Model/sdxl"));
  driver.click("Model/sdxl");
  CHECK(gallery.state.model == 1);
  CHECK_FALSE(driver.has("Model/sdxl"));
  driver.key("ArrowDown");
  CHECK(gallery.state.model == 2);
  driver.act("Model", "set", "lesson-333");
  CHECK(gallery.state.model == 7);
  driver.click("Model");
  driver.key("Escape");
  CHECK_FALSE(driver.has("Model/sdxl"));
  CHECK(gallery.state.model == 7);
}

TEST_CASE("With the page's own combos no list is opened") {
  Gallery gallery;
  Driver driver(gallery, {.inputs = {}});
  driver.click("Model");
  CHECK_FALSE(driver.has("Model/sdxl"));
}

TEST_CASE("Tabs") {
  Gallery gallery;
  Driver driver(gallery);
  CHECK(driver.node("View/Map").role == Role::tab);
  CHECK(driver.node("View/Map").checked);
  driver.click("View/Cost");
  CHECK(gallery.state.view == 2);
  CHECK(driver.node("View").value == "Cost");
}

TEST_CASE("Numbers are typed; what cannot be taken is said and changes nothing") {
  Gallery gallery;
  Driver driver(gallery);
  CHECK(driver.node("Image size").role == Role::spinbutton);
  driver.act("Image size", "set", "512");
  CHECK(gallery.state.size == 512);
  for (const char* bad : {"5000", "", "abc", "12x", "1.5", "nan", "1e99"}) {
    driver.act("Image size", "set", bad);
    CHECK(gallery.state.size == 512);
    REQUIRE(driver.has("Image size:note"));
    CHECK_THAT(driver.node("Image size:note").name, ContainsSubstring("64 to 4096"));
    CHECK(driver.node("Image size:note").live);
  }
  driver.act("Image size", "set", "768");
  CHECK_FALSE(driver.has("Image size:note"));
  driver.act("Image size", "increment");
  CHECK(gallery.state.size == 769);
}

TEST_CASE("Fields are typed into with the keyboard on the desktop") {
  Gallery gallery;
  Driver driver(gallery);
  driver.click("Prompt");
  driver.key("a", 2);
  driver.type("two cranes");
  driver.key("Enter");
  CHECK(gallery.state.prompt == "two cranes");
  driver.click("Image size");
  driver.key("a", 2);
  driver.type("640");
  driver.click("Run");  // the focus goes elsewhere
  CHECK(gallery.state.size == 640);
  driver.act("Prompt", "set", std::string(100, 'x'));
  CHECK(gallery.state.prompt == std::string(60, 'x'));
}

TEST_CASE("With the page's own inputs ImGui draws no field and takes no keys") {
  Gallery gallery;
  Driver driver(gallery, {.inputs = {}});
  driver.click("Prompt");
  CHECK_FALSE(driver.key("a"));
  driver.type("x");
  CHECK(gallery.state.prompt == "a cat on a beach");
  CHECK(driver.node("Prompt").value == "a cat on a beach");
}

TEST_CASE("Help opens below by pointer or key and is always in the description") {
  Gallery gallery;
  Driver driver(gallery);
  CHECK_THAT(driver.node("About samplers").description, ContainsSubstring("Heun asks it twice"));
  const float before = driver.frame_of->height();
  driver.click("About samplers");
  CHECK(driver.node("About samplers").checked);
  CHECK(driver.frame_of->height() > before);
}

TEST_CASE("A collapsible keeps its state") {
  Gallery gallery;
  Driver driver(gallery);
  CHECK_FALSE(driver.has("More/text"));
  driver.click("More");
  CHECK(driver.has("More/text"));
  driver.act("More", "press");
  CHECK_FALSE(driver.has("More/text"));
}

TEST_CASE("A canvas hears pointer, keys and actions; a spot inside goes first") {
  Gallery gallery;
  Driver driver(gallery);
  const auto any = [&](auto&& test) {
    for (const ui::CanvasInput& in : gallery.inputs) {
      if (test(in)) return true;
    }
    return false;
  };
  gallery.inputs.clear();
  driver.click("Area", 0.1f, 0.5f);
  CHECK(any([](const ui::CanvasInput& in) { return in.clicked && std::abs(in.pointer.x - 73.2f) < 1; }));
  gallery.inputs.clear();
  driver.click("Area/cell");
  CHECK(gallery.spot == "cell");
  CHECK_FALSE(any([](const ui::CanvasInput& in) { return in.clicked; }));
  driver.click("Area", 0.1f, 0.5f);
  gallery.inputs.clear();
  driver.drag_by("Area", 40, -20);
  float dx = 0, dy = 0;
  for (const ui::CanvasInput& in : gallery.inputs) {
    CHECK_FALSE(in.clicked);
    dx += in.drag_delta.x;
    dy += in.drag_delta.y;
  }
  CHECK(dx == Catch::Approx(40));
  CHECK(dy == Catch::Approx(-20));
  gallery.inputs.clear();
  driver.key("ArrowLeft");
  driver.key("+");
  driver.act("Area", "move-down", "page");
  driver.key("0");
  int x = 0, y = 0, zoom = 0;
  for (const ui::CanvasInput& in : gallery.inputs) {
    x += in.move_x;
    y += in.move_y;
    zoom += in.zoom;
  }
  CHECK(x == -1);
  CHECK(y == 10);
  CHECK(zoom == 1);
  CHECK(any([](const ui::CanvasInput& in) { return in.home; }));
}

TEST_CASE("A plot is read by pointer and by arrow keys") {
  Gallery gallery;
  Driver driver(gallery);
  const ui::Node& plot = driver.node("Error");
  CHECK(plot.role == Role::image);
  CHECK(plot.focusable);
  CHECK(plot.value.empty());
  driver.frame_of->focus_control("Error");
  driver.settle();
  driver.key("ArrowRight");
  CHECK(driver.node("Error").value == "Euler: 2, 0.4");
  driver.key("ArrowDown");
  CHECK(driver.node("Error").value == "Heun: 2, 0.225");
  driver.key("ArrowLeft");
  driver.key("ArrowLeft");
  CHECK(driver.node("Error").value == "Heun: 1, 0.9");
}

TEST_CASE("What keys have moved in stays there while the pointer rests on it, until the pointer stirs") {
  Gallery gallery;
  Driver driver(gallery);
  driver.frame_of->focus_control("Error", false);
  driver.hover("Error", 0.01f, 0.99f);
  driver.key("ArrowRight");
  driver.key("ArrowRight");
  CHECK(driver.node("Error").value == "Euler: 3, 0.267");
  driver.settle();
  CHECK(driver.node("Error").value == "Euler: 3, 0.267");
  driver.hover("Error", 0.02f, 0.98f);
  CHECK(driver.node("Error").value != "Euler: 3, 0.267");
}

TEST_CASE("A heat map is read cell by cell") {
  Gallery gallery;
  Driver driver(gallery);
  driver.hover("Row of \u201Ccat\u201D", 0.01f, 0.99f);
  CHECK(driver.node("Row of \u201Ccat\u201D").value == "row 8, column 1: 0.165");
  driver.hover("Run");
  CHECK(driver.node("Row of \u201Ccat\u201D").value.empty());
}

TEST_CASE("A table's cells are recorded in their rows") {
  Gallery gallery;
  Driver driver(gallery);
  CHECK(driver.node("Models").role == Role::grid);
  CHECK(driver.node("Models/0/2").name == "tokens");
  CHECK(driver.node("Models/2/3").name == "0.075");
}

TEST_CASE("Exports reach the host") {
  Gallery gallery;
  Driver driver(gallery);
  const ui::Rect r = driver.node("Save numbers").rect;
  for (const ui::PointerType type : {ui::PointerType::down, ui::PointerType::up})
    driver.frame_of->pointer({.type = type, .x = r.x + 9, .y = r.y + 9});
  std::vector<ui::Export> all;
  do {
    driver.frame();
    all.insert(all.end(), driver.last.exports.begin(), driver.last.exports.end());
  } while (driver.last.again);
  CHECK(all == std::vector<ui::Export>{ui::Export::csv});
}

TEST_CASE("Two controls of one name have two ids") {
  struct Twins final : Widget {
    bool first = false, second = false;
    Fields fields() override { return {}; }
    void draw(ui::Ui& ui) override {
      ui.checkbox("On", first);
      ui.checkbox("On", second);
      ui.group("Other", [&] { ui.button("On"); });
    }
    std::string describe() override { return ""; }
    Table table() override { return {}; }
  } twins;
  Driver driver(twins);
  driver.click("On #2");
  CHECK_FALSE(twins.first);
  CHECK(twins.second);
  CHECK(driver.has("Other/On"));
}

TEST_CASE("An unknown field is an error one sees") {
  struct Wrong final : Widget {
    Fields fields() override { return {}; }
    void draw(ui::Ui& ui) override { ui.field(fields(), "stepz"); }
    std::string describe() override { return ""; }
    Table table() override { return {}; }
  } wrong;
  Driver driver(wrong);
  CHECK_THAT(driver.node("error").name, ContainsSubstring("stepz"));
}
