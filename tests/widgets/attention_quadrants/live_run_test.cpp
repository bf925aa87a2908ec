// The quadrant viewer on the page's run: asked for there, and turned to the head that points best.

#include "widgets/page/live_run.h"

#include <catch_amalgamated.hpp>

#include "tests/widgets/driver.h"
#include "tests/widgets/page/answered_runs.h"
#include "widgets/attention_quadrants/pointing.h"
#include "widgets/attention_quadrants/widget.h"

using namespace lesson;
using namespace lesson::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Bench {
  RunDesk desk;
  PageState shared;
  AttentionQuadrants viewer{shared};

  Bench() {
    shared.desk = &desk;
    desk.set_available(true);
    desk.set_loaded(1);
    viewer.state.source = AttentionQuadrantsState::run;
  }
};

/// Two of four steps of a real run of the page; the file's word on pointing heads replaced.
void run_half(Bench& bench, const Json& pointing) {
  RunRequest request = live_request(bench.shared);
  request.steps = 4;
  bench.desk.request(kPageRun, request);
  auto order = bench.desk.take_order();
  while (order && !order->request) order = bench.desk.take_order();  // the cancel of a run before
  REQUIRE(order);
  give(bench.desk, order->ticket, start_of(*order->request, [&](Json& json) { json["pointing"] = pointing; }));
  Run run = Run::start(tiny_sd3(), *order->request).value();
  for (int step = 0; step < 2; ++step) {
    run.advance();
    give(bench.desk, order->ticket, step_packet(run));
  }
}

Json measured(int block, int head, double accuracy) {
  return {{"block", block}, {"head", head}, {"accuracy", accuracy}, {"se", 0.038}, {"n", 70}};
}

Json both(double time) {
  return {{"time", time}, {"image_reads_text", measured(1, 0, 1)}, {"text_reads_image", measured(2, 1, 0.9)}};
}

}  // namespace

TEST_CASE("the viewer asks for the shared prompt, with the settings of the run before", "[live-run]") {
  Bench bench;
  bench.shared.prompt = "a red car";
  bench.shared.seed = 6;
  CHECK(live_request(bench.shared).steps == 28);
  RunRequest before;
  before.steps = 9;
  before.guidance = 2;
  bench.desk.request(kPageRun, before);
  const RunRequest next = live_request(bench.shared);
  CHECK(next.prompt == "a red car");
  CHECK(next.seed == 6);
  CHECK(next.steps == 9);
  CHECK(next.guidance == 2);
  before.model = ModelKind::noise_cross;  // it has no joint attention to show
  bench.desk.request(kPageRun, before);
  CHECK(live_request(bench.shared).model == ModelKind::flow);
}

TEST_CASE("Run is there before and after a run; the attention comes as it is computed", "[live-run][ui]") {
  Bench bench;
  Driver driver(bench.viewer);
  CHECK(driver.has("Prompt"));
  driver.act("Run", "press");
  REQUIRE(bench.desk.find(kPageRun));
  CHECK(bench.desk.find(kPageRun)->phase == RunPhase::waiting);
  (void)bench.desk.take_order();
  run_half(bench, both(0.5));
  CHECK(bench.viewer.finished_view().ready);
  driver.frame_of->invalidate();
  driver.settle();
  CHECK_FALSE(driver.node("Run").disabled);
  driver.act("Stop", "press");
  CHECK(bench.desk.find(kPageRun)->phase == RunPhase::stopped);
}

TEST_CASE("the head that points best is chosen with its step, and its figures are told", "[live-run][ui]") {
  Bench bench;
  Driver driver(bench.viewer);
  // Four steps, shift 2: the times are 1, 0.857, 0.667, 0.4.
  run_half(bench, both(0.9));
  driver.frame_of->invalidate();
  driver.settle();
  driver.act("The head that points best/Text reads image", "press");
  CHECK(bench.shared.block == 2);
  CHECK(bench.shared.head == 1);
  CHECK(bench.shared.step == 1);
  CHECK_THAT(bench.viewer.describe(), ContainsSubstring("for 90 % of 70 words"));
  CHECK_THAT(bench.viewer.describe(), ContainsSubstring("Block 3, head 2"));
  driver.act("The head that points best/Image reads text", "press");
  CHECK(bench.shared.block == 1);
  CHECK(bench.shared.head == 0);
  bench.shared.head = 3;
  CHECK(pointing_words(bench.shared).empty());
}

TEST_CASE("a time that has not come yet means the newest step", "[live-run][ui]") {
  Bench bench;
  Driver driver(bench.viewer);
  run_half(bench, both(0.1));
  driver.frame_of->invalidate();
  driver.settle();
  driver.act("The head that points best/Image reads text", "press");
  CHECK(bench.shared.step == 1);
}

TEST_CASE("weights that do not tell offer no such button, and say why", "[live-run][ui]") {
  Bench bench;
  Driver driver(bench.viewer);
  run_half(bench, nullptr);
  driver.frame_of->invalidate();
  driver.settle();
  CHECK_FALSE(driver.has("The head that points best/Image reads text"));
  const bool said = std::ranges::any_of(driver.frame_of->semantics(), [](const ui::Node& node) {
    return node.name.find("was not measured for these weights") != std::string::npos;
  });
  CHECK(said);
}

TEST_CASE("from the untrained block one button leads to the trained model", "[live-run][ui]") {
  Bench bench;
  bench.viewer.state.source = AttentionQuadrantsState::untrained;
  Driver driver(bench.viewer);
  driver.settle(200);
  driver.act("Look at the trained model", "press");
  CHECK(bench.viewer.state.source == AttentionQuadrantsState::run);
  CHECK_FALSE(bench.desk.take_order());  // it runs only when asked to
}

TEST_CASE("a viewer told to run when seen asks once, at its first drawing", "[live-run][ui]") {
  Bench bench;
  bench.viewer.state.run_when_seen = true;
  REQUIRE_FALSE(bench.desk.find(kPageRun));
  Driver driver(bench.viewer);
  driver.settle();
  REQUIRE(bench.desk.find(kPageRun));
  CHECK(bench.desk.find(kPageRun)->request.prompt == bench.shared.prompt);
  CHECK(bench.desk.take_order());
  CHECK_FALSE(bench.desk.take_order());
  bench.desk.cancel(kPageRun);
  driver.frame_of->invalidate();
  driver.settle();
  while (const auto order = bench.desk.take_order()) CHECK_FALSE(order->request);  // a reader's Stop stands
}

TEST_CASE("no run starts by itself where another stands, none can come, or none is shown", "[live-run][ui]") {
  Bench bench;
  bench.viewer.state.run_when_seen = true;
  const auto draw = [&] {
    Driver driver(bench.viewer);
    driver.settle();
  };
  SECTION("another widget's run") {
    RunRequest other;
    other.prompt = "two yellow fish";
    bench.desk.request(kPageRun, other);
    draw();
    CHECK(bench.desk.find(kPageRun)->request.prompt == "two yellow fish");
  }
  SECTION("no model") {
    bench.desk.set_available(false);
    draw();
    CHECK_FALSE(bench.desk.find(kPageRun));
  }
  SECTION("another source") {
    bench.viewer.state.source = AttentionQuadrantsState::untrained;
    draw();
    CHECK_FALSE(bench.desk.find(kPageRun));
  }
}

TEST_CASE("before its first step the live run shows the untrained block, and says so", "[live-run][ui]") {
  Bench bench;
  Driver driver(bench.viewer);
  driver.settle();
  CHECK(bench.viewer.finished_view().ready);
  CHECK_THAT(bench.viewer.describe(), ContainsSubstring("ntrained"));
  CHECK(driver.node("The head that points best/Image reads text").disabled);
  run_half(bench, both(0.5));
  CHECK_THAT(bench.viewer.describe(), !ContainsSubstring("ntrained"));
}
