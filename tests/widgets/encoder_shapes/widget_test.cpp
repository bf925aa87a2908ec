#include "widgets/encoder_shapes/widget.h"

#include <catch_amalgamated.hpp>
#include <set>

#include "core/catalogue/tokens.h"
#include "tests/widgets/driver.h"
#include "widgets/state/link.h"

using namespace lesson;
using namespace lesson::catalogue;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr const char* kPrompt = "a cat sitting on a beach at sunset";

int index_of(std::string_view key) {
  for (std::size_t i = 0; i < models().size(); ++i) {
    if (key == models()[i].key) return static_cast<int>(i);
  }
  return static_cast<int>(models().size());  // custom
}

EncoderShapesState of(std::string_view key) {
  EncoderShapesState state;
  state.model = index_of(key);
  state.topic = 0;  // all
  return state;
}

EncoderShapesView view_of(std::string_view key) { return build_view(of(key), kPrompt); }

const ShapeStage& stage(const std::vector<ShapeStage>& stages, const std::string& title) {
  for (const ShapeStage& found : stages) {
    if (found.title == title) return found;
  }
  FAIL("no stage " << title);
  return stages.front();
}

const ShapePart& part(const EncoderShapesView& view, const ShapeStage& of_stage, std::size_t i) {
  REQUIRE(i < of_stage.parts.size());
  return view.parts[static_cast<std::size_t>(of_stage.parts[i])];
}

}  // namespace

TEST_CASE("encoder shapes: the default is SD3 Medium") {
  const EncoderShapesView view = build_view({}, kPrompt);
  REQUIRE_FALSE(view.error);
  CHECK(view.title == "SD3 Medium, 1024 px");
  CHECK(view.headline == "77 CLIP + 256 T5 + 4,096 image = 4,429 joint tokens.");
}

TEST_CASE("encoder shapes: SD3's text way, box by box") {
  const EncoderShapesView view = view_of("sd3-medium");
  REQUIRE(view.sequence.size() == 5);
  const ShapeStage& encoders = view.sequence[0];
  REQUIRE(encoders.parts.size() == 3);
  CHECK(encoders.apart);
  CHECK(part(view, encoders, 2).shape == Shape{256, 4096});
  const ShapeStage& joined = stage(view.sequence, "Join on the channels");
  CHECK(joined.axis == "channels");
  CHECK(joined.result == Shape{77, 2048});
  CHECK(part(view, joined, 1).x == 768);
  const ShapeStage& padded = stage(view.sequence, "Pad the channels with zeros");
  REQUIRE(padded.parts.size() == 3);
  CHECK(part(view, padded, 2).kind == PartKind::zeros);
  CHECK(part(view, padded, 2).x == 2048);
  CHECK(part(view, padded, 2).columns == 2048);
  const ShapeStage& appended = stage(view.sequence, "Append on the sequence");
  CHECK(appended.axis == "sequence");
  CHECK(appended.result == Shape{333, 4096});
  REQUIRE(appended.parts.size() == 4);
  CHECK(part(view, appended, 3).y == 77);
  CHECK(part(view, appended, 3).rows == 256);
  CHECK(appended.rows == 333);
  CHECK(appended.columns == 4096);
  CHECK(view.sequence[4].result == Shape{333, 1536});
}

TEST_CASE("encoder shapes: joined boxes tile their tensor, for every model") {
  for (std::size_t model = 0; model <= models().size(); ++model) {
    EncoderShapesState state;
    state.model = static_cast<int>(model);
    const EncoderShapesView view = build_view(state, kPrompt);
    INFO(view.title);
    REQUIRE_FALSE(view.error);
    CHECK(view.parts.size() <= kMaxParts);
    for (const auto* stages : {&view.sequence, &view.pooled}) {
      for (const ShapeStage& step : *stages) {
        INFO(step.title);
        CHECK_FALSE(step.parts.empty());
        std::int64_t area = 0;
        for (std::size_t i = 0; i < step.parts.size(); ++i) {
          const ShapePart& box = part(view, step, i);
          CHECK(box.columns > 0);
          CHECK_FALSE(box.reading.empty());
          area += box.columns * box.rows;
        }
        if (!step.apart) CHECK(area == step.columns * step.rows);
        if (!step.apart) CHECK(entries(step.result) == area);
      }
    }
    CHECK_FALSE(view.pooled.empty());
    CHECK_FALSE(view.pooled.back().parts.empty());
  }
}

TEST_CASE("encoder shapes: FLUX has no CLIP rows and no zeros") {
  const EncoderShapesView view = view_of("flux.1-dev");
  CHECK(view.headline == "512 text + 4,096 image = 4,608 joint tokens.");
  for (const ShapePart& box : view.parts) CHECK(box.kind != PartKind::zeros);
  REQUIRE(view.sequence.size() == 2);
  CHECK(part(view, view.sequence[0], 0).name == "T5");
  CHECK(part(view, view.pooled[0], 0).shape == Shape{768});
}

TEST_CASE("encoder shapes: a U-Net's text never joins the image") {
  const EncoderShapesView view = view_of("sd1.5");
  CHECK_FALSE(view.attention.joint);
  CHECK(view.levels_table.rows.size() == 4);
  CHECK_THAT(view.headline, ContainsSubstring("never join"));
  CHECK(view_of("sd3-medium").levels_table.rows.empty());
}

TEST_CASE("encoder shapes: the prompt fills rows and changes no shape") {
  CHECK(prompt_pieces("", false) == 0);
  CHECK(prompt_pieces("a cat", false) == 2);
  CHECK(prompt_pieces("a cat, sitting!", false) == 5);
  CHECK(prompt_pieces("a cat, sitting!", true) == 3);
  CHECK(prompt_pieces("the cat's hat", false) == 3);
  CHECK(prompt_pieces("\xc3\xa9t\xc3\xa9", false) == 1);
  const EncoderShapesView brief = build_view(of("sd3-medium"), "cat");
  CHECK(brief.parts[0].prompt_rows == 3);  // start, cat, end
  CHECK(brief.parts[2].prompt_rows == 2);  // T5 has no start mark
  std::string endless;
  for (int i = 0; i < 100; ++i) endless += "cat ";
  const EncoderShapesView full = build_view(of("sd3-medium"), endless);
  CHECK(full.parts[0].prompt_rows == 77);
  CHECK(full.parts[2].prompt_rows == 101);
  CHECK_THAT(full.prompt_note, ContainsSubstring("cut off"));
  CHECK(full.headline == brief.headline);
}

TEST_CASE("encoder shapes: parameters and memory are the catalogue's") {
  EncoderShapesState state = of("sd3-medium");
  const EncoderShapesView view = build_view(state, kPrompt);
  CHECK(view.total_parameters == 7'692'768'483);
  REQUIRE(view.weights.size() == 5);
  CHECK(view.weights[0].parameters == 2'028'328'000);
  CHECK(view.weights_table.rows.back()[2] == "15.4 GB");
  state.format = 0;
  CHECK(build_view(state, kPrompt).weights_table.rows.back()[2] == "30.8 GB");
  CHECK(view.cost_table.rows[4][1] == "8.90 TFLOP");
}

TEST_CASE("encoder shapes: lesson and published side by side") {
  const EncoderShapesView view = view_of("sd3-medium");
  CHECK(view.compare_table.rows[4] == std::vector<std::string>{"joint tokens", "1,101", "4,429"});
  CHECK(view.differences.size() > 20);
  EncoderShapesState state = of("sd3-medium");
  for (int topic = 1; topic < static_cast<int>(difference_topics().size()); ++topic) {
    state.topic = topic;
    for (const Difference& difference : build_view(state, kPrompt).differences) {
      CHECK(difference.topic == difference_topics()[static_cast<std::size_t>(topic)]);
    }
  }
  CHECK(view_of("sd1.5").differences.empty());
  CHECK(view_of("lesson-1101").differences.size() == 27);
}

TEST_CASE("encoder shapes: sizes snap to what the model takes, and misfits are named") {
  EncoderShapesState state = of("sd3-medium");
  const ShapeControls controls = shape_controls(state);
  CHECK(fitting_size(controls, 1000) == 1008);
  CHECK(fitting_size(controls, 999) == 992);
  CHECK(fitting_size(controls, 0) == 16);
  CHECK(fitting_size(controls, 99999) == 3072);
  state.size = 1000;
  const EncoderShapesView view = build_view(state, kPrompt);
  REQUIRE(view.error);
  CHECK_THAT(view.error->message(), ContainsSubstring("992 and 1008"));
  CHECK_THAT(describe(view), ContainsSubstring("992 and 1008"));
  CHECK(shape_controls(of("lesson-333")).size_fixed());
  CHECK_FALSE(shape_controls(of("sdxl")).t5);
}

TEST_CASE("encoder shapes: T5's length moves the joint sequence") {
  EncoderShapesState state = of("sd3-medium");
  state.t5 = 77;
  CHECK(build_view(state, kPrompt).attention.text == 154);
  state.t5 = 513;
  REQUIRE(build_view(state, kPrompt).error);
  state.model = index_of("flux.1-dev");
  state.t5 = 100;
  CHECK(build_view(state, kPrompt).attention.text == 100);
}

TEST_CASE("encoder shapes: the learner's own numbers") {
  EncoderShapesState state = of("custom");
  CHECK(build_view(state, kPrompt).weights[0].parameters == 2'028'328'000);
  state.custom.vae_factor = 4;
  CHECK(build_view(state, kPrompt).attention.image == 128 * 128);
  state.custom.vae_factor = 6;
  const EncoderShapesView wrong = build_view(state, kPrompt);
  REQUIRE(wrong.error);
  CHECK(wrong.error->where == "vae-factor");
  state.custom.vae_factor = 8;
  state.recipe = static_cast<int>(Recipe::flux);
  state.custom.single_blocks = 2;
  CHECK(build_view(state, kPrompt).headline == "256 text + 4,096 image = 4,352 joint tokens.");
}

TEST_CASE("encoder shapes: what is drawn is also said and exported") {
  for (std::size_t model = 0; model < models().size(); ++model) {
    EncoderShapesState state;
    state.model = static_cast<int>(model);
    const EncoderShapesView view = build_view(state, kPrompt);
    const std::string text = describe(view), csv = to_csv(view.numbers);
    INFO(view.title);
    CHECK_THAT(text, ContainsSubstring(view.headline));
    for (const ShapeStage& step : view.sequence) {
      CHECK_THAT(text, ContainsSubstring(step.title));
      CHECK_THAT(csv, ContainsSubstring(step.title));
    }
    for (const Difference& difference : view.differences) CHECK_THAT(text, ContainsSubstring(difference.published));
    for (const auto& row : view.numbers.rows) CHECK(row.size() == view.numbers.columns.size());
    CHECK_THAT(csv, ContainsSubstring(std::to_string(view.total_parameters)));
  }
}

TEST_CASE("encoder shapes: draws every view of every model at both ends of the widths") {
  for (const float width : {320.0f, 760.0f}) {
    for (std::size_t model = 0; model <= models().size(); ++model) {
      for (const char* tab : {"text", "sequence", "cost", "differences"}) {
        const std::string key = model < models().size() ? models()[model].key : "custom";
        INFO(key << " " << tab << " at " << width);
        lesson::testing::Driver driver("encoder-shapes");
        driver.input.width = width;
        const std::string json = R"({"model":")" + key + R"(","tab":")" + tab + R"("})";
        REQUIRE(fields_from_json(driver.owned->fields(), json));
        driver.frame_of->invalidate();
        CHECK(driver.settle() < 10);
        CHECK(driver.has("Model"));
        std::set<std::string> ids;
        for (const ui::Node& node : driver.frame_of->semantics()) {
          CHECK(ids.insert(node.id).second);
          CHECK(node.rect.x >= -0.5f);
          CHECK(node.rect.x + node.rect.w <= width + 0.5f);
        }
      }
    }
  }
}

TEST_CASE("encoder shapes: a learner moves it by its labels") {
  lesson::testing::Driver driver("encoder-shapes");
  driver.act("Model", "set", "FLUX.1-dev");
  driver.settle();
  CHECK_THAT(driver.state(), ContainsSubstring(R"("model":"flux.1-dev")"));
  CHECK_THAT(driver.owned->describe(), ContainsSubstring("4,608"));
  driver.act("Image side", "set", "512");
  driver.settle();
  CHECK_THAT(driver.owned->describe(), ContainsSubstring("1,536 joint tokens"));
  driver.act("Image side", "set", "515");  // between two sizes: the nearer one
  driver.settle();
  CHECK_THAT(driver.state(), ContainsSubstring(R"("size":512)"));
  driver.act("T5 length", "set", "100");
  driver.settle();
  CHECK_THAT(driver.owned->describe(), ContainsSubstring("100 text + 1,024 image"));
  driver.act("Model", "set", "SD v1.5");  // starts with its own size
  driver.settle();
  CHECK_THAT(driver.state(), ContainsSubstring(R"("size":0)"));
}

TEST_CASE("encoder shapes: a pressed box tells what it is") {
  lesson::testing::Driver driver("encoder-shapes");
  const std::string box = "Each encoder makes rows/bigG [77, 1280]";
  driver.act(box, "press");
  driver.settle();
  CHECK_THAT(driver.state(), ContainsSubstring(R"("part":1)"));
  CHECK(driver.node(box).checked);
  bool told = false;
  for (const ui::Node& node : driver.frame_of->semantics()) {
    told = told || node.name.find("98,560 numbers") != std::string::npos;
  }
  CHECK(told);
  driver.act(box, "press");
  driver.settle();
  CHECK_THAT(driver.state(), ContainsSubstring(R"("part":-1)"));
}

TEST_CASE("encoder shapes: a misfit from a link offers the way back") {
  lesson::testing::Driver driver("encoder-shapes");
  REQUIRE(fields_from_json(driver.owned->fields(), R"({"model":"sd3-medium","size":1000})"));
  driver.frame_of->invalidate();
  driver.settle();
  driver.act("Back to the model's own numbers", "press");
  driver.settle();
  CHECK_THAT(driver.owned->describe(), ContainsSubstring("4,429 joint tokens"));
}

TEST_CASE("encoder shapes: its state travels as a link") {
  PageState shared;
  EncoderShapes widget(shared);
  const std::string defaults = fields_to_json(widget.fields());
  widget.state().model = index_of("dit-xl/2");
  widget.state().size = 512;
  widget.state().tab = 2;
  const auto link = state_to_link(widget.fields(), defaults);
  REQUIRE(link);
  EncoderShapes other(shared);
  REQUIRE(state_from_link(other.fields(), link.value(), defaults));
  CHECK(other.state().model == index_of("dit-xl/2"));
  CHECK(other.state().size == 512);
  CHECK(other.state().tab == 2);
  CHECK(other.describe() == widget.describe());
}

TEST_CASE("encoder shapes: SD3's family has one knob, and published members lie on its line") {
  const ScalingView medium = build_scaling(24);
  CHECK(medium.chosen.width == 1536);
  CHECK_THAT(medium.sentence, ContainsSubstring("24 blocks and heads, width 1,536"));
  // Counted from the published constructors: SD3 Medium, and depth 38 without the norms of 3.5 Large.
  CHECK(medium.chosen.parameters == 2'028'328'000);
  CHECK(short_count(build_scaling(38).chosen.parameters) == "8.06B");
  int members = 0;
  for (const ScalingPoint& point : medium.published) {
    INFO(point.name);
    members += point.name.starts_with("SD3");  // DiT-B lies on it, too; S, L and XL do not
    if (point.name.starts_with("SD3")) CHECK(point.width == kHeadOfFamily * point.blocks);
    if (point.name.starts_with("DiT-XL")) CHECK(point.width != kHeadOfFamily * point.blocks);
  }
  CHECK(members == 3);  // SD3 Medium, 3.5 Medium, 3.5 Large
  CHECK(build_scaling(-3).chosen.blocks == kLeastDepth);
  CHECK(build_scaling(999).chosen.blocks == kMostDepth);
}
