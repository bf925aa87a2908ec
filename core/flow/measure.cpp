#include "core/flow/measure.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lesson {
namespace {

Eigen::Vector2d direction(int j) {
  const double angle = std::numbers::pi * j / SlicedWasserstein::kDirections;
  return {std::cos(angle), std::sin(angle)};
}

/// Quantiles at (i + 1/2) / n of a world along a direction: the distribution function on a fine grid,
/// read backwards with straight lines between.
std::vector<double> projected_quantiles(const World& world, const Eigen::Vector2d& along, int n) {
  constexpr int kGrid = 2048;
  double low = 1e300, high = -1e300;
  for (const auto& c : world.components()) {
    low = std::min(low, c.mean.dot(along) - 6.0 * c.sigma);
    high = std::max(high, c.mean.dot(along) + 6.0 * c.sigma);
  }
  std::vector<double> quantiles;
  const double pitch = (high - low) / kGrid;
  double value = low, below = world.projected_cdf(along, low), above = below;
  for (int i = 0; i < n; ++i) {
    const double share = (i + 0.5) / n;
    while (above < share && value < high) {
      below = above;
      value += pitch;
      above = world.projected_cdf(along, value);
    }
    const double part = above > below ? std::clamp((share - below) / (above - below), 0.0, 1.0) : 1.0;
    quantiles.push_back(value - pitch + part * pitch);
  }
  return quantiles;
}

}  // namespace

double rms_distance(const Points& a, const Points& b) {
  return std::sqrt((a - b).squaredNorm() / static_cast<double>(a.rows()));
}

SlicedWasserstein::SlicedWasserstein(const World& world, int n, Prepare when) : world_(&world), n_(n) {
  while (when == Prepare::now && !ready()) prepare();
}

void SlicedWasserstein::prepare() {
  if (!ready()) quantiles_.push_back(projected_quantiles(*world_, direction(static_cast<int>(quantiles_.size())), n_));
}

double SlicedWasserstein::score(const Points& points) const {
  double sum = 0.0;
  std::vector<double> values(static_cast<std::size_t>(points.rows()));
  for (int j = 0; j < kDirections; ++j) {
    const Eigen::Vector2d along = direction(j);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = points.row(static_cast<Eigen::Index>(i)).dot(along);
    std::sort(values.begin(), values.end());
    const auto& exact = quantiles_[static_cast<std::size_t>(j)];
    for (std::size_t i = 0; i < values.size(); ++i) sum += (values[i] - exact[i]) * (values[i] - exact[i]);
  }
  return std::sqrt(sum / static_cast<double>(values.size() * kDirections));
}

double true_sample_score(const World& world, const SlicedWasserstein& measure, int n, int draws) {
  constexpr std::uint32_t kStream = 0x7e57;  // apart from any sampler's streams
  double sum = 0.0;
  for (int d = 0; d < draws; ++d) sum += measure.score(world.sample(n, static_cast<std::uint64_t>(d), kStream));
  return sum / draws;
}

}  // namespace lesson
