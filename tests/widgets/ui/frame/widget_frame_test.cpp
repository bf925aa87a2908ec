// A widget in its frame: when it draws, what it tells the host, focus, wheel, scrolling.

#include "tests/widgets/driver.h"
#include "tests/widgets/gallery.h"

#include <nlohmann/json.hpp>
#include <set>

using namespace lesson;
using namespace lesson::testing;

TEST_CASE("An idle widget wants no frames") {
  Gallery gallery;
  Driver driver(gallery);
  CHECK_FALSE(driver.last.again);
  CHECK_FALSE(driver.frame_of->dirty());
  driver.frame_of->pointer({.x = 3, .y = 3});
  CHECK(driver.frame_of->dirty());
  CHECK(driver.settle() <= 4);
  CHECK_FALSE(driver.frame_of->dirty());
  driver.page.touch();
  CHECK(driver.frame_of->dirty());
}

TEST_CASE("The frame tells what changed") {
  Gallery gallery;
  Driver driver(gallery);
  CHECK_FALSE(driver.frame().state_changed);
  driver.frame_of->act({"Steps", "set", "12"});
  const ui::FrameResult changed = driver.frame();
  CHECK(changed.state_changed);
  CHECK(changed.semantics_changed);
  CHECK(changed.again);
  driver.settle();
  CHECK_FALSE(driver.frame().semantics_changed);
  driver.input.width = 320;
  CHECK(driver.frame().height_changed);
}

namespace {

struct Counting final : Widget {
  Fields fields() override {
    ++asked;
    return {{"n", "N", "A number.", IntField{&n, 0, 9}}};
  }
  void draw(ui::Ui& ui) override { ui.slider("N", n, 0, 9); }
  std::string describe() override { return "n"; }
  Table table() override { return {}; }
  int n = 1, asked = 0;
};

}  // namespace

TEST_CASE("A pass asks for the fields once") {
  Counting counting;
  Driver driver(counting);
  counting.asked = 0;
  driver.frame();
  CHECK(counting.asked == 1);
  driver.frame_of->act({"N", "set", "4"});
  CHECK(driver.frame().state_changed);
  CHECK(counting.n == 4);
}

TEST_CASE("The content reflows: taller when narrow, nothing wider than the widget") {
  Gallery gallery;
  Driver driver(gallery);
  const float wide = driver.frame_of->height();
  for (const float width : {320.0f, 480.0f, 760.0f, 1200.0f}) {
    driver.input.width = width;
    driver.settle();
    for (const ui::Node& node : driver.frame_of->semantics()) {
      INFO(width << " " << node.id);
      CHECK(node.rect.x >= 0);
      CHECK(node.rect.x + node.rect.w <= width + 0.5f);
      CHECK(node.rect.y + node.rect.h <= driver.frame_of->height() + 0.5f);
    }
  }
  driver.input.width = 320;
  driver.settle();
  CHECK(driver.frame_of->height() > wide);
}

TEST_CASE("Places are CSS pixels at every density") {
  Gallery gallery;
  Driver driver(gallery);
  const ui::Rect at_one = driver.node("Run").rect;
  for (const float dpr : {1.25f, 1.5f, 2.0f, 3.0f}) {
    driver.input.dpr = dpr;
    driver.settle();
    const ui::Rect r = driver.node("Run").rect;
    INFO(dpr);
    CHECK(std::abs(r.w - at_one.w) <= 2);
    CHECK(std::abs(r.h - at_one.h) <= 1);
    CHECK(driver.frame_of->draw_data() != nullptr);
    const int pressed = gallery.pressed;
    driver.click("Run", 0.02f, 0.02f);
    driver.click("Run", 0.98f, 0.98f);
    CHECK(gallery.pressed == pressed + 2);
  }
}

TEST_CASE("Tab walks through the controls and leaves at the end") {
  Gallery gallery;
  Driver driver(gallery);
  int stops = 0;
  std::set<std::string> ids;
  while (stops < 100) {
    const bool inside = driver.frame_of->key("Tab", true, 0, true);
    driver.settle();
    if (!inside) break;
    ++stops;
  }
  CHECK(stops > 20);
  CHECK(stops < 100);
  CHECK_FALSE(driver.frame_of->key("Tab", true, 0, false));
}

TEST_CASE("On the web Tab, function keys and browser shortcuts are never used") {
  Gallery gallery;
  Driver driver(gallery, {.inputs = {}});
  driver.click("Steps");
  for (const char* key : {"Tab", "F5", "F11", "Unidentified", "x"}) CHECK_FALSE(driver.key(key));
  for (const int mods : {2, 4, 8}) CHECK_FALSE(driver.key("ArrowRight", mods));
  CHECK(driver.key("ArrowRight"));
}

TEST_CASE("The page scrolls until the widget is entered, over what zooms, and not at its end") {
  Gallery gallery;
  Driver driver(gallery);
  CHECK_FALSE(driver.wheel("Area", -100));
  driver.click("Area", 0.1f, 0.5f);
  CHECK(driver.frame_of->entered());
  gallery.inputs.clear();
  CHECK(driver.wheel("Area", -100));
  float wheel = 0;
  for (const ui::CanvasInput& in : gallery.inputs) wheel += in.wheel;
  CHECK(wheel == Catch::Approx(1));
  CHECK_FALSE(driver.wheel("Area", 100));  // wheel_out is false here: the end
  CHECK_FALSE(driver.wheel("Steps", -100));
  CHECK_FALSE(driver.frame_of->wheel(100, 100, 0, -100, /*ctrl=*/true));
  driver.key("Escape");
  CHECK_FALSE(driver.frame_of->entered());
  CHECK_FALSE(driver.wheel("Area", -100));
  driver.act("Area", "press");
  CHECK(driver.frame_of->entered());
  driver.frame_of->focus(false);
  CHECK_FALSE(driver.frame_of->entered());
}

TEST_CASE("Losing the focus lets go of what was held") {
  Gallery gallery;
  Driver driver(gallery);
  const ui::Rect r = driver.node("Steps").rect;
  driver.frame_of->pointer({.type = ui::PointerType::down, .x = r.x + r.w / 2, .y = r.y + r.h / 2});
  driver.settle();
  const int held = gallery.state.steps;
  driver.frame_of->focus(false);
  driver.settle();
  driver.frame_of->pointer({.x = r.x + r.w, .y = r.y + r.h / 2});
  driver.settle();
  CHECK(gallery.state.steps == held);
}

TEST_CASE("On the desktop tall content scrolls inside its frame") {
  Gallery gallery;
  ui::FontAtlas fonts;
  ui::NullTextures textures;
  PageState page;
  ui::WidgetFrame frame(gallery, page, fonts, textures, {.scroll = true});
  const auto draw = [&] { frame.draw({.width = 500, .height = 300}); };
  draw();
  draw();
  REQUIRE(frame.height() > 600);
  const auto top = [&] { return frame.semantics().front().rect.y; };
  const float before = top();
  CHECK(frame.wheel(100, 100, 0, 120, false));
  draw();
  CHECK(top() == Catch::Approx(before - 120));
  frame.wheel(100, 100, 0, 1e6f, false);
  draw();
  CHECK_FALSE(frame.wheel(100, 100, 0, 50, false));
  CHECK(frame.semantics().back().rect.y + frame.semantics().back().rect.h <= 300);
  for (int i = 0; i < 3; ++i) {
    frame.key("Tab", true, 0, true);
    draw();
  }
  CHECK(top() > before - 1000);  // the focused control came into sight
}

TEST_CASE("Textures are sent once, freed when unused and sent again after a lost context") {
  Gallery gallery;
  Driver driver(gallery);
  const int sent = driver.textures.updates, alive = driver.textures.alive;
  CHECK(alive == 2);  // two heat maps
  driver.frame();
  driver.frame();
  CHECK(driver.textures.updates == sent);
  driver.frame_of->context_lost();
  driver.settle();
  CHECK(driver.textures.updates == sent + 2);
  driver.frame_of.reset();
  CHECK(driver.textures.alive == alive);  // those of the lost context were not ours to free
}

TEST_CASE("Two widgets share one atlas and keep apart") {
  Gallery one, two;
  ui::FontAtlas fonts;
  ui::NullTextures textures;
  PageState page;
  ui::WidgetFrame a(one, page, fonts, textures), b(two, page, fonts, textures);
  for (int i = 0; i < 4; ++i) {
    a.draw({.width = 500, .height = 900, .dpr = 2});
    b.draw({.width = 320, .height = 900, .dpr = 2});
  }
  a.act({"Steps", "set", "5"});
  a.draw({.width = 500, .height = 900, .dpr = 2});
  b.draw({.width = 320, .height = 900, .dpr = 2});
  CHECK(one.state.steps == 5);
  CHECK(two.state.steps == 28);
  CHECK(a.height() < b.height());
}

TEST_CASE("The tree as JSON") {
  Gallery gallery;
  Driver driver(gallery);
  const auto json = nlohmann::json::parse(driver.frame_of->semantics_json(), nullptr, false);
  REQUIRE(json.is_array());
  bool slider = false, heading = false;
  for (const auto& node : json) {
    REQUIRE(node.contains("id"));
    REQUIRE(node["rect"].size() == 4);
    if (node["role"] == "slider" && node["id"] == "Steps") {
      slider = node["now"] == 28 && node["min"] == 1 && node["max"] == 100 && node["step"] == 1 &&
               node["value"] == "28 steps";
    }
    if (node["role"] == "heading") heading = heading || node["level"] == 2;
  }
  CHECK(slider);
  CHECK(heading);
}
