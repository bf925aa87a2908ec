#include "widgets/flow_playground/widget.h"

#include <catch_amalgamated.hpp>
#include <cmath>

#include "core/flow/irreducible_loss.h"
#include "core/flow/level_path.h"
#include "core/flow/measure.h"
#include "core/flow/world_run.h"
#include "tests/widgets/driver.h"

using namespace lesson;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

FlowPlaygroundState in_tab(FlowTab tab) {
  FlowPlaygroundState state;
  state.tab = static_cast<int>(tab);
  return state;
}

int own() { return static_cast<int>(named_worlds().size()); }

int world(std::string_view name) {
  for (int i = 0; i < own(); ++i)
    if (named_worlds()[static_cast<std::size_t>(i)].name() == name) return i;
  FAIL("no world " << name);
  return 0;
}

FlowPlayground& playground(lesson::testing::Driver& driver) { return static_cast<FlowPlayground&>(*driver.owned); }

}  // namespace

TEST_CASE("own points are read, written and refused in one line", "[flow-playground]") {
  const auto points = parse_points(" -1,0.5; 1 , 0;; 0,2.4 ");
  REQUIRE(points);
  REQUIRE(points.value().size() == 3);
  CHECK(points.value()[1] == Eigen::Vector2d(1, 0));
  CHECK(parse_points(points_text(points.value())).value() == points.value());
  for (const char* bad : {"", ";", "1", "1,", "a,b", "1,2,3", "9,0", "nan,0", "1e999,0"}) {
    CAPTURE(bad);
    const auto refused = parse_points(bad);
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message(), ContainsSubstring("points"));
    CHECK(refused.error().message().find('\n') == std::string::npos);
  }
  CHECK_FALSE(parse_points("1,1;1,1;1,1;1,1;1,1;1,1;1,1;1,1;1,1;1,1;1,1;1,1;1,1;1,1;1,1;1,1;1,1"));
}

TEST_CASE("the best answer at a place is the world's field, the pair's own direction is straight",
          "[flow-playground]") {
  FlowPlaygroundModel model;
  FlowPlaygroundState state = in_tab(FlowTab::pairs);
  state.pair = 11;
  state.t = 0.4f;
  model.set(state);
  const PairsView view = pairs_view(state, model);
  CHECK((view.at - (0.6 * model.pairs().data.row(11) + 0.4 * model.pairs().noise.row(11)).transpose()).norm() < 1e-6);
  Points x(1, 2);
  x.row(0) = view.at.transpose();
  CHECK((view.answer.transpose() - model.world().velocity(x, static_cast<double>(0.4f)).row(0)).norm() < 1e-12);
  REQUIRE(view.meeting);
  CHECK_THAT(view.meeting_sentence, ContainsSubstring("pair " + std::to_string(view.meeting->second + 1)));
  CHECK_THAT(view.sentence, ContainsSubstring("Pair 12"));
}

TEST_CASE("on the same noise levels the ends are the same, each on its own they are not", "[flow-playground]") {
  FlowPlaygroundModel model;
  FlowPlaygroundState state = in_tab(FlowTab::field);
  model.set(state);
  CHECK(model.field().apart < 1e-12);
  CHECK(model.field().flow_miss == Approx(model.field().other_miss));
  CHECK_THAT(field_view(state, model).sentence, ContainsSubstring("end in the same place"));
  state.levels = 1;
  model.set(state);
  CHECK(model.field().apart > 0.01);
  CHECK_THAT(field_view(state, model).sentence, ContainsSubstring("each on its own noise levels"));
  // DDIM on its own levels is the sampler of core.
  WorldRun run = WorldRun::start(model.world(), {Sampler::ddim, 10}, model.field().other.front()).value();
  while (!run.done()) run.advance();
  CHECK(rms_distance(run.points(), model.field().other.back()) < 1e-12);
  state.rule = 1;
  model.set(state);
  CHECK_THAT(field_view(state, model).sentence, ContainsSubstring("fresh noise"));
  CHECK(model.field().other_detour > 2);
}

TEST_CASE("the real trajectories' detour is the exact flow's", "[flow-playground]") {
  FlowPlaygroundModel model;
  FlowPlaygroundState state = in_tab(FlowTab::field);
  state.world = world("ring");
  model.set(state);
  CHECK(model.field().fine_detour > model.field().fine_detour_diffusion);
  CHECK(rms_distance(model.field().fine.back(),
                     exact_endpoints(model.world(), model.field().fine.front(), PathPoint::straight(1.0))) < 0.05);
}

TEST_CASE("a world of the reader's own points", "[flow-playground]") {
  FlowPlaygroundModel model;
  FlowPlaygroundState state = in_tab(FlowTab::field);
  state.world = own();
  state.points = "-1,0; 1,0";
  model.set(state);
  CHECK(model.world().components().size() == 2);
  CHECK_FALSE(model.points_error());
  state.points = "-1,0; oops";
  model.set(state);
  CHECK(model.points_error());
  CHECK(model.world().components().size() == 2);  // the last good one
  state.points = "-1,0; 1,0; 0,1";
  model.set(state);
  CHECK(model.world().components().size() == 3);
  CHECK_FALSE(model.points_error());
}

TEST_CASE("the loss curve is core's, in pieces", "[flow-playground]") {
  FlowPlaygroundModel model;
  FlowPlaygroundState state = in_tab(FlowTab::time);
  state.world = world("pair");
  model.set(state);
  model.finish_loss();
  REQUIRE(static_cast<int>(model.loss().size()) == FlowPlaygroundModel::kLossTimes);
  for (const int i : {0, 17, 40})
    CHECK(model.loss()[static_cast<std::size_t>(i)] ==
          Approx(irreducible_loss(model.world(), FlowPlaygroundModel::time_of(i))));
}

TEST_CASE("a law of times: its readings are the law's", "[flow-playground]") {
  FlowPlaygroundModel model;
  FlowPlaygroundState state = in_tab(FlowTab::time);
  state.world = world("pair");
  model.set(state);
  model.finish_loss();
  const TimeView view = time_view(state, model);
  CHECK(view.median == Approx(0.5));
  CHECK(view.middle == Approx(0.728).margin(0.001));  // facts: P(0.25 < t < 0.75) of logit-normal (0, 1)
  CHECK_THAT(view.sentence, ContainsSubstring("73 %"));
  CHECK_THAT(view.loss_sentence, ContainsSubstring("has not been measured"));
  state.shift = 3;
  CHECK(time_view(state, model).median == Approx(0.75));
  state.law = 0;
  state.shift = 1;
  CHECK(time_view(state, model).middle == Approx(0.5));
  // Uniform times meet the mean of the curve.
  double mean = 0;
  for (std::size_t i = 0; i + 1 < model.loss().size(); ++i)
    mean += 0.5 * (model.loss()[i] + model.loss()[i + 1]) / (FlowPlaygroundModel::kLossTimes - 1);
  const std::string text = time_view(state, model).loss_sentence;
  const auto even = text.find("even ones ");
  REQUIRE(even != std::string::npos);
  CHECK(std::stod(text.substr(even + 10)) == Approx(mean).margin(0.03));
}

TEST_CASE("the density can be dragged and moved by keys", "[flow-playground]") {
  lesson::testing::Driver driver("flow-playground");
  FlowPlayground& widget = playground(driver);
  widget.state() = in_tab(FlowTab::time);
  widget.state().world = world("pair");
  widget.state_changed();
  driver.settle(400);
  driver.drag_by("How often each time is practised", 60, 0);
  CHECK(widget.state().mean > 0.2f);
  const float mean = widget.state().mean, scale = widget.state().scale;
  driver.act("How often each time is practised", "move-left");
  driver.frame();
  CHECK(widget.state().mean < mean);
  driver.act("How often each time is practised", "move-down");
  driver.frame();
  CHECK(widget.state().scale > scale);
}

TEST_CASE("a press adds a point and a second one takes it away", "[flow-playground]") {
  lesson::testing::Driver driver("flow-playground");
  FlowPlayground& widget = playground(driver);
  widget.state().world = own();
  widget.state_changed();
  driver.settle();
  const auto count = [&] { return parse_points(widget.state().points).value().size(); };
  const std::size_t before = count();
  driver.click("Your points", 0.5f, 0.5f);
  driver.settle();
  CHECK(count() == before + 1);
  driver.click("Your points", 0.5f, 0.5f);
  driver.settle();
  CHECK(count() == before);
  driver.act("Your points", "press");  // by key, at the cursor
  driver.settle();
  CHECK(count() == before + 1);
}

TEST_CASE("reflow trains when asked, pauses, and starts anew with another world", "[flow-playground]") {
  lesson::testing::Driver driver("flow-playground");
  FlowPlayground& widget = playground(driver);
  widget.state() = in_tab(FlowTab::reflow);
  widget.state().world = world("pair");
  widget.state_changed();
  CHECK(driver.settle() < 10);
  CHECK_FALSE(widget.animating());
  CHECK_THAT(widget.describe(), ContainsSubstring("Nothing is trained before you ask"));
  driver.click("Train");
  for (int i = 0; i < 5; ++i) driver.frame();
  CHECK(widget.animating());
  const auto updates = [&] {  // of all rounds: a fast machine is through the first in a few frames
    int count = 0;
    for (const auto& round : widget.model().reflow()->rounds()) count += round.updates;
    return count;
  };
  CHECK(updates() > 0);
  driver.click("Pause");
  CHECK(driver.settle() < 10);
  CHECK_FALSE(widget.animating());
  const int paused = updates();
  driver.frame();
  CHECK(updates() == paused);
  driver.click("Go on");
  driver.frame();
  driver.frame();
  CHECK(updates() > paused);
  widget.state().seed = 2;
  widget.state_changed();
  CHECK_FALSE(widget.model().reflow());
  CHECK_FALSE(widget.animating());
}

TEST_CASE("words and table of reflow are its results", "[flow-playground]") {
  FlowPlaygroundModel model;
  FlowPlaygroundState state = in_tab(FlowTab::reflow);
  state.world = world("pair");
  model.set(state);
  model.start_reflow();
  while (!model.reflow()->rounds()[0].result) model.work_on_reflow();
  ReflowView view = reflow_view(model);
  REQUIRE(view.table.rows.size() == 1);
  CHECK_THAT(view.sentence, ContainsSubstring("Before reflow one step errs by " + view.table.rows[0][2]));
  CHECK_THAT(view.status, ContainsSubstring("Round 1"));
}

TEST_CASE("a part alone works on its own tab, whichever the state names", "[flow-playground]") {
  lesson::testing::Driver driver("flow-playground");
  FlowPlayground& widget = playground(driver);
  REQUIRE(widget.show_parts("time"));
  widget.state().world = world("pair");
  widget.state_changed();
  CHECK(widget.animating());  // the loss is being worked out, though the state says "pairs"
  driver.settle(400);
  CHECK_FALSE(widget.animating());
  CHECK(driver.has("How often each time is practised"));
  CHECK_FALSE(driver.has("World"));
  CHECK_THAT(widget.describe(), ContainsSubstring("half of all times"));
  CHECK(widget.state().tab == static_cast<int>(FlowTab::pairs));
}
