// Numbers as readers see them, and back.

#include "core/text_format.h"

#include <catch_amalgamated.hpp>
#include <limits>

using namespace lesson;

TEST_CASE("numbers are written for readers", "[text_format]") {
  CHECK(with_commas(4762310656) == "4,762,310,656");
  CHECK(with_commas(-1234) == "-1,234");
  CHECK(with_commas(-123) == "-123");
  CHECK(plain_number(28) == "28");
  CHECK(plain_number(0.1) == "0.1");
  CHECK(plain_number(1.0 / 3) == "0.3333333333333333");
  CHECK(plain_number(-std::numeric_limits<double>::infinity()) == "-infinity");
  CHECK(plain_number(std::numeric_limits<double>::quiet_NaN()) == "no number");
  CHECK(fixed_number(0.5, 2) == "0.50");
  CHECK(fixed_number(std::numeric_limits<double>::max(), 17).size() > 300);
  CHECK(fine_percent(0.3141) == "31.4\u2009%");
  CHECK(fine_percent(0.0314) == "3.14\u2009%");
  CHECK(fine_percent(0.000314) == "0.03\u2009%");
  CHECK(fine_percent(0) == "0.0\u2009%");
  CHECK(counted(1, "step") == "1 step");
  CHECK(counted(4, "step") == "4 steps");
  CHECK(range_text(0.1, 10) == "0.1 to 10");
  CHECK(shape_text(std::vector<std::int64_t>{16, 128, 128}) == "[16, 128, 128]");
}

TEST_CASE("decimal numbers are read off the front of a text, and nothing else is one", "[text_format]") {
  std::string_view text = "  1.5e3, -.5";
  CHECK(take_number(text) == 1500);
  CHECK(text == ", -.5");
  CHECK_FALSE(take_number(text));
  CHECK(text == ", -.5");
  text.remove_prefix(1);
  CHECK(take_number(text) == -0.5);
  CHECK(text.empty());
  CHECK(number_of(" +7. ") == 7);
  CHECK(number_of("2e") == std::nullopt);
  for (const char* none : {"", " ", "-", ".", "e5", "inf", "nan", "0x10", "1,5", "\t1", "1 2"}) {
    INFO(none);
    CHECK_FALSE(number_of(none));
  }
}
