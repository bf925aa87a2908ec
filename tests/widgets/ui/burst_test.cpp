// More than one change between two frames, as on a slow machine or from a fast hand: none is lost, each comes in the
// order in which it was asked, so that the last one stands.

#include "tests/widgets/driver.h"
#include "tests/widgets/gallery.h"

using namespace lesson;
using namespace lesson::testing;

namespace {

/// Asks for all of it between two frames, then draws one.
void burst(Driver& driver, std::initializer_list<ui::Action> actions) {
  for (const ui::Action& action : actions) driver.frame_of->act(action);
  driver.frame();
}

ui::PointerEvent at(const ui::Rect& r, ui::PointerType type) {
  return {.type = type, .x = r.x + r.w / 2, .y = r.y + r.h / 2};
}

}  // namespace

TEST_CASE("Of several values set between two frames the last one stands") {
  Gallery gallery;
  Driver driver(gallery);
  SECTION("text") {
    burst(driver,
          {{"Prompt", "set", "r"}, {"Prompt", "set", "re"}, {"Prompt", "set", "red"}, {"Prompt", "set", "red cat"}});
    CHECK(gallery.state.prompt == "red cat");
    CHECK(driver.node("Prompt").value == "red cat");
  }
  SECTION("text, the last of which is no text: the last good one") {
    burst(driver, {{"Prompt", "set", "red"}, {"Prompt", "set", "red cat"}, {"Prompt", "set", "\xff"}});
    CHECK(gallery.state.prompt == "red cat");
  }
  SECTION("a slider of whole numbers") {
    burst(driver, {{"Steps", "set", "30"}, {"Steps", "set", "31"}, {"Steps", "set", "77"}});
    CHECK(gallery.state.steps == 77);
    CHECK(driver.node("Steps").now == 77);
  }
  SECTION("a slider of fractions, and a logarithmic one") {
    burst(driver, {{"Shift", "set", "2"}, {"Shift", "set", "5"}, {"Rate", "set", "0.5"}, {"Rate", "set", "0.25"}});
    CHECK(gallery.state.shift == Catch::Approx(5));
    CHECK(gallery.state.rate == Catch::Approx(0.25));
  }
  SECTION("a number that is typed") {
    burst(driver, {{"Image size", "set", "5"}, {"Image size", "set", "51"}, {"Image size", "set", "512"}});
    CHECK(gallery.state.size == 512);
    CHECK_FALSE(driver.has("Image size:note"));  // what the first digit lacked is no complaint about the whole
  }
  SECTION("a number whose last digits are wrong says so") {
    burst(driver, {{"Image size", "set", "512"}, {"Image size", "set", "51200"}});
    CHECK(gallery.state.size == 512);
    CHECK(driver.has("Image size:note"));
  }
  SECTION("a choice of segments and a list") {
    burst(driver, {{"Sampler", "set", "heun"},
                   {"Sampler", "set", "ddim"},
                   {"Model", "set", "sdxl"},
                   {"Model", "set", "flux.1-dev"}});
    CHECK(gallery.state.sampler == 2);
    CHECK(gallery.state.model == 5);
  }
  SECTION("a switch and a toggle") {
    burst(driver, {{"Show trails", "set", "true"},
                   {"Show trails", "set", "false"},
                   {"Play", "set", "false"},
                   {"Play", "set", "true"}});
    CHECK_FALSE(gallery.state.trails);
    CHECK(gallery.state.playing);
  }
  SECTION("tabs") {
    burst(driver, {{"View", "set", "Compare"}, {"View", "set", "Cost"}});
    CHECK(gallery.state.view == 2);
  }
}

TEST_CASE("Values set and steps taken between two frames come in their order") {
  Gallery gallery;
  Driver driver(gallery);
  burst(driver,
        {{"Steps", "increment"}, {"Steps", "increment", "page"}, {"Steps", "set", "40"}, {"Steps", "decrement"}});
  CHECK(gallery.state.steps == 39);
  burst(driver, {{"Steps", "set", "100"}, {"Steps", "increment"}, {"Steps", "decrement"}, {"Steps", "decrement"}});
  CHECK(gallery.state.steps == 98);  // the end of the range counts on the way
  burst(driver, {{"Image size", "increment"}, {"Image size", "set", "256"}, {"Image size", "increment"}});
  CHECK(gallery.state.size == 257);
  burst(driver, {{"Model", "increment"}, {"Model", "set", "sd1.5"}, {"Model", "decrement"}, {"Model", "increment"}});
  CHECK(gallery.state.model == 1);
}

TEST_CASE("Every press between two frames counts") {
  Gallery gallery;
  Driver driver(gallery);
  burst(driver, {{"Run", "press"}, {"Run", "press"}, {"Step", "press"}, {"Run", "press"}});
  CHECK(gallery.pressed == 4);
  burst(driver, {{"Play", "press"}, {"Play", "press"}, {"Play", "press"}});
  CHECK(gallery.state.playing);
  burst(driver, {{"Show trails", "press"}, {"Show trails", "press"}});
  CHECK(gallery.state.trails);
  burst(driver, {{"View/Cost", "press"}, {"View/Map", "press"}});
  CHECK(gallery.state.view == 0);
  burst(driver, {{"Sampler/ddim", "press"}, {"Sampler/heun", "press"}});
  CHECK(gallery.state.sampler == 1);
  burst(driver, {{"More", "press"}, {"More", "press"}});
  CHECK(driver.node("More").value == "closed");
  burst(driver, {{"About samplers", "press"}, {"About samplers", "press"}});
  CHECK_FALSE(driver.node("About samplers").checked);
}

TEST_CASE("What one action brings to light takes the next one") {
  Gallery gallery;
  Driver driver(gallery);
  burst(driver, {{"Model", "press"}, {"Model/sdxl", "press"}});
  CHECK(gallery.state.model == 1);
}

TEST_CASE("A later change of another control does not overtake an earlier one") {
  // "Preset" is drawn last and sets the slider: drawn order alone would let it win over what came after it.
  class Preset final : public Widget {
   public:
    int steps = 10;
    Fields fields() override { return {{"steps", "Steps", "", IntField{&steps, 1, 100}}}; }
    void draw(ui::Ui& ui) override {
      ui.slider("Steps", steps, 1, 100);
      if (ui.button("Preset")) steps = 50;
    }
    std::string describe() override { return ""; }
    Table table() override { return {}; }
  } widget;
  Driver driver(widget);
  burst(driver, {{"Preset", "press"}, {"Steps", "set", "3"}});
  CHECK(widget.steps == 3);
  burst(driver, {{"Steps", "set", "4"}, {"Preset", "press"}});
  CHECK(widget.steps == 50);
}

TEST_CASE("Moves and presses in a picture between two frames come in their order") {
  Gallery gallery;
  Driver driver(gallery);
  gallery.inputs.clear();
  burst(driver, {{"Area", "move-right"},
                 {"Area", "move-right", "page"},
                 {"Area", "press"},
                 {"Area", "move-left"},
                 {"Area", "home"},
                 {"Area", "increment"}});
  std::string story;
  for (const ui::CanvasInput& in : gallery.inputs) {
    if (in.move_x != 0) story += "x" + std::to_string(in.move_x) + " ";
    if (in.pressed) story += "press ";
    if (in.home) story += "home ";
    if (in.zoom != 0) story += "zoom" + std::to_string(in.zoom) + " ";
  }
  CHECK(story == "x11 press x-1 home zoom1 ");
}

TEST_CASE("One frame tells of all that a burst changed, and what it asked for") {
  Gallery gallery;
  Driver driver(gallery);
  for (const char* name : {"Save picture", "Save numbers", "Copy link"}) driver.frame_of->act({name, "press"});
  driver.frame_of->act({"Steps", "set", "12"});
  driver.frame_of->act({"Prompt", "set", "a"});
  const ui::FrameResult result = driver.frame();
  CHECK(result.state_changed);
  CHECK(result.semantics_changed);
  CHECK(result.exports == std::vector{ui::Export::png, ui::Export::csv, ui::Export::link});
}

TEST_CASE("Keys pressed between two frames step the control in focus, each of them") {
  Gallery gallery;
  Driver driver(gallery);
  driver.frame_of->focus_control("Steps");
  driver.settle();
  for (int i = 0; i < 10; ++i) driver.frame_of->key("ArrowRight", true, 0);
  driver.frame_of->key("Home", true, 0);
  driver.frame_of->key("PageUp", true, 0);
  driver.frame();
  CHECK(gallery.state.steps == 11);
}

TEST_CASE("A click and what is asked of a control keep their order between two frames") {
  Gallery gallery;
  Driver driver(gallery);
  const ui::Rect cost = driver.node("View/Cost").rect;
  SECTION("first the click") {
    for (const auto type : {ui::PointerType::move, ui::PointerType::down, ui::PointerType::up})
      driver.frame_of->pointer(at(cost, type));
    driver.frame_of->act({"View", "set", "Compare"});
    driver.settle();
    CHECK(gallery.state.view == 1);
  }
  SECTION("first the action") {
    driver.frame_of->act({"View", "set", "Compare"});
    for (const auto type : {ui::PointerType::move, ui::PointerType::down, ui::PointerType::up})
      driver.frame_of->pointer(at(cost, type));
    driver.settle();
    CHECK(gallery.state.view == 2);
  }
}

TEST_CASE("A click counts where it was made, however soon the pointer is elsewhere") {
  Gallery gallery;
  Driver driver(gallery);
  const ui::Rect run = driver.node("Run").rect, play = driver.node("Play").rect;
  for (const auto& r : {run, play}) {
    for (const auto type : {ui::PointerType::move, ui::PointerType::down, ui::PointerType::up})
      driver.frame_of->pointer(at(r, type));
  }
  driver.frame_of->pointer({.x = 1, .y = 1});
  driver.settle();
  CHECK(gallery.pressed == 1);
  CHECK(gallery.state.playing);
}

TEST_CASE("What was asked of a control is done although the widget loses the focus before the next frame") {
  Gallery gallery;
  Driver driver(gallery);
  driver.frame_of->act({"Prompt", "set", "red cat"});
  driver.frame_of->focus(false);
  driver.settle();
  CHECK(gallery.state.prompt == "red cat");
}

TEST_CASE("What is typed goes to the field that was pressed just before, and stays there when it is left at once") {
  Gallery gallery;
  gallery.state.prompt.clear();
  Driver driver(gallery);
  const ui::Rect field = driver.node("Prompt").rect;
  for (const auto type : {ui::PointerType::move, ui::PointerType::down, ui::PointerType::up})
    driver.frame_of->pointer(at(field, type));
  driver.frame_of->type_text("red");
  driver.frame_of->type_text(" cat");
  driver.frame_of->key("Tab", true, 0, true);
  driver.settle();
  CHECK(gallery.state.prompt == "red cat");
}

TEST_CASE("What was typed is kept when the keyboard goes elsewhere, by Tab or to another window") {
  Gallery gallery;
  gallery.state.prompt.clear();
  Driver driver(gallery);
  driver.click("Prompt");
  driver.type("red cat");
  SECTION("Tab") { driver.tab(); }
  SECTION("another window") {
    driver.frame_of->focus(false);
    driver.settle();
  }
  CHECK(gallery.state.prompt == "red cat");
}
