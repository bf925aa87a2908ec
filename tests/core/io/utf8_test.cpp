#include "core/io/utf8.h"

#include <catch_amalgamated.hpp>

using namespace lesson;

TEST_CASE("UTF-8 is checked, and cut between characters") {
  for (const char* good :
       {"", "a", "caf\xC3\xA9", "\xE2\x86\x92", "\xF0\x9F\x90\x88", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
    CHECK(is_utf8(good));
  for (const char* bad : {"\x80", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                          "\xF5\x80\x80\x80", "a\xFFz", "\xE2\x86"})
    CHECK_FALSE(is_utf8(bad));
  CHECK(utf8_prefix("caf\xC3\xA9", 4) == "caf");
  CHECK(utf8_prefix("caf\xC3\xA9", 5) == "caf\xC3\xA9");
  CHECK(utf8_prefix("\xF0\x9F\x90\x88", 3).empty());
}
