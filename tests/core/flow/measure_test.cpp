#include "core/flow/measure.h"

#include <catch_amalgamated.hpp>
#include <cmath>

using namespace lesson;

TEST_CASE("root mean square distance", "[measure]") {
  Points a(2, 2), b(2, 2);
  a << 0, 0, 1, 1;
  b << 3, 4, 1, 1;
  CHECK(rms_distance(a, b) == Catch::Approx(std::sqrt(12.5)));
  CHECK(rms_distance(a, a) == 0);
}

TEST_CASE("sliced Wasserstein: a shift of d is worth d / sqrt 2 more, in squares", "[measure]") {
  // Moving all points by d adds (d . direction)^2 to each direction's mean square, d^2 / 2 on average.
  const World world = World::make("one", "", {{1.0, {0, 0}, 1.0}}).value();
  constexpr int n = 2000;
  const SlicedWasserstein measure(world, n);
  const Points good = world.sample(n, 1, 0);
  const double base = measure.score(good);
  CHECK(base < 0.06);
  const Points moved = good.rowwise() + Eigen::RowVector2d(3, 4);
  CHECK(measure.score(moved) == Catch::Approx(5 / std::sqrt(2.0)).margin(0.05));
  // Doubling the spread of a Gaussian is a distance of 1 along every direction.
  CHECK(measure.score(2.0 * good) == Catch::Approx(1).margin(0.06));
}

TEST_CASE("sliced Wasserstein of one point is its distance to the medians", "[measure]") {
  const World world = World::make("one", "", {{1.0, {1, 2}, 0.5}}).value();
  Points x(1, 2);
  x << 1, 2;
  CHECK(SlicedWasserstein(world, 1).score(x) < 1e-5);
}

TEST_CASE("true samples score less, the more there are", "[measure]") {
  for (const World& world : named_worlds()) {
    INFO(world.name());
    const double few = true_sample_score(world, SlicedWasserstein(world, 50), 50);
    const double many = true_sample_score(world, SlicedWasserstein(world, 800), 800);
    CHECK(many < 0.6 * few);
    CHECK(many < 0.12);
    CHECK(few > 0.05);
  }
}
