#include "widgets/step_count/widget.h"

#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cmath>
#include <set>

#include "core/flow/schedule.h"
#include "tests/widgets/driver.h"
#include "widgets/state/link.h"

using namespace lesson;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Index of a world: "pair" is the cheapest.
int world(std::string_view name) {
  const auto& worlds = named_worlds();
  for (std::size_t i = 0; i < worlds.size(); ++i)
    if (worlds[i].name() == name) return static_cast<int>(i);
  FAIL("no world " << name);
  return 0;
}

StepCountState cheap(int steps = 6) {
  StepCountState state;
  state.world = world("pair");
  state.steps = steps;
  return state;
}

StepCountModel finished(const StepCountState& state, bool all = false) {
  StepCountModel model;
  model.set(state);
  if (all)
    model.finish();
  else
    model.finish_shown();
  return model;
}

/// Frames until the study is done; how many depends on the machine.
void finish(lesson::testing::Driver& driver) {
  driver.settle(20'000);
  REQUIRE_FALSE(driver.last.again);
}

}  // namespace

TEST_CASE("both pictures start from the same noise and take the chosen steps", "[step-count]") {
  StepCountState state = cheap(6);
  state.progress = 0;
  const StepCountModel model = finished(state);
  StepCountView view = build_view(state, model);
  CHECK(view.sides[flow_side].now == view.sides[ddpm_side].now);
  CHECK(view.sides[flow_side].now == model.study().noise().topRows(StepCountModel::kShown));
  CHECK(view.sides[flow_side].place == "at the start: 100 % noise");
  CHECK(view.sides[ddpm_side].place == "at the start: 94 % noise");
  CHECK(view.sides[flow_side].cost == "6 steps, 6 evaluations");
  state.progress = 1;
  view = build_view(state, model);
  CHECK(view.sides[flow_side].frame == 6);
  CHECK(view.sides[flow_side].now == model.run(flow_side).frames.back());
  CHECK(view.sides[flow_side].place == "after step 6 of 6: 0 % noise");
}

TEST_CASE("between two steps points move straight", "[step-count]") {
  StepCountState state = cheap(4);
  state.progress = 0.375f;  // one and a half steps
  const StepCountModel model = finished(state);
  const StepCountSide side = build_view(state, model).sides[flow_side];
  const auto& frames = model.run(flow_side).frames;
  CHECK(side.frame == 1);
  CHECK((side.now - 0.5 * (frames[1] + frames[2])).cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE("the readings are the study's", "[step-count]") {
  StepCountState state = cheap(17);
  state.solver = 1;
  const StepCountModel model = finished(state);
  const StepCountView view = build_view(state, model);
  const StudyPoint* heun = model.study().find(Sampler::flow_heun, 17);
  REQUIRE(heun);
  CHECK(view.sides[flow_side].title == "Flow matching, Heun");
  CHECK(view.sides[flow_side].cost == "17 steps, 33 evaluations");
  CHECK(view.sides[flow_side].end_error == heun->end_error);
  CHECK(view.sides[flow_side].distribution_error == heun->distribution_error);
  CHECK_FALSE(view.sides[ddpm_side].has_end);
  CHECK_FALSE(view.sides[ddpm_side].end_error);
  CHECK_THAT(view.summary, ContainsSubstring("17 steps in \u201CTwo unequal peaks\u201D"));
  CHECK_THAT(view.summary,
             ContainsSubstring("Flow matching, Heun misses the exact ends by " + error_text(*heun->end_error)));
  CHECK_THAT(view.summary, ContainsSubstring("DDPM, ancestral has no exact ends"));
}

TEST_CASE("detours: one straight step has none, fresh noise many", "[step-count]") {
  const StepCountState one = cheap(1), many = cheap(60);
  CHECK(*build_view(one, finished(one)).sides[flow_side].detour == Catch::Approx(1));
  const StepCountView view = build_view(many, finished(many));
  CHECK(*view.sides[flow_side].detour > 1.0);
  CHECK(*view.sides[flow_side].detour < 3.0);
  CHECK(*view.sides[ddpm_side].detour > 5.0);
}

TEST_CASE("curves hold the grid and the chosen count, in the chosen measure and cost", "[step-count]") {
  StepCountState state = cheap(37);
  const StepCountModel model = finished(state, true);
  StepCountView view = build_view(state, model);
  REQUIRE(view.curves.size() == 3);  // ancestral sampling has no exact end
  CHECK(view.curves[0].x.size() == StepStudy::kGrid.size() + 1);
  CHECK(std::ranges::count(view.curves[0].x, 37.0) == 1);
  CHECK(std::ranges::is_sorted(view.curves[0].x));
  CHECK(view.curves[1].x.back() == 100);
  CHECK(view.curves[1].y.back() == *model.study().find(Sampler::flow_heun, 100)->end_error);
  CHECK_FALSE(view.floor);
  CHECK(view.mark == 37);
  CHECK_THAT(view.plot_note, ContainsSubstring("no exact end"));
  state.measure = state.cost = 1;
  view = build_view(state, model);
  REQUIRE(view.curves.size() == 4);
  CHECK(view.curves[1].x.back() == 199);
  CHECK(view.curves[3].y.back() == model.study().find(Sampler::ddpm, 100)->distribution_error);
  CHECK(view.floor == model.study().floor());
  CHECK(view.mark == 0);
  CHECK(view.x_label == "evaluations of the field");
}

TEST_CASE("counts that were passed over leave no trace", "[step-count]") {
  StepCountModel wandered;
  for (const int steps : {33, 71, 9}) {
    wandered.set(cheap(steps));
    wandered.finish_shown();
  }
  wandered.finish();
  const StepCountModel direct = finished(cheap(9), true);
  CHECK(study_table(wandered).rows == study_table(direct).rows);
  CHECK(describe_steps(cheap(9), wandered) == describe_steps(cheap(9), direct));
}

TEST_CASE("the sigma list is the schedule's", "[step-count]") {
  StepCountState state = cheap(4);
  state.shift = 3;
  const Table levels = build_view(state, finished(state)).levels;
  CHECK(levels.columns == std::vector<std::string>{"level", "flow sigma", "DDPM noise share"});
  REQUIRE(levels.rows.size() == 5);
  CHECK(levels.rows[0] == std::vector<std::string>{"0", "1.0000", "0.9360"});
  CHECK(levels.rows[2][1] == "0.7500");  // shift_time(0.5, 3)
  CHECK(levels.rows[4] == std::vector<std::string>{"4", "0.0000", "0.0000"});
}

TEST_CASE("a model works in pieces and keeps what a change does not touch", "[step-count]") {
  StepCountModel model = finished(cheap(20), true);
  CHECK_FALSE(model.busy());
  StepCountState state = cheap(20);
  state.progress = 0.3f;
  state.trails = false;
  model.set(state);
  CHECK_FALSE(model.busy());  // looking is free
  state.shift = 2;
  model.set(state);
  CHECK(model.busy());
  CHECK_FALSE(model.run(flow_side).done());
  CHECK(model.run(ddpm_side).done());  // the DDPM schedule has no shift
  CHECK(model.study().find(Sampler::ddim, 20));
  CHECK_FALSE(model.study().find(Sampler::flow_euler, 20));
  model.work();
  CHECK(model.run(flow_side).frames.size() == 2);
  const StepCountSide side = build_view(state, model).sides[flow_side];
  CHECK(side.frame == 1);  // no further than it has come
  CHECK_FALSE(side.detour);
  CHECK_FALSE(side.end_error);
  CHECK_THAT(build_view(state, model).summary, ContainsSubstring("is being computed"));
}

TEST_CASE("the text alternative says who comes close, and from where on", "[step-count]") {
  StepCountState state = cheap(28);
  state.rule = 1;
  const StepCountModel model = finished(state, true);
  const std::string text = describe_steps(state, model);
  CHECK_THAT(text, ContainsSubstring("28 steps in \u201CTwo unequal peaks\u201D"));
  CHECK_THAT(text, ContainsSubstring("Flow matching, Euler not within 100 steps"));
  CHECK_THAT(text, ContainsSubstring("none from a network"));
  // The count named is the first from which no larger one of the grid is off again.
  const auto curve = model.study().curve(Sampler::flow_heun);
  const auto first =
      std::find_if(curve.rbegin(), curve.rend(), [](const StudyPoint& p) { return *p.end_error > kCloseEnough; });
  REQUIRE(first != curve.rbegin());
  REQUIRE(first != curve.rend());
  const StudyPoint& named = *(first.base());
  CHECK_THAT(text, ContainsSubstring("Flow matching, Heun from " + std::to_string(named.steps) + " steps (" +
                                     std::to_string(named.evaluations) + " evaluations) on"));
}

TEST_CASE("numbers in words", "[step-count]") {
  CHECK(error_text(0.01789) == "0.0179");
  CHECK(error_text(1.4076) == "1.41");
  CHECK(error_text(0.00048) == "4.8e-04");
  CHECK(ratio_text(1.8) == "1.80");
}

TEST_CASE("the table has every sampler at every count", "[step-count]") {
  PageState shared;
  StepCount widget(shared);
  widget.state() = cheap(28);
  const Table table = widget.table();
  CHECK(table.rows.size() == 4 * StepStudy::kGrid.size());
  CHECK(table.columns.size() == 5);
  for (const auto& row : table.rows) CHECK((row[0] == "ddpm") == row[3].empty());
}

TEST_CASE("state travels as JSON and as a link", "[step-count][ui]") {
  PageState shared, others;
  StepCount widget(shared), other(others);
  const std::string defaults = fields_to_json(other.fields());
  REQUIRE(fields_from_json(widget.fields(), R"({"steps":50,"world":"spiral","solver":"heun","shift":2.5,"point":7})"));
  const auto link = state_to_link(widget.fields(), defaults);
  REQUIRE(link);
  REQUIRE(state_from_link(other.fields(), link.value(), defaults));
  CHECK(other.state().steps == 50);
  CHECK(other.state().solver == 1);
  CHECK(other.state().shift == 2.5f);
  CHECK(fields_to_json(other.fields()) == fields_to_json(widget.fields()));
  CHECK(fields_from_json(other.fields(), R"({"steps":101})").error().where == "steps");
  CHECK(fields_from_json(other.fields(), R"({"world":"flat"})").error().where == "world");
}

TEST_CASE("a learner moves the sliders; the widget computes, then rests", "[step-count][ui]") {
  PageState shared;
  StepCount widget(shared);
  widget.state().world = world("pair");
  lesson::testing::Driver driver(widget);
  finish(driver);
  CHECK(driver.node("Steps").now == 28);
  driver.act("Steps", "set", "50");
  CHECK(widget.state().steps == 50);
  finish(driver);
  CHECK(widget.model().study().find(Sampler::flow_euler, 50));
  CHECK_FALSE(widget.animating());
  const auto frames_at_rest = driver.settle();
  CHECK(frames_at_rest == 1);
  driver.act("World", "set", "Spiral");
  CHECK(world_of(widget.state()).name() == "spiral");
  CHECK(widget.animating());
}

TEST_CASE("play moves from noise to data and stops by itself", "[step-count][ui]") {
  PageState shared;
  StepCount widget(shared);
  widget.state().world = world("pair");
  lesson::testing::Driver driver(widget);
  finish(driver);
  CHECK(widget.state().progress == 1);  // nothing moves before it is asked to
  driver.frame_of->act({"Play", "press", ""});
  driver.frame();
  driver.frame();
  CHECK(widget.state().progress < 0.1f);
  CHECK(driver.last.again);
  driver.settle(1000);
  CHECK(widget.state().progress == 1);
  CHECK_FALSE(driver.last.again);
  CHECK(driver.input.now < 10);
}

TEST_CASE("where motion is not wanted, play jumps to the end", "[step-count][ui]") {
  PageState shared;
  StepCount widget(shared);
  widget.state().world = world("pair");
  lesson::testing::Driver driver(widget);
  finish(driver);
  ui::Theme theme = ui::light_theme();
  theme.reduced_motion = true;
  driver.frame_of->set_theme(theme);
  driver.act("Noise to data", "set", "0.2");
  CHECK(widget.state().progress == Catch::Approx(0.2));
  driver.frame_of->act({"Play", "press", ""});
  driver.frame();
  driver.frame();
  CHECK(widget.state().progress == 1);
}

TEST_CASE("next step goes on step by step, and from the data back to noise", "[step-count][ui]") {
  PageState shared;
  StepCount widget(shared);
  widget.state() = cheap(3);
  lesson::testing::Driver driver(widget);
  finish(driver);
  std::vector<float> seen;
  for (int i = 0; i < 5; ++i) {
    driver.act("Next step", "press");
    seen.push_back(widget.state().progress);
  }
  CHECK(seen == std::vector<float>{0, 1.0f / 3, 2.0f / 3, 1, 0});
}

TEST_CASE("a point is followed in both pictures by pointer and by keys", "[step-count][ui]") {
  PageState shared;
  StepCount widget(shared);
  widget.state().world = world("pair");
  lesson::testing::Driver driver(widget);
  finish(driver);
  const std::string picture = "Flow/Flow matching, Euler", other = "DDPM/DDPM, ancestral";
  CHECK(driver.node(picture).value == "no point followed");
  driver.act(picture, "move-right");
  CHECK(widget.state().point == 0);
  driver.act(other, "move-left");
  CHECK(widget.state().point == StepCountModel::kShown - 1);
  CHECK_THAT(driver.node(picture).value, ContainsSubstring("point 256, "));
  CHECK(driver.node(other).value == "point 256");
  driver.act(picture, "press");
  CHECK(widget.state().point == -1);
  // A click on a point, wherever the first one lies in the picture.
  const ui::Rect r = driver.node(picture).rect;
  const Points& ends = widget.model().run(flow_side).frames.back();
  const float scale = std::min(r.w, r.h) / 5.0f;
  const float x = std::round(r.x + r.w / 2 + static_cast<float>(ends(0, 0)) * scale);
  const float y = std::round(r.y + r.h / 2 - static_cast<float>(ends(0, 1)) * scale);
  for (const ui::PointerType type : {ui::PointerType::move, ui::PointerType::down, ui::PointerType::up})
    driver.frame_of->pointer({.type = type, .x = x, .y = y});
  driver.settle();
  REQUIRE(widget.state().point >= 0);
  CHECK((ends.row(widget.state().point) - ends.row(0)).norm() < 0.05);
}

TEST_CASE("the widget fits 320 px, light and dark, with every control named", "[step-count][ui]") {
  for (const bool dark : {false, true}) {
    PageState shared;
    StepCount widget(shared);
    widget.state().world = world("pair");
    lesson::testing::Driver driver(widget);
    driver.frame_of->set_theme(dark ? ui::dark_theme() : ui::light_theme());
    driver.input.width = 320;
    finish(driver);
    std::set<std::string> ids;
    for (const ui::Node& node : driver.frame_of->semantics()) {
      INFO(node.id);
      CHECK(ids.insert(node.id).second);
      CHECK_FALSE(node.name.empty());
      CHECK(node.rect.x >= 0);
      CHECK(node.rect.x + node.rect.w <= 320.5f);
      if (node.role == ui::Role::button || node.role == ui::Role::slider || node.role == ui::Role::combobox)
        CHECK(node.rect.h >= 24);
    }
    for (const char* id :
         {"Steps", "World", "Flow/Solver", "DDPM/Rule", "Play", "Next step", "Noise to data", "Shift", "Seed"}) {
      INFO(id);
      const bool there = std::ranges::any_of(ids, [&](const std::string& found) { return found.starts_with(id); });
      CHECK(there);
    }
  }
}

TEST_CASE("describe computes what it says", "[step-count]") {
  PageState shared;
  StepCount widget(shared);
  widget.state() = cheap(9);
  const std::string text = widget.describe();
  CHECK_THAT(text, ContainsSubstring("9 steps in"));
  CHECK_THAT(text, ContainsSubstring("To come within 0.05"));
  CHECK(text.find("computed") == std::string::npos);
  widget.table();
  CHECK(widget.describe() == text);
}
