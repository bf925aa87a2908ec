#include "widgets/ui/ticks.h"

#include <catch_amalgamated.hpp>
#include <cmath>

using namespace lesson::ui;

TEST_CASE("An axis takes its own range, else the data's") {
  const AxisScale own = scale_for({.min = 2, .max = 8}, {100, 200});
  CHECK(own.min == 2);
  CHECK(own.max == 8);
  const AxisScale data = scale_for({}, {0, 10, std::nan("")});
  CHECK(data.min < 0);
  CHECK(data.max > 10);
  const AxisScale log = scale_for({.log = true}, {0, -1, 0.01, 100});
  CHECK(log.min > 0);
  CHECK(log.min <= 0.01);
  CHECK(log.max >= 100);
  CHECK(scale_for({}, {}).fraction(0.5) == Catch::Approx(0.5));
  CHECK(scale_for({}, {3}).fraction(3) == Catch::Approx(0.5));
}

TEST_CASE("Fractions run from 0 to 1 on both kinds of axis") {
  const AxisScale log{1, 100, true};
  CHECK(log.fraction(1) == Catch::Approx(0));
  CHECK(log.fraction(10) == Catch::Approx(0.5));
  CHECK(log.fraction(100) == Catch::Approx(1));
}

TEST_CASE("Ticks are round and inside") {
  CHECK(ticks({0, 1, false}, 5) == std::vector<double>{0, 0.2, 0.4, 0.6000000000000001, 0.8, 1});
  CHECK(ticks({-1, 1, false}, 2) == std::vector<double>{-1, 0, 1});
  for (const double tick : ticks({1, 1000, true}, 4)) CHECK((tick >= 1 && tick <= 1001));
  CHECK(ticks({1, 1e6, true}, 6).size() == 7);
}

TEST_CASE("Numbers are as short as they can be") {
  CHECK(tick_text(0.2, {0, 0.2, 0.4}) == "0.2");
  CHECK(tick_text(20, {0, 20, 40}) == "20");
  CHECK(tick_text(-0.25, {-0.5, -0.25, 0}) == "\u22120.25");
  CHECK(tick_text(1e-5, {1e-5, 1e-4}) == "10\u207B\u2075");
  CHECK(tick_text(0.01, {0.001, 0.01, 0.1}, true) == "0.01");
  CHECK(short_number(110889) == "110\u2009889");
  CHECK(short_number(4429) == "4429");
  CHECK(short_number(0.012345) == "0.0123");
}
