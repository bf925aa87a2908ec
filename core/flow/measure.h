#pragma once
// How far samples are from where they should be.

#include <vector>

#include "core/flow/world.h"

namespace lesson {

/// Root mean square distance between matching rows. a and b have the same shape, not empty.
double rms_distance(const Points& a, const Points& b);

/// Sliced Wasserstein-2 distance between n points and a world's exact distribution: over 16 even
/// directions, the root mean square gap between the points' sorted projections and the exact quantiles
/// at (i + 1/2) / n. Even true samples score above 0, since n is finite: see `true_sample_score`.
class SlicedWasserstein {
 public:
  static constexpr int kDirections = 16;

  enum class Prepare { now, later };

  /// n: how many points will be measured, 1 or more. With Later, the exact quantiles are worked out by
  /// as many calls of prepare() as there are directions, and the world is borrowed until then.
  SlicedWasserstein(const World& world, int n, Prepare when = Prepare::now);

  bool ready() const { return quantiles_.size() == kDirections; }
  void prepare();  ///< one direction; nothing once ready

  /// `points` has n rows; ready() holds.
  double score(const Points& points) const;

 private:
  const World* world_;
  int n_;
  std::vector<std::vector<double>> quantiles_;  // [direction][n], rising
};

/// The mean score of n points truly drawn from the world, over `draws` seeds.
double true_sample_score(const World& world, const SlicedWasserstein& measure, int n, int draws = 4);

}  // namespace lesson
