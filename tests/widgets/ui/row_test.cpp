// Rows wrap; a narrow start, or anything tall that has gone, leaves nothing behind.

#include "tests/widgets/driver.h"

using namespace lesson;
using namespace lesson::testing;

namespace {

/// A sentence and two buttons: a line each when narrow.
class Sentence final : public Widget {
 public:
  Fields fields() override { return {}; }
  void draw(ui::Ui& ui) override {
    ui.row([&] {
      ui.text("The head that points best");
      ui.button("Image reads text");
      ui.button("Text reads image");
    });
    ui.button("Below");
  }
  std::string describe() override { return "A sentence."; }
  Table table() override { return {}; }
};

}  // namespace

TEST_CASE("Each line of a row is as tall as what stands in it now", "[ui][row]") {
  Sentence widget;
  Driver driver(widget, {});
  const auto top_at = [&](float width, const char* id) {
    driver.input.width = width;
    driver.settle();
    return driver.node(id).rect.y;
  };
  const float one_line = top_at(760, "Below"), buttons = top_at(320, "Image reads text"), below = top_at(320, "Below");
  CHECK(below > one_line);
  top_at(24, "Below");  // as before the page has told its width: the sentence is broken into many lines
  CHECK(top_at(320, "Image reads text") == buttons);
  CHECK(top_at(320, "Below") == below);
  const auto& nodes = driver.frame_of->semantics();
  const auto text =
      std::ranges::find_if(nodes, [](const ui::Node& node) { return node.name == "The head that points best"; });
  REQUIRE(text != nodes.end());
  CHECK(text->rect.y < buttons);
  CHECK(top_at(760, "Below") == one_line);
}
