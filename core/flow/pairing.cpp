#include "core/flow/pairing.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace lesson {
namespace {

constexpr std::uint32_t kPairDataStream = 2;  // of the seed; 0 is the noise, as in a sampler's run
constexpr double kFirst = 0.1, kLast = 0.9;

double angle_between(const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
  const double lengths = a.norm() * b.norm();
  return lengths > 0 ? std::acos(std::clamp(a.dot(b) / lengths, -1.0, 1.0)) : 0.0;
}

Meeting meeting_within(const Pairs& pairs, int first, int second, double from, double to) {
  // The distance squared is a parabola of t: |(1 - t) a + t b|^2 for a, b the gaps at the ends.
  const Eigen::Vector2d a = pairs.data.row(first) - pairs.data.row(second);
  const Eigen::Vector2d b = pairs.noise.row(first) - pairs.noise.row(second);
  const double bend = (b - a).squaredNorm();
  Meeting meeting{.first = first, .second = second};
  meeting.t = std::clamp(bend > 0 ? a.dot(a - b) / bend : 0.0, from, to);
  meeting.distance = ((1.0 - meeting.t) * a + meeting.t * b).norm();
  meeting.angle = angle_between(pairs.velocity(first), pairs.velocity(second));
  return meeting;
}

}  // namespace

Pairs independent_pairs(const World& world, int n, std::uint64_t seed) {
  return {world.sample(n, seed, kPairDataStream), normal_points(n, seed, kInitialNoiseStream)};
}

Meeting meeting_of(const Pairs& pairs, int first, int second) { return meeting_within(pairs, first, second, 0.0, 1.0); }

std::optional<Meeting> nearest_meeting(const Pairs& pairs, int pair, double least_angle) {
  std::optional<Meeting> best;
  for (int other = 0; other < pairs.size(); ++other) {
    if (other == pair) continue;
    const Meeting meeting = meeting_within(pairs, pair, other, kFirst, kLast);
    if (meeting.angle >= least_angle && (!best || meeting.distance < best->distance)) best = meeting;
  }
  return best;
}

}  // namespace lesson
