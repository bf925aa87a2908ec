// The tracer's view of nothing, of a run under way, and of one that failed. Whole runs are tested in shell/native.

#include "widgets/pipeline_tracer/widget.h"

#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cmath>

#include "tests/widgets/driver.h"
#include "tests/widgets/page/answered_runs.h"
#include "widgets/ui/painter.h"

using namespace lesson;
using namespace lesson::testing;

namespace {

struct Bench {
  RunDesk desk;
  PageState shared;
  PipelineTracer tracer{shared};

  Bench() { shared.desk = &desk; }
};

}  // namespace

TEST_CASE("without a model the tracer says so and offers no run", "[tracer]") {
  Bench bench;
  CHECK(bench.tracer.describe().find("No trained model") != std::string::npos);
  CHECK(bench.tracer.describe().find("13: The VAE decodes the latent.") != std::string::npos);
  const Table table = bench.tracer.table();
  REQUIRE(table.rows.size() == 13);  // the steps are known before any run; their shapes and times are not
  for (const auto& row : table.rows) CHECK((!row[1].empty() && row[2].empty() && row[3].empty() && !row[5].empty()));
}

TEST_CASE("the tracer asks for what its controls say", "[tracer]") {
  Bench bench;
  REQUIRE(fields_from_json(bench.tracer.fields(),
                           R"({"prompt":"a crane near a river","seed":7,"steps":10,"model":"ddpm","t5":false})"));
  bench.tracer.state_changed();
  const RunRequest request = bench.tracer.request();
  CHECK(request.prompt == "a crane near a river");
  CHECK(request.seed == 7);
  CHECK(request.steps == 10);
  CHECK(request.model == ModelKind::noise_cross);
  CHECK(request.sampler == RunSampler::ddim);
  CHECK(request.drop.has(TextEncoder::t5));
  CHECK_FALSE(request.drop.has(TextEncoder::clip_l));
}

TEST_CASE("a failed run is told in words", "[tracer]") {
  Bench bench;
  bench.desk.set_available(true);
  bench.desk.set_loaded(1);
  bench.desk.request(kPageRun, bench.tracer.request());
  const auto order = bench.desk.take_order();
  REQUIRE(order);
  bench.desk.fail(order->ticket, "The worker ran out of memory.");
  CHECK(bench.tracer.describe().find("ran out of memory") != std::string::npos);
}

TEST_CASE("while the model's files arrive the tracer tells how far", "[tracer]") {
  Bench bench;
  bench.desk.set_available(true);
  bench.desk.set_loaded(0.25);
  bench.desk.request(kPageRun, bench.tracer.request());
  CHECK(bench.tracer.describe().find("25 %") != std::string::npos);
}

TEST_CASE("a sampler that does not fit the model gives way to the model's usual", "[tracer]") {
  Bench bench;
  const auto asked = [&](const char* json) {
    REQUIRE(fields_from_json(bench.tracer.fields(), json));
    return bench.tracer.request().sampler;
  };
  CHECK(asked(R"({"model":"flow","sampler":"heun"})") == RunSampler::heun);
  CHECK(asked(R"({"model":"ddpm"})") == RunSampler::ddim);
  CHECK(asked(R"({"sampler":"ancestral"})") == RunSampler::ancestral);
  CHECK(asked(R"({"model":"shared"})") == RunSampler::euler);
}

namespace {

/// A started run of the page, with what `change` says of it.
void start(Bench& bench, const std::function<void(Json&)>& change = {}) {
  bench.desk.set_available(true);
  bench.desk.set_loaded(1);
  bench.desk.request(kPageRun, bench.tracer.request());
  const auto order = bench.desk.take_order();
  REQUIRE(order);
  give(bench.desk, order->ticket, start_of(*order->request, change));
}

}  // namespace

TEST_CASE("the chosen word is marked where it has rows", "[tracer]") {
  Bench bench;
  bench.shared.prompt = "a wombat near a river";
  start(bench);
  const auto view = [&](int stage, int token) {
    return build_tracer_view(bench.desk.find(kPageRun), bench.desk, {stage, 0, token});
  };
  const RunShape& shape = bench.desk.find(kPageRun)->log->shape();
  const std::vector<int> rows = shape.text_rows().of_word(4);
  for (const int river : rows) {  // whichever of them is chosen
    CHECK(view(1, river).stage[0].marked == std::vector{5});
    CHECK(view(1, river).token == "Row 6: \u201Criver\u201D");
    CHECK(view(5, river).stage[0].marked == rows);
  }
  if (rows.size() > 1) {
    CHECK(view(3, 5).stage[0].marked == std::vector{4});  // T5 has no mark before the words
    CHECK(view(5, 5).token == "Rows 6 and " + std::to_string(rows[1] + 1) + ": \u201Criver\u201D (CLIP, T5)");
  }
  CHECK(view(5, shape.context).stage[0].marked.empty());  // an image patch has no row among words
  CHECK(view(4, 5).stage[0].marked.empty());              // one vector for all
  CHECK(view(1, -1).token.empty());
}

TEST_CASE("words the model did not understand are said beside the prompt they were in", "[tracer][ui]") {
  Bench bench;
  bench.shared.prompt = "a wombat near a river";
  start(bench);
  const auto told = [](Driver& driver) {
    return std::ranges::any_of(driver.frame_of->semantics(), [](const ui::Node& node) {
      return node.name.find("Not understood: \u201Cwombat\u201D") != std::string::npos;
    });
  };
  Driver driver(bench.tracer);
  CHECK(told(driver));
  bench.shared.prompt = "a cat near a river";
  driver.frame_of->invalidate();
  driver.settle();
  CHECK_FALSE(told(driver));
}

TEST_CASE("a word pressed in the tracer is chosen for all widgets", "[tracer][ui]") {
  Bench bench;
  bench.shared.prompt = "a cat near a river";
  Driver driver(bench.tracer);
  const unsigned before = bench.shared.revision;
  driver.act("Words/cat", "press");
  CHECK(bench.shared.token == 2);
  CHECK(bench.shared.revision != before);
  driver.act("Words/cat", "press");
  CHECK(bench.shared.token == -1);
}

TEST_CASE("encoders are switched off by their names", "[tracer][ui]") {
  Bench bench;
  bench.desk.set_available(true);
  Driver driver(bench.tracer);
  driver.act("Model, sampler and encoders", "press");
  driver.act("Model, sampler and encoders/T5", "press");
  driver.act("Run", "press");
  const auto order = bench.desk.take_order();
  REQUIRE(order);
  CHECK(order->request->drop.has(TextEncoder::t5));
  CHECK_FALSE(order->request->drop.has(TextEncoder::clip_g));
}

TEST_CASE("the thirteen steps can be walked before any run", "[tracer][ui]") {
  Bench bench;
  Driver driver(bench.tracer);
  CHECK(driver.has("The 13 stages"));
  driver.act("The 13 stages/1  Prompt \u2192 CLIP-L, lesson 6.3.3", "press");
  CHECK(bench.tracer.state.stage == 1);
  CHECK(driver.has("1. The prompt through the first CLIP-like encoder"));
  CHECK_FALSE(driver.has("The denoising loop"));
  for (int number = 1; number <= kStages; ++number) {
    const TracerView view = build_tracer_view(nullptr, bench.desk, {number, 0});
    const TracerRow& row = view.rows[static_cast<std::size_t>(number) - 1];
    CHECK_FALSE(view.started);
    CHECK_FALSE(row.lesson.empty());
    CHECK(row.shape.empty());
    CHECK_FALSE(view.stage_note.empty());
  }
}

TEST_CASE("no title of a step is cut off, not on the narrowest phone", "[tracer][ui]") {
  Bench bench;
  start(bench);
  Driver driver(bench.tracer);
  driver.input.width = 320;
  driver.settle();
  const TracerView view = build_tracer_view(bench.desk.find(kPageRun), bench.desk, {13, 0});
  ui::Painter paint;
  paint.fonts = &driver.fonts;
  for (const TracerRow& row : view.rows) {
    const std::string title = std::to_string(row.number) + "  " + row.title;
    const float room = driver.node("The 13 stages/" + title + ", " + row.shape).rect.w - 8;
    CHECK(paint.width(title, ui::Type::strong) + paint.width(row.shape, ui::Type::small) + 32 <= room);
  }
}

TEST_CASE("a few very large numbers leave the others their colours", "[tracer]") {
  Bench bench;
  start(bench);
  const RunSlot* slot = bench.desk.find(kPageRun);
  const TracerView view = build_tracer_view(slot, bench.desk, {1, 0});
  REQUIRE(view.stage.size() == 1);
  const std::vector<float>& values = view.stage[0].values;
  const auto beyond = std::ranges::count_if(values, [&](float v) { return std::fabs(v) > view.stage_limit; });
  CHECK(view.stage_limit > 0);
  CHECK(beyond > 0);
  CHECK(beyond <= static_cast<std::ptrdiff_t>(values.size() / 90));
  CHECK(build_tracer_view(slot, bench.desk, {13, 0}).stage_limit == 0);  // no numbers there yet
}

namespace {

/// The page's run of a single step, which the desk has seen but for its end.
Run one_step(Bench& bench, RunRequest request) {
  request.steps = 1;
  bench.desk.set_available(true);
  bench.desk.set_loaded(1);
  bench.desk.request(kPageRun, request);
  const auto order = bench.desk.take_order();
  REQUIRE(order);
  auto run = Run::start(tiny_sd3(), *order->request);
  REQUIRE(run);
  give(bench.desk, order->ticket, start_packet(run.value(), tiny_sd3()));
  run.value().advance();
  give(bench.desk, order->ticket, step_packet(run.value()));
  return std::move(run).value();
}

}  // namespace

TEST_CASE("what is predicted is not called a latent", "[tracer]") {
  Bench bench;
  one_step(bench, bench.tracer.request());
  const TracerView view = build_tracer_view(bench.desk.find(kPageRun), bench.desk, {10, 0});
  REQUIRE(view.stage.size() == 4);
  CHECK(view.stage[0].label == "Predicted velocity, channel 1");
  CHECK(view.time_label == "Time in all steps");
  CHECK(view.loop[1].label == "Predicted velocity");
  CHECK(view.loop_limit > 0);
  CHECK(build_tracer_view(bench.desk.find(kPageRun), bench.desk, {11, 0}).stage[3].label == "Latent, channel 4");
}

TEST_CASE("any guidance is tried on the two predictions that are there", "[tracer]") {
  Bench bench;
  const Run run = one_step(bench, bench.tracer.request());
  const auto view = [&](double guidance) {
    return build_tracer_view(bench.desk.find(kPageRun), bench.desk, {13, 0, -1, guidance});
  };
  const StepRecord& step = run.history()[0];
  for (const double guidance : {0.0, 1.0, 4.5, 7.0}) {
    const TracerView shown = view(guidance);
    REQUIRE(shown.halves.size() == 4);
    const float w = static_cast<float>(guidance > 0 ? guidance : run.request().guidance);
    for (Eigen::Index i = 0; i < 40; ++i) {
      const float want = step.without_prompt(0, i) + w * (step.with_prompt(0, i) - step.without_prompt(0, i));
      CHECK(std::fabs(shown.halves[3].values[static_cast<std::size_t>(i)] - want) < 1e-5f);
    }
  }
  CHECK(view(4.5).halves_label.find("This run took 2.") != std::string::npos);
  CHECK(view(0).halves_label.find("This run") == std::string::npos);
}

TEST_CASE("a drawing is what the next run starts from", "[tracer][ui]") {
  Bench bench;
  REQUIRE(bench.tracer.show_parts("start"));
  Driver driver(bench.tracer);
  driver.settle();
  CHECK_FALSE(bench.tracer.request().image.any());
  REQUIRE(fields_from_json(bench.tracer.fields(), R"({"start":"picture","strength":0.3,"color":"black"})"));
  driver.settle();
  const auto before = bench.tracer.request().image;
  CHECK(before.rgb.size() == 3 * kPadSide * kPadSide);
  CHECK(before.strength == Catch::Approx(0.3));
  driver.act("Picture to start from", "press");  // by key, at the middle
  const auto after = bench.tracer.request().image;
  const std::size_t middle = 3 * (kPadSide * kPadSide / 2 + kPadSide / 2);
  CHECK(after.rgb[middle] == 30);
  CHECK(std::ranges::count_if(after.rgb, [&](std::uint8_t byte) { return byte == 30; }) > 5);
  CHECK(bench.tracer.describe().find("30 % of the way") != std::string::npos);
}

TEST_CASE("a stroke has no gaps, and none of it leaves the pad", "[tracer]") {
  StartPad pad;
  pad.stroke(-20, -20, 90, 90, 7, 0);
  for (int i = 0; i < kPadSide; ++i) CHECK(pad.picture().rgb[static_cast<std::size_t>(3 * (i * kPadSide + i))] == 30);
  CHECK(pad.picture().rgb[3 * 63] == kPadColors[0].rgb[0]);
}

TEST_CASE("a pixmap of the pad's size is taken, anything else refused in words", "[tracer][errors]") {
  Bench bench;
  std::string file = "P6\n64 64\n255\n" + std::string(3 * kPadSide * kPadSide, '\x42');
  const auto open = [&](std::string_view text) {
    return bench.tracer.open_file("mine.ppm", {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  };
  REQUIRE(open(file));
  CHECK(bench.tracer.request().image.rgb.front() == 0x42);
  for (const std::string& wrong : {file.substr(1), file + "x", std::string("P6"), std::string()}) {
    const auto opened = open(wrong);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().message().find("mine.ppm") != std::string::npos);
  }
  CHECK(bench.tracer.request().image.rgb.front() == 0x42);
}

TEST_CASE("a run that keeps no record is shown as far as it goes", "[tracer]") {
  Bench bench;
  RunRequest request = bench.tracer.request();
  request.record = false;
  one_step(bench, request);
  const TracerView view = build_tracer_view(bench.desk.find(kPageRun), bench.desk, {13, 0});
  CHECK(view.steps == 1);
  CHECK(view.loop.empty());
  Driver driver(bench.tracer);
  driver.settle();
}
