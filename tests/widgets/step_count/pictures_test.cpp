// The tiny SD3 at several step counts: what is asked for, what is kept, and that the words follow the numbers.

#include "widgets/step_count/pictures/view.h"

#include <catch_amalgamated.hpp>

#include "tests/widgets/driver.h"
#include "tests/widgets/page/answered_runs.h"
#include "widgets/step_count/widget.h"

using namespace lesson;
using namespace lesson::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

PictureWish wish_for(std::array<bool, kSeries> on) {
  return {.prompt = "a cat on a beach", .seed = 4, .guidance = 3, .on = on};
}

/// One grey level all over.
Picture grey(double level) {
  return {8, 8, std::vector<std::uint8_t>(8 * 8 * 3, static_cast<std::uint8_t>(std::lround(level)))};
}

struct Bench {
  RunDesk desk;
  PageState shared;
  StepPictures pictures;
  Bench() {
    desk.set_available(true);
    desk.set_loaded(1);
    shared.desk = &desk;
  }
  /// Answers everything asked: a run of n steps ends `far(series id, n)` grey levels from 100.
  template <class Far>
  void answer_all(Far far, const std::function<void(Json&)>& change = {}) {
    while (const auto order = desk.take_order()) {
      if (!order->request) continue;
      const std::string sampler = kRunSamplerIds[static_cast<std::size_t>(order->request->sampler)];
      answer(desk, *order, grey(100 + far(sampler, order->request->steps)), 10.0 * order->request->steps, change);
    }
  }
};

/// Euler closes in twice as fast as DDIM.
double euler_faster(const std::string& sampler, int steps) {
  if (steps == kReferenceSteps) return 0;
  return (sampler == "euler" ? 100.0 : 150.0) / steps;
}

/// The file shipped may still say that an arm is not trained at full size; these tests are about others.
void at_full_size(Json& json) { json["full_size"] = true; }

}  // namespace

TEST_CASE("few steps come first, every end once, and no run twice", "[step-pictures]") {
  const auto keys = wanted_pictures(wish_for({true, false, true, true}));
  CHECK(keys[0] == PictureKey{0, 4});
  CHECK(keys[1] == PictureKey{2, 4});
  CHECK(keys.size() == 3 * kPictureSteps.size() + 2);
  CHECK(std::ranges::count(keys, PictureKey{2, kReferenceSteps}) == 1);
  CHECK(std::ranges::count(keys, PictureKey{3, kReferenceSteps}) == 0);
  CHECK(wanted_pictures(wish_for({})).empty());
  // The ancestral row alone still needs DDIM's end.
  CHECK(std::ranges::count(wanted_pictures(wish_for({false, false, false, true})), PictureKey{2, kReferenceSteps}) ==
        1);
}

TEST_CASE("the swapped row asks the same network by the other sampler at the other levels", "[step-pictures]") {
  const RunRequest request = request_of(wish_for({}), {4, 8});
  CHECK(request.model == ModelKind::flow);
  CHECK(request.sampler == RunSampler::ddim);
  CHECK(request.levels == RunLevels::scaled_linear);
  CHECK(validate(request, tiny_sd3()));
  CHECK(request_of(wish_for({}), {0, 8}).levels == RunLevels::own);
}

TEST_CASE("the cost counts passes through the network", "[step-pictures]") {
  CHECK(forwards({0, 28}, 3) == 56);
  CHECK(forwards({0, 28}, 1) == 28);
  CHECK(forwards({1, 10}, 3) == 38);  // Heun: its last step asks once
  StepPictures pictures;
  const auto wish = wish_for({true, false, false, false});
  const int sum = 2 * (2 + 4 + 8 + 10 + 20 + 28 + 50 + 100);
  CHECK_THAT(build_view(pictures, wish, nullptr).cost, ContainsSubstring("8 pictures, " + std::to_string(sum)));
  CHECK_THAT(build_view(pictures, wish, nullptr, 10).cost, ContainsSubstring("about 4.4 s"));
}

TEST_CASE("requests are of the wish, keep no record and can wait", "[step-pictures]") {
  Bench bench;
  bench.pictures.start(bench.desk, wish_for({false, true, false, true}));
  int orders = 0;
  while (const auto order = bench.desk.take_order()) {
    ++orders;
    REQUIRE(order->request);
    CHECK(order->urgency == Urgency::when_idle);
    CHECK_FALSE(order->request->record);
    CHECK(order->request->prompt == "a cat on a beach");
    CHECK(order->request->seed == 4);
    CHECK((order->request->model == ModelKind::flow) == (order->request->sampler == RunSampler::heun));
    CHECK(validate(*order->request, tiny_sd3()));
  }
  CHECK(orders == 16);
}

TEST_CASE("pictures fill in, and distances are to the same model's end", "[step-pictures]") {
  Bench bench;
  const auto wish = wish_for({true, false, true, false});
  bench.pictures.start(bench.desk, wish);
  const auto first = bench.desk.take_order();
  give(bench.desk, first->ticket, start_of(*first->request));
  count_steps(bench.desk, first->ticket, 0, 1);
  const PictureCell running = build_view(bench.pictures, wish, &bench.desk).rows[0].cells[1];
  CHECK(running.state == PictureCell::running);
  CHECK(running.progress == 0.25);
  CHECK(running.name == "Flow matching, Euler, 4 steps");
  count_steps(bench.desk, first->ticket, 1, 4);
  const Picture near = grey(125);
  give(bench.desk, first->ticket,
       count_packet("end", {{"ms_total", 80}, {"picture_sha256", "a"}, {"stage_ms", Json::object()}}, &near));
  CHECK(bench.pictures.update(bench.desk));
  CHECK_FALSE(build_view(bench.pictures, wish, &bench.desk).rows[0].cells[1].distance);  // no end yet
  bench.answer_all(euler_faster, at_full_size);
  CHECK(bench.pictures.update(bench.desk));
  CHECK_FALSE(bench.pictures.busy());
  const StepPicturesView view = build_view(bench.pictures, wish, &bench.desk);
  REQUIRE(view.rows[0].cells[1].distance);
  CHECK(*view.rows[0].cells[1].distance == Catch::Approx(25.0 / 255));
  CHECK(view.rows[0].cells[7].end);
  CHECK_FALSE(view.rows[0].cells[7].distance);
  CHECK(view.curves[1].x == std::vector<double>{2, 4, 8, 10, 20, 28, 50});
  CHECK(view.curves[1].y[0] == Catch::Approx(75.0 / 255));
  CHECK(to_table(bench.pictures).rows.size() == 16);
  CHECK(bench.desk.find(slot_of({0, 4})) == nullptr);  // the picture is kept, the run is not
}

TEST_CASE("the words follow the numbers, whichever way they fall", "[step-pictures]") {
  const auto wish = wish_for({true, false, true, false});
  const auto told = [&](auto far) {
    Bench bench;
    bench.pictures.start(bench.desk, wish);
    bench.answer_all(far, at_full_size);
    bench.pictures.update(bench.desk);
    return build_view(bench.pictures, wish, &bench.desk).summary;
  };
  const std::string faster = told(euler_faster);
  CHECK_THAT(faster, ContainsSubstring("Flow matching, Euler: distance to its own 100-step picture 0.196 at 2"));
  CHECK_THAT(faster, ContainsSubstring("within 0.02 from 20 on"));
  CHECK_THAT(faster, ContainsSubstring("Flow matching is nearer to its end at 2, 4, 8, 10, 20, 28 and 50 steps"));
  const std::string slower = told(
      [](const std::string& sampler, int steps) { return euler_faster(sampler == "euler" ? "ddim" : "euler", steps); });
  CHECK_THAT(slower, ContainsSubstring("Noise prediction is nearer to its end at 2, 4"));
  const std::string never = told([](const std::string&, int steps) { return steps == kReferenceSteps ? 0 : 60; });
  CHECK_THAT(never, ContainsSubstring("not within 0.02 up to 50"));
  CHECK(never.find("nearer") == std::string::npos);
}

TEST_CASE("ancestral sampling is said to end elsewhere", "[step-pictures]") {
  Bench bench;
  const auto wish = wish_for({false, false, false, true});
  bench.pictures.start(bench.desk, wish);
  bench.answer_all([](const std::string& sampler, int) { return sampler == "ancestral" ? 51 : 0; }, at_full_size);
  bench.pictures.update(bench.desk);
  CHECK_THAT(build_view(bench.pictures, wish, &bench.desk).summary,
             ContainsSubstring("from DDIM\u2019s 100-step picture it is 0.200 at 2"));
}

TEST_CASE("an arm on small pictures is said to be one, and compared with the flow of its size alone",
          "[step-pictures]") {
  const auto told = [](bool with_small_flow) {
    Bench bench;
    const auto wish = wish_for({true, false, true, false, false, with_small_flow});
    bench.pictures.start(bench.desk, wish);
    bench.answer_all(euler_faster, [](Json& json) { json["full_size"] = json["request"]["model"] == "flow"; });
    bench.pictures.update(bench.desk);
    return build_view(bench.pictures, wish, &bench.desk);
  };
  const StepPicturesView alone = told(false);
  CHECK_THAT(alone.warning,
             ContainsSubstring("Noise prediction, DDIM\u201D comes of an arm trained on small pictures"));
  CHECK(alone.summary.find("nearer") == std::string::npos);
  CHECK_THAT(describe(alone), ContainsSubstring("not with larger ones"));
  const StepPicturesView fair = told(true);
  CHECK_THAT(fair.summary, ContainsSubstring("Flow matching on small pictures is nearer to its end at 2, 4"));
  CHECK_THAT(fair.summary, ContainsSubstring("noise prediction at none"));
}

TEST_CASE("what is there is kept, unless another picture is wanted", "[step-pictures]") {
  Bench bench;
  PictureWish wish = wish_for({true, false, false, false});
  bench.pictures.start(bench.desk, wish);
  const auto first = bench.desk.take_order();
  answer(bench.desk, *first, grey(10), 50);
  bench.pictures.update(bench.desk);
  bench.pictures.stop(bench.desk);
  CHECK_FALSE(bench.pictures.busy());
  CHECK(bench.pictures.find({0, 4}));
  CHECK(bench.desk.find(slot_of({0, 28})) == nullptr);
  bench.pictures.start(bench.desk, wish);
  CHECK(bench.pictures.open().size() == 7);
  wish.on[1] = true;  // another row: what is there stays
  bench.pictures.start(bench.desk, wish);
  CHECK(bench.pictures.find({0, 4}));
  wish.prompt = "a dog in the snow";
  CHECK_THAT(build_view(bench.pictures, wish, &bench.desk).about, ContainsSubstring("have changed since"));
  bench.pictures.start(bench.desk, wish);
  CHECK_FALSE(bench.pictures.find({0, 4}));
}

TEST_CASE("a failed run is told; the others go on", "[step-pictures]") {
  Bench bench;
  const auto wish = wish_for({true, false, false, false});
  bench.pictures.start(bench.desk, wish);
  bench.desk.fail(bench.desk.take_order()->ticket, "The server answered 404.");
  bench.answer_all(euler_faster);
  bench.pictures.update(bench.desk);
  CHECK_FALSE(bench.pictures.busy());
  CHECK_THAT(build_view(bench.pictures, wish, &bench.desk).problem, ContainsSubstring("404"));
  CHECK(bench.pictures.all().size() == 7);
}

TEST_CASE("a learner turns to the tiny SD3, runs, stops", "[step-pictures][ui]") {
  for (const float width : {760.0f, 320.0f}) {
    Bench bench;
    StepCount widget(bench.shared);
    Driver driver(widget);
    driver.input.width = width;
    REQUIRE(fields_from_json(widget.fields(), R"({"subject":"tiny-sd3","prompt":"a red car","noise":9})"));
    widget.state_changed();
    driver.frame_of->invalidate();
    driver.settle();
    CHECK(bench.shared.seed == 9);
    CHECK_FALSE(bench.desk.take_order());  // nothing runs before it is asked to
    CHECK_FALSE(widget.animating());
    driver.act("Run", "press");
    bench.answer_all(euler_faster, at_full_size);
    driver.frame_of->invalidate();
    driver.settle();
    CHECK(driver.node("Flow matching, Euler/Flow matching, Euler, 28 steps").role == ui::Role::image);
    for (const ui::Node& node : driver.frame_of->semantics()) {
      INFO(node.id);
      CHECK(node.rect.x + node.rect.w <= width + 0.5f);
    }
    CHECK(driver.node("Run").disabled);
    driver.act("Rows/Flow matching, Heun", "press");
    CHECK_FALSE(driver.node("Run").disabled);
    driver.act("Run", "press");
    CHECK(bench.desk.take_order()->request->sampler == RunSampler::heun);
    driver.act("Stop", "press");
    CHECK_FALSE(widget.pictures().pictures().busy());
    driver.act("Words/car", "press");
    CHECK(bench.shared.token == 3);
    CHECK_THAT(widget.describe(), ContainsSubstring("\u201Ca red car\u201D, seed 9"));
  }
}

TEST_CASE("what large models do is said with its numbers and its source", "[step-pictures]") {
  CHECK_THAT(large_models_note(), ContainsSubstring("4.30 % of the CLIP score with 15 blocks and 2.71 % with 38"));
  CHECK_THAT(large_models_note(), ContainsSubstring("2403.03206"));
}

TEST_CASE("a forward's time counts Heun's last step once", "[step-pictures]") {
  RunDesk desk;
  desk.set_available(true);
  RunRequest request;
  request.steps = 4;
  request.sampler = RunSampler::heun;
  request.guidance = 1;
  request.record = false;
  desk.request(kPageRun, request);
  const auto order = desk.take_order();
  REQUIRE(order);
  give(desk, order->ticket, start_of(request));
  const auto log = desk.find(kPageRun)->log;
  CHECK(forward_ms(*log) == 0);
  count_steps(desk, order->ticket, 0, 2);  // a millisecond each
  CHECK(forward_ms(*log) == Catch::Approx(2.0 / 4));
  count_steps(desk, order->ticket, 2, 4);
  CHECK(forward_ms(*log) == Catch::Approx(4.0 / 7));
}
