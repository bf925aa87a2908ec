#include "core/flow/irreducible_loss.h"

#include <catch_amalgamated.hpp>
#include <cmath>

#include "core/flow/pairing.h"

using namespace lesson;
using Catch::Approx;

namespace {

/// The same by drawing: mean square of what the best answer leaves, and its standard error.
std::pair<double, double> drawn(const World& world, double t, int n) {
  const Pairs pairs = independent_pairs(world, n, 11);
  Points x(n, 2);
  for (int i = 0; i < n; ++i) x.row(i) = pairs.at(i, t);
  const Points v = world.velocity(x, t);
  double sum = 0, squares = 0;
  for (int i = 0; i < n; ++i) {
    const double miss = (pairs.velocity(i).transpose() - v.row(i)).squaredNorm();
    sum += miss;
    squares += miss * miss;
  }
  const double mean = sum / n;
  return {mean, std::sqrt((squares / n - mean * mean) / n)};
}

}  // namespace

TEST_CASE("a single Gaussian's loss is closed") {
  // x0 ~ N(0, s^2), eps ~ N(0, 1): the variance of eps - x0 given x_t, a coordinate, is s^2 / ((1-t)^2 s^2 + t^2).
  const double s = 0.6;
  const World world = World::make("one", "One", {{1.0, {0.3, -0.2}, s}}).value();
  for (const double t : {0.02, 0.3, 0.5, 0.9, 1.0}) {
    const double v = (1 - t) * (1 - t) * s * s + t * t;
    CHECK(irreducible_loss(world, t) == Approx(2 * s * s / v).epsilon(1e-9));
  }
}

TEST_CASE("in every named world it is what drawing finds") {
  for (const World& world : named_worlds())
    for (const double t : {0.05, 0.3, 0.6, 0.95}) {
      const auto [mean, error] = drawn(world, t, 20000);
      CAPTURE(world.name(), t);
      CHECK(std::fabs(irreducible_loss(world, t) - mean) < 4.5 * error + 1e-3);
    }
}

TEST_CASE("more nodes change it by little") {
  for (const World& world : named_worlds())
    for (const double t : {0.05, 0.2, 0.5, 0.8})
      CHECK(irreducible_loss(world, t) == Approx(irreducible_loss(world, t, 60)).epsilon(0.01));
}

TEST_CASE("at the noise the best guess is the mean of all data, and the loss their spread") {
  for (const World& world : named_worlds()) CHECK(irreducible_loss(world, 1.0) == Approx(2.0).epsilon(1e-9));
}
