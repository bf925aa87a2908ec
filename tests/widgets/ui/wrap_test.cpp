#include <cctype>
#include <string>

#include "tests/widgets/driver.h"
#include "widgets/ui/painter.h"

using namespace lesson;

namespace {

/// The page's letters at their usual size.
struct Lettering {
  ui::FontAtlas fonts;
  ui::Painter paint;
  Lettering() {
    fonts.prepare(1, 16);
    paint.fonts = &fonts;
  }
};

}  // namespace

TEST_CASE("Lines break between words, and never inside a number that has room", "[ui][wrap]") {
  Lettering lettering;
  const ui::Painter& paint = lettering.paint;
  const std::string text = "Five steps cost 4.30 % with 15 blocks, ten 0.86 %; 2,147,483 weights, in all 0.945.";
  for (float width = 110; width < 700; width += 3) {
    CAPTURE(width);
    std::string all;
    for (const std::string_view line : paint.wrap(text, ui::Type::body, width)) {
      CHECK(paint.width(line, ui::Type::body) <= width + 1);
      const bool goes_on = all.size() > 1 && std::isdigit(static_cast<unsigned char>(line.front())) != 0;
      if (goes_on) CHECK(all.back() == ' ');
      all += line;
      if (all.back() != ' ') all += all.size() < text.size() && text[all.size()] == ' ' ? " " : "";
    }
    CHECK(all == text);
  }
}

TEST_CASE("A number keeps its sign on its line", "[ui][wrap]") {
  Lettering lettering;
  const ui::Painter& paint = lettering.paint;
  const std::string text = "Against 50 steps, five cost 4.30 % with 15 blocks and 2.71 % with 38: 3 \u00D7 as much.";
  for (float width = 90; width < 700; width += 3) {
    CAPTURE(width);
    for (const std::string_view line : paint.wrap(text, ui::Type::body, width)) {
      CHECK_FALSE(line.starts_with("%"));
      CHECK_FALSE(line.starts_with("\u00D7"));
    }
  }
}

TEST_CASE("A status line that needs more room takes it", "[ui]") {
  struct Talker final : Widget {
    Fields fields() override { return {}; }
    void draw(ui::Ui& ui) override {
      ui.status("Press Run: the model computes on your own machine.");
      ui.text("Below");
    }
    std::string describe() override { return {}; }
    Table table() override { return {}; }
  } talker;
  const auto top_of_next = [&](float width) {
    testing::Driver driver(talker);
    driver.input.width = width;
    driver.settle();
    return driver.node("text #2").rect.y;
  };
  CHECK(top_of_next(160) > top_of_next(600) + 10);
}
