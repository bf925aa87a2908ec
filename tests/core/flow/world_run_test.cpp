#include "core/flow/world_run.h"

#include <catch_amalgamated.hpp>
#include <cmath>

#include "core/flow/exact_flow.h"
#include "core/flow/measure.h"
#include "core/flow/path.h"
#include "core/random.h"

using namespace lesson;

namespace {

constexpr int kPoints = 64;

const World& world(const char* name) { return *world_named(name).value(); }

Points noise(int n = kPoints, std::uint64_t seed = 1) { return normal_points(n, seed, kInitialNoiseStream); }

Points run(const World& w, const SamplerSpec& spec, const Points& start) {
  auto r = WorldRun::start(w, spec, start).value();
  while (!r.done()) r.advance();
  CHECK(r.step() == spec.steps);
  return r.points();
}

double end_error(const World& w, Sampler sampler, int steps, const Points& truth) {
  return rms_distance(run(w, {sampler, steps}, noise()), truth);
}

}  // namespace

TEST_CASE("the exact flow is solved far below any sampler's error", "[exact-flow]") {
  for (const World& w : named_worlds()) {
    INFO(w.name());
    const Points coarse = exact_endpoints(w, noise(24), PathPoint::straight(1));
    CHECK(rms_distance(coarse, exact_endpoints(w, noise(24), PathPoint::straight(1), 4 * ExactFlow::kSteps)) < 2e-6);
  }
}

TEST_CASE("a lone Gaussian's exact flow scales its noise", "[exact-flow]") {
  // Along the flow a Gaussian stays one, and each point keeps its place in units of the deviation.
  const World one = World::make("one", "", {{1.0, {0.5, -1.0}, 0.3}}).value();
  const Points start = noise();
  const Points want = (0.3 * start).rowwise() + Eigen::RowVector2d(0.5, -1.0);
  CHECK((exact_endpoints(one, start, PathPoint::straight(1)) - want).cwiseAbs().maxCoeff() < 1e-6);
  // From a level of the DDPM schedule: x = alpha m + sqrt(V) z.
  const PathPoint at = PathPoint::ddpm(0.00466);
  const double deviation = std::sqrt(at.alpha * at.alpha * 0.09 + at.sigma * at.sigma);
  const Points noised = (deviation * start).rowwise() + at.alpha * Eigen::RowVector2d(0.5, -1.0);
  CHECK((exact_endpoints(one, noised, at) - want).cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE("in a smooth world Euler has order 1, Heun order 2", "[sampler][order]") {
  const World smooth = World::make("smooth", "", {{0.6, {-0.8, 0}, 0.7}, {0.4, {0.9, 0.3}, 0.5}}).value();
  const Points truth = exact_endpoints(smooth, noise(), PathPoint::straight(1));
  for (const int n : {32, 64}) {
    INFO(n << " steps");
    const auto order = [&](Sampler s) {
      return std::log2(end_error(smooth, s, n, truth) / end_error(smooth, s, 2 * n, truth));
    };
    CHECK(order(Sampler::flow_euler) == Catch::Approx(1).margin(0.15));
    CHECK(order(Sampler::flow_heun) == Catch::Approx(2).margin(0.3));
  }
}

TEST_CASE("every deterministic sampler's error falls towards 0 in every world", "[sampler]") {
  for (const World& w : named_worlds()) {
    const Points flow = exact_endpoints(w, noise(), PathPoint::straight(1));
    const Points ddpm = exact_endpoints(w, noise(), levels({Sampler::ddim, 1}).value()[0]);
    for (const Sampler s : {Sampler::flow_euler, Sampler::flow_heun, Sampler::ddim}) {
      INFO(w.name() << ", " << title_of(s));
      const Points& truth = s == Sampler::ddim ? ddpm : flow;
      const double few = end_error(w, s, 5, truth), many = end_error(w, s, 100, truth);
      CHECK(many < 0.5 * few);
      CHECK(many < (s == Sampler::flow_heun ? 0.01 : 0.15));
    }
  }
}

TEST_CASE("the way there does not matter: both families share their exact ends", "[sampler]") {
  // Scaled onto the straight path, a DDPM level is one of its levels, and the ODE the same.
  const World& w = world("moons");
  const PathPoint at = PathPoint::ddpm(0.4);
  const double t = straight_time(at);
  const Points x = noise(), same = x / (at.alpha + at.sigma);
  CHECK(t == Catch::Approx(at.sigma / (at.alpha + at.sigma)));
  CHECK(rms_distance(exact_endpoints(w, x, at), exact_endpoints(w, same, PathPoint::straight(t))) < 1e-12);
}

TEST_CASE("DDIM on its levels is Euler on the same levels of the straight path", "[sampler]") {
  const World& w = world("spiral");
  auto ddim = WorldRun::start(w, {Sampler::ddim, 12}, noise()).value();
  const PathPoint first = ddim.level();
  std::vector<double> sigmas;
  for (const PathPoint at : ddim.levels()) sigmas.push_back(straight_time(at));
  const Points euler = sample_flow(FlowSolver::euler, Points(noise() / (first.alpha + first.sigma)), sigmas,
                                   [&](const Points& x, double sigma) { return w.velocity(x, sigma); });
  while (!ddim.done()) ddim.advance();
  CHECK((euler - ddim.points()).cwiseAbs().maxCoeff() < 1e-9);
}

TEST_CASE("ancestral sampling comes to the true distribution by many steps", "[sampler]") {
  constexpr int n = 400;
  for (const char* name : {"ring", "checkerboard"}) {
    INFO(name);
    const World& w = world(name);
    const SlicedWasserstein measure(w, n);
    const double floor = true_sample_score(w, measure, n, 8);
    const double few = measure.score(run(w, {Sampler::ddpm, 3}, noise(n)));
    double many = 0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed)
      many += measure.score(run(w, {Sampler::ddpm, 100, 1.0, 0.0, seed}, noise(n, seed))) / 3;
    CHECK(few > 3 * floor);
    CHECK(many < 1.6 * floor);
  }
}

TEST_CASE("ancestral noise comes from its seed", "[sampler]") {
  const World& w = world("ring");
  SamplerSpec spec{Sampler::ddpm, 10};
  const Points first = run(w, spec, noise());
  CHECK(first == run(w, spec, noise()));
  spec.seed = 1;
  CHECK(first != run(w, spec, noise()));
  CHECK_FALSE(is_deterministic(spec));
  CHECK(is_deterministic({Sampler::ddim}));
  CHECK_FALSE(is_deterministic({Sampler::ddim, 10, 1.0, 0.5}));
  CHECK(run(w, {Sampler::ddim, 10, 1.0, 1.0}, noise()) == first);  // eta 1 is ancestral
}

TEST_CASE("the shift moves levels towards noise, the run's ends stay", "[sampler]") {
  const auto plain = levels({Sampler::flow_euler, 4}).value(), shifted = levels({Sampler::flow_euler, 4, 3.0}).value();
  CHECK(shifted[2].sigma == 0.75);
  CHECK(plain[2].sigma == 0.5);
  CHECK(shifted.front().sigma == 1);
  CHECK(shifted.back().sigma == 0);
  CHECK(levels({Sampler::ddim, 4, 3.0}).value()[2].sigma == levels({Sampler::ddim, 4}).value()[2].sigma);
}

TEST_CASE("a finished run stays as it is", "[sampler]") {
  auto r = WorldRun::start(world("ring"), {Sampler::flow_heun, 2}, noise(3)).value();
  CHECK_FALSE(r.done());
  while (!r.done()) r.advance();
  const Points end = r.points();
  r.advance();
  CHECK(r.points() == end);
  CHECK(evaluations({Sampler::flow_heun, 2}) == 3);
  CHECK(evaluations({Sampler::ddpm, 7}) == 7);
}

TEST_CASE("runs refuse what their sampler cannot do", "[sampler]") {
  const auto where = [](SamplerSpec spec) { return WorldRun::start(world("ring"), spec, noise(2)).error().where; };
  CHECK(where({Sampler::flow_euler, 0}) == "steps");
  CHECK(where({Sampler::ddpm, 1001}) == "steps");
  CHECK(where({Sampler::flow_heun, 4, 0.0}) == "shift");
  CHECK(where({Sampler::ddim, 4, 1.0, 1.5}) == "eta");
}
