#pragma once
// Pairs of data and noise and their straight paths: where two of them meet. A network sees a place and a time, not the
// pair that made them, so where two paths meet at one time it can only answer with the mean of both directions.

#include <optional>
#include <vector>

#include "core/flow/world.h"

namespace lesson {

/// n pairs, row i of `data` with row i of `noise`, drawn independently.
struct Pairs {
  Points data, noise;

  int size() const { return static_cast<int>(data.rows()); }
  Eigen::Vector2d at(int pair, double t) const { return (1.0 - t) * data.row(pair) + t * noise.row(pair); }
  Eigen::Vector2d velocity(int pair) const { return noise.row(pair) - data.row(pair); }
};
Pairs independent_pairs(const World& world, int n, std::uint64_t seed);

/// Two straight paths at the time in [0, 1] at which they are nearest to one another.
struct Meeting {
  int first = 0, second = 0;
  double t = 0, distance = 0;
  double angle = 0;  ///< between the two directions, radians, 0 to pi
};
Meeting meeting_of(const Pairs& pairs, int first, int second);

/// The pair whose path comes nearest to that of `pair` strictly between data and noise, t in [0.1, 0.9], among those
/// that go another way by at least `least_angle` radians; none where all go the same way or there is one pair alone.
std::optional<Meeting> nearest_meeting(const Pairs& pairs, int pair, double least_angle = 0.5);

}  // namespace lesson
