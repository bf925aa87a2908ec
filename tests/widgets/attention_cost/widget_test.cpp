#include "widgets/attention_cost/widget.h"

#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cmath>

#include "core/catalogue/parameters.h"
#include "core/catalogue/picture_flops.h"
#include "core/text_format.h"
#include "tests/widgets/driver.h"

using namespace lesson;
using namespace lesson::catalogue;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

AttentionCostView view_of(const AttentionCostState& state) { return build_view(state, {}); }

const CostMark& mark(const std::vector<CostMark>& marks, std::string_view name) {
  for (const CostMark& each : marks)
    if (each.name == name) return each;
  FAIL("no point of " << name);
  return marks.front();
}

int held_index(std::string_view key) {
  const auto& all = held_models();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i]->key == key) return static_cast<int>(i);
  FAIL("no model " << key);
  return 0;
}

AttentionCostState held_state(std::string_view key) {
  AttentionCostState state;
  state.tab = 1;
  state.model = held_index(key);
  return state;
}

}  // namespace

TEST_CASE("the joint curve passes beside the model whose numbers it has", "[attention-cost]") {
  AttentionCostState state;
  for (const ModelSpec* model : models_to_copy()) {
    if (model->family != Family::mmdit || model->dual_attention_blocks > 0) continue;
    copy_numbers(*model, state);
    state.measure = static_cast<int>(CostMeasure::flops);
    const AttentionCostView view = view_of(state);
    const BlockCosts costs = block_costs(TextWay::joint, size_of(state));
    // A whole denoiser has embeddings besides, and half a text side less in its last block.
    CHECK(mark(view.published, model->title).y * 1e12 == Approx(costs.flops).epsilon(0.02));
    state.measure = static_cast<int>(CostMeasure::weights);
    CHECK(mark(view_of(state).published, model->title).y * 1e9 == Approx(costs.weights).epsilon(0.02));
    state.measure = static_cast<int>(CostMeasure::entries);
    CHECK(mark(view_of(state).published, model->title).y * 1e9 == Approx(costs.entries).epsilon(1e-9));
  }
}

TEST_CASE("the crossing is marked where the two curves meet, and said", "[attention-cost]") {
  const AttentionCostView view = view_of({});
  REQUIRE(view.crossings.size() == 1);
  const CostMark& crossing = view.crossings[0];
  CHECK(crossing.x == Approx(754).margin(1));
  CHECK_THAT(view.crossing_note, ContainsSubstring("cost the same at " + crossing.name));
  CHECK_THAT(view.crossing_note, ContainsSubstring("above it joint costs less, below it more"));
  CostSize there = size_of({});
  there.side = crossing.x;
  CHECK(block_costs(TextWay::self_cross, there).flops == Approx(crossing.y * 1e12).epsilon(1e-12));
}

TEST_CASE("where the curves never meet, that is said", "[attention-cost]") {
  AttentionCostState state;
  state.measure = static_cast<int>(CostMeasure::entries);
  const AttentionCostView view = view_of(state);
  CHECK(view.crossings.empty());
  CHECK_THAT(view.crossing_note, ContainsSubstring("always costs more"));
  CHECK_THAT(view.crossing_note, ContainsSubstring("From 128 px a side to 2,048 px a side"));
}

TEST_CASE("points stand where their model has a place on the axis", "[attention-cost]") {
  AttentionCostState state;
  state.axis = static_cast<int>(CostAxis::width);
  for (const CostMark& point : view_of(state).published) CHECK(point.x >= 384);  // no U-Net: its width changes
  state.axis = static_cast<int>(CostAxis::text);
  for (const CostMark& point : view_of(state).published) CHECK(point.name.find("DiT") == std::string::npos);
  state.axis = static_cast<int>(CostAxis::side);
  CHECK(mark(view_of(state).published, "DiT-XL/2").x == 256);
  state.measure = static_cast<int>(CostMeasure::memory);
  for (const CostMark& point : view_of(state).published) CHECK(point.name != "SDXL");
}

TEST_CASE("who is held and who runs is the catalogue's", "[attention-cost]") {
  const AttentionCostView view = view_of(held_state("sd3-medium"));
  double held = 0, run = 0, readers_held = 0, readers_run = 0;
  for (const HeldPart& part : view.parts) {
    held += part.held;
    run += part.run;
    if (part.kind != 0) continue;
    readers_held += part.held;
    readers_run += part.run;
  }
  CHECK(held == Approx(1));
  CHECK(run == Approx(1));
  const Setting sd3 = make_setting("sd3-medium").value();
  const PipelineParameters weights = pipeline_parameters(sd3);
  const PictureFlops work = picture_flops(sd3);
  CHECK(readers_held == Approx(static_cast<double>(weights.text_total()) / static_cast<double>(weights.total())));
  CHECK(readers_run == Approx(static_cast<double>(work.text) / static_cast<double>(work.total())));
  CHECK_THAT(view.held_sentence, ContainsSubstring("SD3 Medium\u2019s readers are 73 % of the weights"));
  CHECK_THAT(view.held_sentence, ContainsSubstring("1.0 % of the arithmetic"));
  CHECK_THAT(view.held_sentence, ContainsSubstring("asked 56 times"));
}

TEST_CASE("every model's bars are filled", "[attention-cost]") {
  for (const ModelSpec* model : held_models()) {
    CAPTURE(model->key);
    const AttentionCostView view = view_of(held_state(model->key));
    CHECK(view.held_table.rows.size() == view.parts.size());
    for (const HeldPart& part : view.parts) CHECK((part.weights > 0 && part.flops > 0));
  }
}

TEST_CASE("numbers between whole patches and heads are fitted", "[attention-cost]") {
  AttentionCostState state;
  state.side = 1000;
  state.width = 1500;
  CHECK(size_of(state).side == 1008);
  CHECK(size_of(state).width == 1472);
  state.side = -5;
  state.text = 100000;
  CHECK(size_of(state).side == 128);
  CHECK(size_of(state).text == 589);
}

TEST_CASE("taking over a model's numbers names it", "[attention-cost]") {
  AttentionCostState state;
  const int last = static_cast<int>(models_to_copy().size()) - 1;
  copy_numbers(*models_to_copy()[static_cast<std::size_t>(last)], state);
  CHECK(copied_model(state) == last);
  state.blocks = 3;
  CHECK(copied_model(state) == last + 1);
}

TEST_CASE("a measurement covers both ways at rising sides", "[attention-cost]") {
  MachineStudy machine;
  CHECK_FALSE(machine.busy());
  machine.start(77);
  machine.finish();
  REQUIRE(machine.points().size() >= 2);
  REQUIRE(machine.attention_rate());
  double flops = 0, seconds = 0;
  for (const MachinePoint& point : machine.points()) {
    CHECK(point.seconds > 0);
    const double image = point.side / 16.0 * (point.side / 16.0);
    CHECK(point.entries == (point.way == TextWay::joint ? (image + 77) * (image + 77) : image * (image + 77)));
    flops += 4 * 64 * point.entries;
    seconds += point.seconds;
  }
  CHECK(*machine.attention_rate() == Approx(flops / seconds));
  CHECK(*machine.product_rate() > 1e6);
  const AttentionCostView view = build_view({}, machine);
  CHECK_THAT(view.machine_sentence, ContainsSubstring("Measured on this machine"));
  CHECK_THAT(view.machine_sentence, ContainsSubstring("reckoned, not run"));
  REQUIRE(view.expected.size() == 2);
  // The formula's line at one rate: time in proportion to the entries.
  const double ratio = view.expected[1].y.front() / view.expected[0].y.front();
  CHECK(ratio == Approx((64 + 77.0) / 64));
}

TEST_CASE("nothing is measured before the reader asks, and it ends by itself", "[attention-cost]") {
  lesson::testing::Driver driver("attention-cost");
  driver.act("View/This machine", "press");
  CHECK(driver.settle() < 10);
  auto& widget = static_cast<AttentionCost&>(*driver.owned);
  CHECK_FALSE(widget.machine().begun());
  CHECK_THAT(widget.describe(), ContainsSubstring("has not been measured"));
  driver.frame_of->act({"Measure", "press", ""});
  driver.frame();  // a frame's few milliseconds are never enough for all
  CHECK(widget.machine().busy());
  CHECK(widget.animating());
  driver.settle(20'000);
  CHECK_FALSE(widget.machine().busy());
  CHECK_FALSE(driver.last.again);
  CHECK_THAT(widget.describe(), ContainsSubstring("GFLOP/s"));
  CHECK(driver.has("This machine and the formula"));
}

TEST_CASE("the controls change what they say", "[attention-cost]") {
  lesson::testing::Driver driver("attention-cost");
  auto& widget = static_cast<AttentionCost&>(*driver.owned);
  driver.act("Text rows", "set", "154");
  driver.settle();
  CHECK(widget.state().text == 154);
  CHECK_THAT(widget.describe(), ContainsSubstring("154 text rows"));
  driver.act("Numbers of", "set", "FLUX.1-dev");
  driver.settle();
  CHECK(widget.state().blocks == 57);
  CHECK(widget.state().width == 3072);
  driver.act("View/Held and run", "press");
  driver.act("Model", "set", "FLUX.1-dev");
  driver.settle();
  CHECK_THAT(widget.describe(), ContainsSubstring("FLUX.1-dev\u2019s readers"));
  CHECK(driver.has("Held and run"));
}

TEST_CASE("published models are named beside their points, no name over another", "[attention-cost]") {
  lesson::testing::Driver driver("attention-cost");
  driver.settle();
  const std::vector<CostMark> published = view_of({}).published;
  std::vector<ui::Rect> names;
  for (const ui::Node& node : driver.frame_of->semantics()) {
    if (node.role != ui::Role::text) continue;
    if (std::any_of(published.begin(), published.end(), [&](const CostMark& mark) { return mark.name == node.name; }))
      names.push_back(node.rect);
  }
  CHECK(names.size() >= 7);
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const ui::Rect &a = names[i], &b = names[j];
      CHECK_FALSE((a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h));
    }
}

TEST_CASE("the machine alone is measured without its tab", "[attention-cost]") {
  lesson::testing::Driver driver("attention-cost");
  auto& widget = static_cast<AttentionCost&>(*driver.owned);
  REQUIRE(widget.show_parts("machine"));
  driver.settle();
  CHECK_FALSE(driver.has("View/Cost"));
  driver.frame_of->act({"Measure", "press", ""});
  driver.frame();
  CHECK(widget.animating());
  driver.settle(20'000);
  CHECK_THAT(widget.describe(), ContainsSubstring("GFLOP/s"));
}

TEST_CASE("at one size each way has one row", "[attention-cost]") {
  AttentionCostState state;
  state.text = 154;
  ShownParts shown = ShownParts::of(AttentionCost().parts(), "size").value();
  const AttentionCostView view = view_of(state);
  const Table table = numbers_of(view, {}, shown);
  REQUIRE(table.rows.size() == std::size(kTextWays));
  CHECK(table.rows[1][2] == "1024");
  CHECK(std::stod(table.rows[1][3]) == Approx(block_costs(TextWay::joint, size_of(state)).flops / 1e12).epsilon(0.01));
}
