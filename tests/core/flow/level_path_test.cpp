#include "core/flow/level_path.h"

#include <catch_amalgamated.hpp>
#include <cmath>

#include "core/flow/exact_flow.h"
#include "core/flow/measure.h"
#include "core/flow/world_run.h"
#include "core/random.h"

using namespace lesson;
using Catch::Approx;

namespace {

const World& ring() { return *world_named("ring").value(); }
Points noise(int n = 64) { return normal_points(n, 4, kInitialNoiseStream); }

Points run(const SamplerSpec& spec) {
  WorldRun going = WorldRun::start(ring(), spec, noise()).value();
  while (!going.done()) going.advance();
  return going.points();
}

double worst(const Points& a, const Points& b) { return (a - b).cwiseAbs().maxCoeff(); }

}  // namespace

TEST_CASE("the step is Euler's on the straight path and DDIM's on the DDPM schedule") {
  for (const Sampler sampler : {Sampler::flow_euler, Sampler::ddim}) {
    const SamplerSpec spec{sampler, 12};
    const auto frames = deterministic_frames(ring(), noise(), levels(spec).value());
    REQUIRE(frames.size() == 13);
    CHECK(worst(frames.back(), run(spec)) < 1e-12);
  }
}

TEST_CASE("on the same noise levels both families end in the same place") {
  for (const int steps : {1, 3, 10, 50}) {
    const auto flow = levels({Sampler::flow_euler, steps}).value();
    const auto diffusion = variance_preserving(flow);
    for (const PathPoint at : diffusion) CHECK(at.alpha * at.alpha + at.sigma * at.sigma == Approx(1));
    const auto a = deterministic_frames(ring(), noise(), flow), b = deterministic_frames(ring(), noise(), diffusion);
    CAPTURE(steps);
    CHECK(worst(a.back(), b.back()) < 1e-12);
    // On the way they stand in the same places in other units.
    const auto scaled = in_diffusion_units(a, flow);
    for (std::size_t k = 0; k < scaled.size(); ++k) CHECK(worst(scaled[k], b[k]) < 1e-12);
  }
}

TEST_CASE("each on its own levels they do not") {
  const Points flow = deterministic_frames(ring(), noise(), levels({Sampler::flow_euler, 10}).value()).back();
  const Points ddim = deterministic_frames(ring(), noise(), levels({Sampler::ddim, 10}).value()).back();
  CHECK(rms_distance(flow, ddim) > 0.01);
}

TEST_CASE("many steps come to the exact ends") {
  const auto frames = deterministic_frames(ring(), noise(), levels({Sampler::flow_euler, 1000}).value());
  CHECK(rms_distance(frames.back(), exact_endpoints(ring(), noise(), PathPoint::straight(1.0))) < 0.01);
}

TEST_CASE("a detour is the length of the way over its distance") {
  Points start(1, 2), corner(1, 2), end(1, 2);
  start << 0, 0;
  corner << 3, 0;
  end << 3, 4;
  CHECK(detour({start, corner, end}) == Approx(7.0 / 5));
  CHECK(detour({start, end}) == 1.0);
  CHECK(detour({start, start}) == 1.0);
}

TEST_CASE("in the ring flow matching makes the longer detour") {
  const auto straight = levels({Sampler::flow_euler, 400}).value();
  const auto flow = deterministic_frames(ring(), noise(256), straight);
  const double in_flow = detour(flow), in_diffusion = detour(in_diffusion_units(flow, straight));
  CHECK(in_flow == Approx(1.78).margin(0.15));
  CHECK(in_diffusion == Approx(1.09).margin(0.1));
}
