#include "core/catalogue/shape.h"

#include <catch_amalgamated.hpp>

#include "core/catalogue/count.h"

using namespace lesson::catalogue;

TEST_CASE("shapes are written as lists") {
  CHECK(to_string(Shape{16, 128, 128}) == "[16, 128, 128]");
  CHECK(to_string(Shape{}) == "-");
  CHECK(entries({24, 4429, 4429}) == 470'784'984);
  CHECK(entries({}) == 0);
}

TEST_CASE("counts are written for readers") {
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1000) == "1,000");
  CHECK(with_commas(4'762'310'656) == "4,762,310,656");
  CHECK(short_count(333) == "333");
  CHECK(short_count(123'060'480) == "123M");
  CHECK(short_count(2'028'328'000) == "2.03B");
  CHECK(short_count(11'901'408'320) == "11.9B");
  CHECK(short_count(999) == "999");
  CHECK(short_count(999'600) == "1.00M");  // never "1000K"
  CHECK(short_bytes(941'569'968) == "942 MB");
  CHECK(short_bytes(512) == "512 bytes");
  CHECK(short_flops(8'904'337'539'072) == "8.90 TFLOP");
}

TEST_CASE("counts saturate instead of wrapping") {
  constexpr Count big = 4'000'000'000;
  CHECK((big * big).get() == kMaxCount);
  CHECK((Count(kMaxCount) + 1).get() == kMaxCount);
  CHECK((Count(kMaxCount) * 0).get() == 0);
  CHECK((big * 2 + 1).get() == 8'000'000'001);
  CHECK(entries({kMaxCount, 2}) == kMaxCount);
}
