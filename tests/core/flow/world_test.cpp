#include "core/flow/world.h"

#include <catch_amalgamated.hpp>
#include <cmath>
#include <limits>
#include <numbers>

using namespace lesson;

namespace {

Points some_points() {
  Points x(6, 2);
  x << 0, 0, 0.5, -0.3, -1.2, 0.7, 2.1, 1.4, 0.01, -1.9, -4, 3;
  return x;
}

const PathPoint kLevels[] = {PathPoint::straight(1),   PathPoint::straight(0.8), PathPoint::straight(0.3),
                             PathPoint::ddpm(0.00466), PathPoint::ddpm(0.5),     PathPoint::ddpm(0.97)};

/// E[x0 | x] by brute force: sums over a fine grid of x0.
Eigen::Vector2d posterior_mean(const World& world, const Eigen::Vector2d& x, PathPoint at) {
  constexpr int n = 150;
  constexpr double reach = 3.5;
  double mass = 0;
  Eigen::Vector2d sum(0, 0);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      const Eigen::Vector2d x0(-reach + 2 * reach * (i + 0.5) / n, -reach + 2 * reach * (j + 0.5) / n);
      const double likelihood = std::exp(-(x - at.alpha * x0).squaredNorm() / (2 * at.sigma * at.sigma));
      const double weight = likelihood * world.density(x0);
      mass += weight;
      sum += weight * x0;
    }
  return sum / mass;
}

}  // namespace

TEST_CASE("the named worlds are standard: mean 0, mean variance 1", "[world]") {
  REQUIRE(named_worlds().size() == 5);
  for (const World& world : named_worlds()) {
    INFO(world.name());
    double weight = 0, second = 0;
    Eigen::Vector2d mean(0, 0);
    for (const auto& c : world.components()) {
      weight += c.weight;
      mean += c.weight * c.mean;
      second += c.weight * (c.mean.squaredNorm() + 2 * c.sigma * c.sigma);
    }
    CHECK(weight == Catch::Approx(1));
    CHECK(mean.norm() < 1e-12);
    CHECK(second / 2 == Catch::Approx(1));
    CHECK(world_named(world.name()).value() == &world);
  }
  CHECK(world_named("nowhere").error().expected == "one of ring, moons, checkerboard, spiral, pair");
}

TEST_CASE("data and noise add up to the point they explain", "[world][property]") {
  Points data, noise;
  for (const World& world : named_worlds())
    for (const PathPoint at : kLevels) {
      world.denoise(some_points(), at, data, noise);
      CHECK((at.alpha * data + at.sigma * noise - some_points()).cwiseAbs().maxCoeff() < 1e-12);
    }
}

TEST_CASE("the score is the slope of log density, and noise is -sigma times it", "[world][property]") {
  constexpr double h = 1e-5;
  const Points x = some_points();
  for (const World& world : named_worlds())
    for (const PathPoint at : kLevels) {
      const Points score = world.score(x, at), noise = world.noise(x, at);
      for (Eigen::Index i = 0; i + 1 < x.rows(); ++i) {  // the last, far point has density 0 in doubles
        for (int axis = 0; axis < 2; ++axis) {
          Eigen::Vector2d up = x.row(i).transpose(), down = up;
          up(axis) += h, down(axis) -= h;
          if (world.density(up, at) < 1e-200) continue;
          const double slope = (std::log(world.density(up, at)) - std::log(world.density(down, at))) / (2 * h);
          CHECK(score(i, axis) == Catch::Approx(slope).epsilon(1e-4).margin(1e-5));
        }
      }
      CHECK((noise + at.sigma * score).cwiseAbs().maxCoeff() < 1e-9);
    }
}

TEST_CASE("the mean data is what summing over all data gives", "[world]") {
  Points x(2, 2), data, noise;
  x << 0.3, -0.4, -0.9, 0.6;
  for (const char* name : {"pair", "spiral"})
    for (const PathPoint at : {PathPoint::straight(0.5), PathPoint::ddpm(0.3)}) {
      const World& world = *world_named(name).value();
      world.denoise(x, at, data, noise);
      for (Eigen::Index i = 0; i < 2; ++i)
        CHECK((posterior_mean(world, x.row(i).transpose(), at) - data.row(i).transpose()).norm() < 1e-3);
    }
}

TEST_CASE("a single Gaussian has its textbook field", "[world]") {
  const World world = World::make("one", "", {{1.0, {0.5, -1.0}, 0.8}}).value();
  const Points x = some_points();
  for (const double t : {0.0, 0.25, 0.5, 1.0}) {
    const double variance = (1 - t) * (1 - t) * 0.64 + t * t;
    const Points away = x.rowwise() - (1 - t) * Eigen::RowVector2d(0.5, -1.0);
    const Points want = ((t - (1 - t) * 0.64) / variance * away).rowwise() - Eigen::RowVector2d(0.5, -1.0);
    CHECK((world.velocity(x, t) - want).cwiseAbs().maxCoeff() < 1e-13);
  }
}

TEST_CASE("the ends of the straight path", "[world]") {
  const Points x = some_points();
  for (const World& world : named_worlds()) {
    // At t = 1 the point says nothing about the data, whose mean is 0; at t = 0 it is the data.
    CHECK((world.velocity(x, 1.0) - x).cwiseAbs().maxCoeff() < 1e-12);
    CHECK((world.velocity(x, 0.0) + x).cwiseAbs().maxCoeff() < 1e-12);
  }
}

TEST_CASE("fields stay finite far out and close to the data", "[world]") {
  Points x(3, 2);
  x << 1e6, -1e6, 1e-300, 0, 80, 80;
  for (const World& world : named_worlds())
    for (const double t : {0.0, 1e-6, 0.5, 1.0}) CHECK(world.velocity(x, t).allFinite());
}

TEST_CASE("densities integrate to 1", "[world]") {
  for (const char* name : {"ring", "moons"}) {
    constexpr int n = 120;
    double sum = 0;
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j)
        sum += world_named(name).value()->density({-3 + 6 * (i + 0.5) / n, -3 + 6 * (j + 0.5) / n});
    CHECK(sum * 36 / (n * n) == Catch::Approx(1).margin(1e-4));
  }
}

TEST_CASE("samples follow the weights and repeat by seed", "[world]") {
  constexpr int n = 4000;
  const World& world = *world_named("pair").value();
  const Points a = world.sample(n, 5, 9);
  int left = 0;
  for (int i = 0; i < n; ++i) left += a(i, 0) < 0;
  CHECK(left == Catch::Approx(0.7 * n).margin(4 * std::sqrt(0.21 * n)));
  CHECK(a.topRows(10) == world.sample(10, 5, 9));
  CHECK(a.topRows(10) != world.sample(10, 6, 9));
  const double mean_square = a.squaredNorm() / n;
  CHECK(mean_square == Catch::Approx(2).margin(0.1));
}

TEST_CASE("projected distribution functions match samples", "[world]") {
  constexpr int n = 4000;
  const World& world = *world_named("moons").value();
  const Points a = world.sample(n, 1, 2);
  const Eigen::Vector2d along(std::cos(0.7), std::sin(0.7));
  for (const double value : {-1.5, -0.3, 0.4, 1.1}) {
    int below = 0;
    for (int i = 0; i < n; ++i) below += a.row(i).dot(along) <= value;
    CHECK(world.projected_cdf(along, value) == Catch::Approx(static_cast<double>(below) / n).margin(0.035));
  }
}

TEST_CASE("worlds refuse components that are no Gaussians", "[world]") {
  CHECK(World::make("w", "", {}).error().what == "a world needs a component");
  CHECK_FALSE(World::make("w", "", {{0.0, {0, 0}, 1}}));
  CHECK_FALSE(World::make("w", "", {{1.0, {0, 0}, 0}}));
  CHECK_FALSE(World::make("w", "", {{1.0, {std::nan(""), 0}, 1}}));
  CHECK_FALSE(World::make("w", "", {{1e308, {0, 0}, 1}, {1e308, {0, 0}, 1}}));
}
