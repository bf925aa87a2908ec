#include "core/flow/step_study.h"

#include <catch_amalgamated.hpp>

using namespace lesson;

namespace {
const World& pair_world() { return *world_named("pair").value(); }  // the cheapest
}  // namespace

TEST_CASE("a study comes piece by piece to every point of its grid", "[study]") {
  StepStudy study(pair_world(), 1.0, 1);
  study.focus(28);
  CHECK(study.progress() == 0);
  CHECK(study.exact_ends(Sampler::flow_euler) == nullptr);
  CHECK_FALSE(study.floor());
  int pieces = 0;
  while (!study.done()) {
    study.work();
    REQUIRE(++pieces < 10'000);
  }
  CHECK(study.progress() == 1);
  CHECK(pieces > 1'000);  // small pieces, not one long one
  for (const Sampler sampler : kSamplers) {
    const auto curve = study.curve(sampler);
    REQUIRE(curve.size() == StepStudy::kGrid.size());
    for (std::size_t k = 0; k < curve.size(); ++k) {
      CHECK(curve[k].steps == StepStudy::kGrid[k]);
      CHECK(curve[k].evaluations == (sampler == Sampler::flow_heun ? 2 * curve[k].steps - 1 : curve[k].steps));
      CHECK(curve[k].end_error.has_value() == (sampler != Sampler::ddpm));
      CHECK(curve[k].distribution_error > 0);
    }
    if (sampler != Sampler::ddpm) CHECK(*curve.back().end_error < 0.2 * *curve.front().end_error);
  }
  study.work();  // nothing left
  CHECK(study.done());
}

TEST_CASE("the result does not depend on how it was come by", "[study]") {
  StepStudy straight(pair_world(), 1.0, 1), wandering(pair_world(), 3.0, 1);
  straight.focus(37);
  straight.finish();
  for (int i = 0; i < 700; ++i) wandering.work();
  wandering.set_shift(1.0);
  for (int i = 0; i < 50; ++i) wandering.work();
  wandering.focus(37);
  wandering.finish();
  for (const Sampler sampler : kSamplers)
    for (const int steps : {5, 37, 100}) {
      REQUIRE(straight.find(sampler, steps));
      REQUIRE(wandering.find(sampler, steps));
      CHECK(straight.find(sampler, steps)->distribution_error == wandering.find(sampler, steps)->distribution_error);
      CHECK(straight.find(sampler, steps)->end_error == wandering.find(sampler, steps)->end_error);
    }
}

TEST_CASE("the focus comes first, even when it changes on the way", "[study]") {
  StepStudy study(pair_world(), 1.0, 1);
  study.focus(64);
  study.finish_focus();
  CHECK(study.focus_done());
  for (const Sampler sampler : kSamplers) {
    CHECK(study.find(sampler, 64));
    CHECK_FALSE(study.find(sampler, 1));
  }
  for (int i = 0; i < 20; ++i) study.work();
  study.focus(33);
  CHECK_FALSE(study.focus_done());
  study.finish_focus();
  CHECK(study.find(Sampler::ddpm, 33));
  CHECK_FALSE(study.find(Sampler::ddpm, 100));
}

TEST_CASE("a change drops the run it has overtaken", "[study]") {
  const auto begun = [](double shift, int steps) {
    StepStudy study(pair_world(), shift, 1);
    study.focus(steps);
    while (!study.floor()) study.work();
    for (int i = 0; i < 10; ++i) study.work();  // into the first run, by Euler
    return study;
  };
  StepStudy shifted = begun(3.0, 28), direct = begun(1.0, 28);
  shifted.set_shift(1.0);
  shifted.finish_focus();
  direct.finish_focus();
  CHECK(shifted.find(Sampler::flow_euler, 28)->end_error == direct.find(Sampler::flow_euler, 28)->end_error);

  StepStudy long_run = begun(1.0, 100);
  long_run.focus(2);
  int pieces = 0;
  for (; !long_run.focus_done(); ++pieces) long_run.work();
  CHECK(pieces == 4 * 2);  // four samplers, two steps each: nobody waits for the hundred
}

TEST_CASE("another shift keeps what does not depend on it", "[study]") {
  StepStudy study(pair_world(), 1.0, 1);
  study.focus(5);
  study.finish_focus();
  const double ddim = *study.find(Sampler::ddim, 5)->end_error, euler = *study.find(Sampler::flow_euler, 5)->end_error;
  study.set_shift(3.0);
  CHECK(*study.find(Sampler::ddim, 5)->end_error == ddim);
  CHECK_FALSE(study.find(Sampler::flow_euler, 5));
  CHECK(study.exact_ends(Sampler::flow_euler));
  study.finish_focus();
  CHECK(*study.find(Sampler::flow_euler, 5)->end_error != euler);
}

TEST_CASE("the floor is what true points score", "[study]") {
  StepStudy study(pair_world(), 1.0, 1);
  study.focus(1);
  study.finish_focus();
  const SlicedWasserstein measure(pair_world(), StepStudy::kPoints);
  CHECK(*study.floor() == true_sample_score(pair_world(), measure, StepStudy::kPoints));
}

TEST_CASE("a shift no schedule takes leaves the flow samplers out", "[study]") {
  StepStudy study(pair_world(), -1.0, 1);
  study.focus(5);
  study.finish();
  CHECK(study.curve(Sampler::flow_euler).empty());
  CHECK(study.find(Sampler::ddim, 5));
}
