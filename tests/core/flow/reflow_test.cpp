#include "core/flow/reflow.h"

#include <catch_amalgamated.hpp>

#include "core/flow/irreducible_loss.h"

using namespace lesson;
using Catch::Approx;

namespace {

const World& pair_world() { return *world_named("pair").value(); }

const Reflow& trained() {
  static const Reflow reflow = [] {
    Reflow all(pair_world(), 1, 400);
    all.finish();
    return all;
  }();
  return reflow;
}

}  // namespace

TEST_CASE("reflow straightens: one step errs less in every round") {
  REQUIRE(trained().rounds().size() == 3);
  REQUIRE(trained().done());
  const auto result = [&](std::size_t round) { return *trained().rounds()[round].result; };
  CHECK(result(1).one_step_error < 0.5 * result(0).one_step_error);
  CHECK(result(1).straightness < 0.5 * result(0).straightness);
  CHECK(result(2).straightness < result(0).straightness);
  CHECK(result(1).detour < result(0).detour);
  CHECK(result(1).one_step_distribution < result(0).one_step_distribution);
  for (std::size_t k = 0; k < 3; ++k) CHECK(result(k).detour >= 1.0);
}

TEST_CASE("round 0 learns the averaged field: its loss comes down to the smallest there is") {
  const std::vector<double>& losses = trained().rounds()[0].losses;
  REQUIRE(losses.size() == 400 / Reflow::kLossEvery);
  double least = 0;
  for (int i = 0; i < 50; ++i) least += irreducible_loss(pair_world(), (i + 0.5) / 50) / 50;
  CHECK(losses.back() > 0.85 * least);  // a mean over few batches scatters
  CHECK(losses.back() < 1.35 * least);
  CHECK(losses.front() > losses.back());
}

TEST_CASE("later rounds learn from one end for every noise: their loss falls far below it") {
  CHECK(trained().rounds()[1].losses.back() < 0.5 * trained().rounds()[0].losses.back());
}

TEST_CASE("what is shown is kept in full") {
  for (const ReflowRound& round : trained().rounds()) {
    REQUIRE(round.result);
    CHECK(round.updates == 400);
    CHECK(round.result->frames.size() == Reflow::kFine + 1);
    CHECK(round.result->frames.front().rows() == Reflow::kShown);
    CHECK(round.result->one_step.rows() == Reflow::kShown);
    CHECK(round.result->one_step.allFinite());
  }
  CHECK(trained().rounds()[0].result->frames[0] == trained().rounds()[2].result->frames[0]);
}

TEST_CASE("the same seed trains the same network, piece by piece, with progress that only rises") {
  Reflow a(pair_world(), 7, 30), b(pair_world(), 7, 30);
  double before = 0;
  int pieces = 0;
  while (!a.done()) {
    a.work();
    CHECK(a.progress() >= before);
    before = a.progress();
    ++pieces;
  }
  CHECK(before == 1.0);
  CHECK(pieces > 200);
  b.finish();
  CHECK(a.rounds()[2].net.layers[1].weight == b.rounds()[2].net.layers[1].weight);
  a.work();  // nothing more to do
  CHECK(a.rounds().size() == 3);
}
