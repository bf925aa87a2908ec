// The quadrant viewer as a learner uses it.

#include "widgets/attention_quadrants/widget.h"

#include <algorithm>

#include "core/io/safetensors.h"
#include "core/random.h"
#include "core/text_format.h"
#include "tests/widgets/driver.h"
#include "widgets/page/prompt_box.h"
#include "widgets/state/link.h"
#include "widgets/ui/painter.h"

using namespace lesson;
using namespace lesson::testing;
using Catch::Matchers::ContainsSubstring;
using ui::Role;

namespace {

AttentionQuadrants& widget_of(Driver& driver) { return static_cast<AttentionQuadrants&>(*driver.owned); }

std::vector<std::uint8_t> capture_file(int S, const char* text_tokens, bool broken = false) {
  SafetensorsWriter writer;
  writer.set_metadata("format", "lesson-attention-1");
  writer.set_metadata("heads", "2");
  writer.set_metadata("text_tokens", text_tokens);
  writer.set_metadata("tokens", R"(["red","crane"])");
  writer.set_metadata("title", "Crane near a river");
  MatrixRM m(S, 8);
  for (const char* name : {"block.0.q", "block.0.k", "block.1.q", "block.1.k"}) {
    RandomStream(3, static_cast<std::uint32_t>(name[6])).fill_normals({m.data(), static_cast<std::size_t>(m.size())});
    if (broken) m(1, 1) = NAN;
    writer.add(name, m);
  }
  const auto file = writer.finish();
  REQUIRE(file);
  const auto* data = reinterpret_cast<const std::uint8_t*>(file.value().data());
  return {data, data + file.value().size()};
}

/// A run that answers when it likes.
class SlowRun final : public AttentionSource {
 public:
  std::unique_ptr<AttentionSource> real = make_untrained_source({.blocks = 2, .prompt = "a crane"});
  bool there = false;
  unsigned arrivals = 0;
  std::string trouble;
  const SourceInfo& info() const override { return real->info(); }
  std::shared_ptr<const HeadSlice> slice(const SliceKey& key) override { return there ? real->slice(key) : nullptr; }
  unsigned revision() const override { return arrivals; }
  std::string problem() const override { return trouble; }
};

}  // namespace

TEST_CASE("Block, head and step choose another map; other widgets hear of it") {
  Driver driver("attention-quadrants");
  const QuadrantMass before = widget_of(driver).map()->mass();
  driver.act("Block", "set", "3");
  CHECK(driver.page.block == 2);
  CHECK_FALSE(widget_of(driver).map()->mass() == before);
  driver.act("Head", "increment");
  CHECK(driver.page.head == 1);
  driver.act("Step", "set", "8");
  CHECK(driver.page.step == 7);
  CHECK(driver.page.revision >= 3);
  CHECK(driver.node("Block").value == "3 of 6");
}

TEST_CASE("The four quadrants are named and measured") {
  Driver driver("attention-quadrants");
  const AttentionView& view = widget_of(driver).finished_view();
  for (std::size_t i = 0; i < 4; ++i) {
    const ui::Node& bar = driver.node(std::string("Mass/") + kQuadrantNames[i]);
    CHECK_THAT(bar.value, ContainsSubstring(fine_percent(view.quadrants[i].share)) &&
                              ContainsSubstring("uniform " + fine_percent(view.quadrants[i].uniform)));
  }
}

TEST_CASE("A word is chosen by its chip, by the map, by the picture and by another widget") {
  Driver driver("attention-quadrants");
  driver.click("Tab/Tokens/crane");
  CHECK(driver.page.token == 2);
  CHECK(driver.node("Tab/Tokens/crane").checked);
  CHECK(driver.has("Tab/What \u201Ccrane\u201D reads"));
  driver.click("Tab/Patches it reads", 0.03f, 0.03f);
  CHECK(driver.page.token == 77);
  CHECK(driver.has("Tab/What \u201Cpatch 1, 1\u201D reads"));
  driver.key("ArrowRight");
  CHECK_THAT(driver.node("Tab/Patches it reads").value, ContainsSubstring("patch 1, 2: "));
  CHECK(driver.page.token == 77);
  driver.key("Enter");
  CHECK(driver.page.token == 78);
  driver.click("Attention map", 0.9f, 0.99f);
  CHECK(driver.page.token > 320);
  driver.page.token = 1;
  driver.page.touch();
  driver.settle();
  CHECK(driver.has("Tab/What \u201Ca (1)\u201D reads"));
  driver.click("Tab/Tokens/a");
  CHECK(driver.page.token == -1);
}

TEST_CASE("A cut is measured, drawn and said") {
  Driver driver("attention-quadrants");
  driver.click("View/Cut");
  driver.click("Mass/image reads text switch/Cut");
  const AttentionQuadrants& widget = widget_of(driver);
  CHECK(widget.state.cut.has(Quadrant::image_reads_text));
  CHECK(widget.map()->mass()[2] == 0);
  CHECK(driver.node("Mass/image reads text").value == "0, cut");
  CHECK(driver.has("Tab/Change at each patch"));
  CHECK_THAT(driver.owned->describe(), ContainsSubstring("The cut changes the head's output by"));
  for (int i = 0; i < 4; ++i) {
    const std::string id = std::string("Mass/") + kQuadrantNames[static_cast<std::size_t>(i)] + " switch/Cut";
    if (!driver.node(id).checked) driver.click(id);
  }
  CHECK(widget.map()->mass() == QuadrantMass{0, 0, 0, 0});
  CHECK_THAT(driver.owned->describe(), ContainsSubstring("100.0\u2009%"));
}

TEST_CASE("The map is zoomed and moved by wheel, keys, buttons and drag, within its ends") {
  Driver driver("attention-quadrants");
  MapView& view = widget_of(driver).state.view;
  CHECK_FALSE(driver.wheel("Attention map", -100));  // not entered: the page scrolls
  driver.click("Attention map", 0.6f, 0.6f);
  CHECK_FALSE(driver.wheel("Attention map", 100));  // whole already
  CHECK(driver.wheel("Attention map", -100));
  CHECK(view.zoom == Catch::Approx(1.25f));
  int turns = 0;
  while (driver.wheel("Attention map", -300) && turns < 50) ++turns;
  CHECK(turns < 50);
  CHECK(view.zoom > 20);
  driver.key("0");
  CHECK(view == MapView{});
  driver.click("Zoom in");
  driver.click("Zoom in");
  CHECK(view.zoom == 4);
  const float x = view.x;
  driver.drag_by("Attention map", -50, 0);
  CHECK(view.x > x);
  driver.drag_by("Attention map", -4000, -4000);
  CHECK(view.x == Catch::Approx(1 - 0.5f / 4));
  driver.key("+");
  CHECK(view.zoom == 6);
  driver.click("Text corner");
  CHECK(view.zoom > 4);
  CHECK(view.x == Catch::Approx(77.0f / 666));
  driver.click("All");
  CHECK(view.zoom == 1);
}

TEST_CASE("Zoomed in, rows carry their words as text") {
  Driver driver("attention-quadrants");
  widget_of(driver).state.view = {.zoom = 14, .x = 0.04f, .y = 0.04f};
  driver.frame_of->invalidate();
  driver.settle();
  int words = 0;
  for (const ui::Node& node : driver.frame_of->semantics()) {
    words += node.role == Role::text && node.id.starts_with("Attention map/") &&
             (node.name == "crane" || node.name == "near");
  }
  CHECK(words == 2);
}

TEST_CASE("Zoomed in, no token beside the map is cut off") {
  Driver driver("attention-quadrants");
  for (const float width : {760.0f, 360.0f, 320.0f}) {
    driver.input.width = width;
    widget_of(driver).state.view = {.zoom = 16, .x = 0.04f, .y = 0.04f};
    driver.frame_of->invalidate();
    driver.settle();
    ui::Painter paint;
    paint.fonts = &driver.fonts;
    for (const ui::Node& node : driver.frame_of->semantics()) {
      if (node.role != Role::text || !node.id.starts_with("Attention map/")) continue;
      const bool upright = node.rect.h > node.rect.w && node.name.size() > 3;
      CAPTURE(width, node.name);
      if (!upright) CHECK(node.rect.w > paint.width(node.name, ui::Type::small) - 1);
    }
  }
}

TEST_CASE("A word that comes twice is told apart; the tokenizer's marks are told in words") {
  SourceInfo info;
  info.shape = {5, 4};
  info.text_labels = {"<start>", "a", "cat", "a", "\u00B7"};
  CHECK(token_label(info, 1) == "a (1)");
  CHECK(token_label(info, 3) == "a (2)");
  CHECK(token_label(info, 2) == "cat");
  CHECK(token_label(info, 4) == "pad 5");
  CHECK(shown_label("[BOS]") == "<start>");
  CHECK(shown_label("[EOS]") == "<end>");
  CHECK(shown_label("cat") == "cat");
}

TEST_CASE("The time stands beside the step") {
  Driver driver("attention-quadrants");
  CHECK_THAT(driver.node("Step").value, ContainsSubstring("1 of 8, t = "));
}

TEST_CASE("The cursor reads single weights by keys") {
  Driver driver("attention-quadrants");
  driver.frame_of->focus_control("Attention map");
  driver.settle();
  driver.key("ArrowRight");
  CHECK_THAT(driver.node("Attention map").value,
             ContainsSubstring("\u201D reads \u201C") && ContainsSubstring("of its row"));
  driver.key("Enter");
  CHECK(driver.page.token >= 0);
}

TEST_CASE("Three ways are compared live") {
  Driver driver("attention-quadrants");
  driver.click("View/Compare");
  CHECK(driver.has("Tab/Joint attention"));
  bool entries = false, cross = false;
  for (const ui::Node& node : driver.frame_of->semantics()) {
    entries |= node.name == "Weights per head: 110\u2009889";
    cross |= node.name == "Weights per head: 85\u2009248";
  }
  CHECK(entries);
  CHECK(cross);
  CHECK_THAT(driver.owned->describe(),
             ContainsSubstring("[256, 256] + [256, 77]: 85248 weights per head") && ContainsSubstring("IP-Adapter"));
  const Table table = driver.owned->table();
  const std::vector<std::string> joint = {"weights per head", "Joint attention", "110889", "", ""};
  CHECK(std::ranges::count(table.rows, joint) == 1);
}

TEST_CASE("A capture is opened; a broken one is told of") {
  Driver driver("attention-quadrants");
  REQUIRE(driver.owned->open_file("crane.safetensors", capture_file(11, "2")));
  driver.settle();
  CHECK(widget_of(driver).state.source == AttentionQuadrantsState::capture);
  CHECK(widget_of(driver).map()->tokens() == 11);
  CHECK(driver.has("Tab/Tokens/crane"));
  CHECK_THAT(driver.owned->describe(),
             ContainsSubstring("Crane near a river") && ContainsSubstring("2 text and 9 image"));
  driver.click("View/Cut");
  bool said = false;
  for (const ui::Node& node : driver.frame_of->semantics())
    said |= node.name.find("holds no values") != std::string::npos;
  CHECK(said);

  const std::vector<std::uint8_t> junk(20, 'x');
  CHECK_FALSE(driver.owned->open_file("junk.bin", junk));
  driver.settle();
  CHECK_THAT(driver.node("error").name, ContainsSubstring("junk.bin"));
  CHECK(widget_of(driver).map()->tokens() == 11);  // the good one stays
  Driver first("attention-quadrants");
  CHECK_FALSE(first.owned->open_file("junk.bin", junk));
  first.settle();
  CHECK_THAT(first.node("error").name, ContainsSubstring("junk.bin"));
  CHECK(widget_of(first).map()->tokens() == 333);  // as what else was looked at
  CHECK_THAT(first.owned->describe(), ContainsSubstring("333 by 333") && ContainsSubstring("junk.bin"));
  first.act("Source", "set", "A capture file");
  CHECK_FALSE(first.has("error"));
  first.frame_of->act({"Open a capture", "press", ""});
  first.frame();
  CHECK(first.last.exports == std::vector<ui::Export>{ui::Export::file});

  REQUIRE(driver.owned->open_file("nan.safetensors", capture_file(11, "2", /*broken=*/true)));
  driver.settle();
  CHECK_THAT(driver.owned->describe(), ContainsSubstring("not finite"));
}

TEST_CASE("A live run is waited for, shown when it comes, and its failure is told") {
  Driver driver("attention-quadrants");
  driver.act("Source", "set", "The live run");
  CHECK_THAT(driver.owned->describe(), ContainsSubstring("No trained model can run here"));
  auto run = std::make_shared<SlowRun>();
  widget_of(driver).look_at(run);
  driver.page.touch();
  driver.settle(5);
  CHECK_FALSE(driver.last.again);  // news come with a touch of the page; nothing is drawn until then
  CHECK_THAT(driver.owned->describe(), ContainsSubstring("Waiting"));
  run->there = true;
  ++run->arrivals;
  driver.settle();
  CHECK_FALSE(driver.owned->animating());
  CHECK(widget_of(driver).map()->tokens() == 333);
  run->there = false;
  run->trouble = "The worker ran out of memory.";
  ++run->arrivals;
  driver.settle();
  CHECK_THAT(driver.owned->describe(), ContainsSubstring("out of memory"));
}

TEST_CASE("A run that takes another's place is looked at anew, and the old one is not") {
  Driver driver("attention-quadrants");
  driver.act("Source", "set", "The live run");
  const auto show = [&](int text_tokens) {
    widget_of(driver).look_at(nullptr);  // the next one may lie at its address
    auto run = std::make_shared<SlowRun>();
    run->real = make_untrained_source({.text_tokens = text_tokens, .blocks = 2, .prompt = "a crane"});
    run->there = true;
    widget_of(driver).look_at(std::move(run));
    driver.page.touch();
    driver.settle();
    CHECK_THAT(driver.owned->describe(), ContainsSubstring(std::to_string(text_tokens) + " text"));
    CHECK(widget_of(driver).map()->tokens() == text_tokens + 256);
  };
  for (const int text_tokens : {5, 9, 20, 7}) show(text_tokens);
}

TEST_CASE("Another source chosen in one frame is shown from the next on, under any prompt") {
  Driver driver("attention-quadrants");
  driver.click("Tab/Tokens/crane");  // the picture under a token's maps comes from the source, too
  for (const char* source :
       {"Untrained, 4429 tokens", "Untrained, 333 tokens", "A capture file", "The live run", "Untrained, 333 tokens"}) {
    driver.page.prompt = std::string("seen from ") + source;
    driver.page.touch();
    driver.act("Source", "set", source);
    CHECK_FALSE(driver.owned->describe().empty());
  }
  CHECK(widget_of(driver).map()->tokens() == 333);
}

TEST_CASE("4,429 tokens are read over many frames, each short, and then at rest") {
  Driver driver("attention-quadrants");
  driver.act("Source", "set", "Untrained, 4429 tokens");
  int frames = 0;
  while (driver.owned->animating() && frames < 5000) {
    driver.frame();
    ++frames;
  }
  CHECK(widget_of(driver).map()->done());
  driver.settle(200);
  CHECK_FALSE(driver.last.again);
  for (const float zoom : {3.0f, 9.0f, 40.0f, 300.0f}) {
    widget_of(driver).state.view = {.zoom = zoom, .x = 0.3f, .y = 0.6f};
    driver.frame_of->invalidate();
    CHECK(driver.settle(400) < 400);
  }
  CHECK(widget_of(driver).map()->bytes() < 16'000'000);
}

TEST_CASE("The state is a link that brings back the same view") {
  Driver driver("attention-quadrants");
  const std::string defaults = driver.state();
  driver.act("Block", "set", "4");
  driver.click("Tab/Tokens/crane");
  driver.click("Mass/text reads image switch/Cut");
  driver.click("Zoom in");
  const Result<std::string> link = state_to_link(driver.owned->fields(), defaults);
  REQUIRE(link);
  CHECK(link.value().size() <= 200);
  Driver other("attention-quadrants");
  REQUIRE(state_from_link(other.owned->fields(), link.value(), defaults));
  other.owned->state_changed();
  CHECK(other.state() == driver.state());
  CHECK(other.owned->describe() == driver.owned->describe());
}

TEST_CASE("A state from elsewhere that a source has not is drawn as near as can be") {
  Driver driver("attention-quadrants");
  REQUIRE(fields_from_json(driver.owned->fields(),
                           R"({"block": 200, "head": 99, "step": 900, "token": 16000, "zoom": 1999, "x": 0, "y": 1})"));
  driver.owned->state_changed();
  driver.settle();
  CHECK(driver.node("Block").now == 6);
  CHECK(driver.node("Step").now == 8);
  CHECK_THAT(driver.owned->describe(), ContainsSubstring("block 6 of 6"));
}
