#include <catch_amalgamated.hpp>

#include "core/io/utf8.h"
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

TEST_CASE("an error stays short, whatever the texts in it hold") {
  const std::string much(1'000'000, 'x'), wide = [] {
    std::string text;
    while (text.size() < 1'000'000) text += "\u20ac";
    return text;
  }();
  for (const std::string& text : {much, wide}) {
    const std::string line = Error{text, text, text, text, text}.message();
    CHECK(line.size() < 4000);
    CHECK(is_utf8(line));
    CHECK(line.find("\ufffd") == line.npos);  // cut between characters
    CHECK(line.find("\u2026") != line.npos);
  }
}

TEST_CASE("an error is not broken into lines, nor read backwards, by what is in it") {
  for (const char* text : {"\u0085", "\u2028", "\u2029", "\u202e", "\u2066", "\u2069"})
    CHECK(Error{"unknown", text, "", "", ""}.message() == "\ufffd: unknown.");
  CHECK(Error{"unknown", "\u00a0\u2027\u202f\u2065\u206a", "", "", ""}.message() ==
        "\u00a0\u2027\u202f\u2065\u206a: unknown.");
}

TEST_CASE("a result holds a value or an error") {
  const Result<int> good = 3;
  const Result<int> bad = Error{"no", "", "", "", ""};
  REQUIRE(good);
  CHECK(good.value() == 3);
  REQUIRE_FALSE(bad);
  CHECK(bad.error().what == "no");
}
