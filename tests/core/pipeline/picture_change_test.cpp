// How far apart two pictures are.

#include "core/pipeline/picture_change.h"

#include <catch_amalgamated.hpp>

using namespace lesson;

TEST_CASE("Pictures are compared pixel by pixel") {
  const Picture a{2, 1, {10, 20, 30, 0, 0, 0}}, b{2, 1, {10, 20, 81, 0, 8, 0}};
  const auto change = compare_pictures(a, b);
  REQUIRE(change);
  CHECK(change->mean == Catch::Approx(59.0 / 255 / 6));
  CHECK(change->changed == 0.5);
  CHECK(change->per_pixel[0] == Catch::Approx(51.0 / 255));
  CHECK(compare_pictures(a, a)->changed == 0);
  CHECK_FALSE(compare_pictures(a, Picture{1, 2, a.rgb}));
  CHECK_FALSE(compare_pictures(Picture{}, Picture{}));
}
