#include "core/flow/pairing.h"

#include <catch_amalgamated.hpp>
#include <cmath>
#include <numbers>

using namespace lesson;
using Catch::Approx;

namespace {

const World& ring() { return *world_named("ring").value(); }

Pairs two(Eigen::Vector2d data0, Eigen::Vector2d noise0, Eigen::Vector2d data1, Eigen::Vector2d noise1) {
  Pairs pairs{Points(2, 2), Points(2, 2)};
  pairs.data << data0.transpose(), data1.transpose();
  pairs.noise << noise0.transpose(), noise1.transpose();
  return pairs;
}

}  // namespace

TEST_CASE("a meeting is the nearest that two straight paths come at one time") {
  const Pairs pairs = independent_pairs(ring(), 12, 3);
  for (int a = 0; a < 12; ++a)
    for (int b = 0; b < a; ++b) {
      const Meeting found = meeting_of(pairs, a, b);
      double best = 1e9, best_t = 0;
      for (int i = 0; i <= 20000; ++i) {
        const double t = i / 20000.0, d = (pairs.at(a, t) - pairs.at(b, t)).norm();
        if (d < best) best = d, best_t = t;
      }
      CAPTURE(a, b);
      CHECK(found.t == Approx(best_t).margin(1e-4));
      CHECK(found.distance == Approx(best).margin(1e-6));
      CHECK(found.distance <= best + 1e-12);
    }
}

TEST_CASE("paths that cross at right angles meet in the middle") {
  const Meeting m = meeting_of(two({-1, 0}, {1, 0}, {0, -1}, {0, 1}), 0, 1);
  CHECK(m.t == Approx(0.5));
  CHECK(m.distance == Approx(0).margin(1e-15));
  CHECK(m.angle == Approx(std::numbers::pi / 2));
}

TEST_CASE("side by side the same way: no meeting counts") {
  const Pairs pairs = two({0, 0}, {1, 0}, {0, 0.1}, {1, 0.1});
  CHECK(meeting_of(pairs, 0, 1).distance == Approx(0.1));
  CHECK_FALSE(nearest_meeting(pairs, 0));
}

TEST_CASE("the nearest meeting is the least of all that go another way") {
  const Pairs pairs = independent_pairs(ring(), 40, 5);
  const auto found = nearest_meeting(pairs, 7);
  REQUIRE(found);
  CHECK(found->first == 7);
  CHECK((found->t >= 0.1 && found->t <= 0.9 && found->angle >= 0.5));
  for (int other = 0; other < 40; ++other) {
    if (other == 7) continue;
    const Meeting m = meeting_of(pairs, 7, other);
    if (m.t >= 0.1 && m.t <= 0.9 && m.angle >= 0.5) CHECK(m.distance >= found->distance);
  }
}

TEST_CASE("pairs are the world's and the seed's") {
  const Pairs a = independent_pairs(ring(), 50, 9), b = independent_pairs(ring(), 80, 9);
  CHECK(a.data == b.data.topRows(50));
  CHECK(a.noise == b.noise.topRows(50));
  CHECK(independent_pairs(ring(), 50, 10).data != a.data);
}
