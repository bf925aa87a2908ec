#include <catch_amalgamated.hpp>

#include "core/result.h"

using namespace lesson;

TEST_CASE("an error tells everything it knows in one line") {
  const Error error{"wrong shape", "k", "[7, 8]", "[7, 9]", "Give keys the width of q"};
  CHECK(error.message() == "k: wrong shape (expected [7, 8], got [7, 9]). Give keys the width of q");
}

TEST_CASE("an error leaves out what it does not know") {
  CHECK(Error{"empty file", "", "", "", ""}.message() == "empty file.");
  CHECK(Error{"too many heads", "heads", "", "9", ""}.message() == "heads: too many heads (got 9).");
}

TEST_CASE("an error stays in one line of UTF-8, whatever the texts in it hold") {
  const Error error{"unknown", "a\nb\x7f", "x", "\xc0\xaf\xe2\x82\xac\xff", ""};
  CHECK(error.message() == "a\\x0ab\\x7f: unknown (expected x, got \ufffd\ufffd€\ufffd).");
}

TEST_CASE("a result holds a value or an error") {
  const Result<int> good = 3;
  const Result<int> bad = Error{"no", "", "", "", ""};
  REQUIRE(good);
  CHECK(good.value() == 3);
  REQUIRE_FALSE(bad);
  CHECK(bad.error().what == "no");
}
