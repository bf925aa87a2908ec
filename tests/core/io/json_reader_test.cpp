// One reader for all JSON objects: what it takes, what it says, and that it reads on after a fault.

#include "core/io/json_reader.h"

#include <catch_amalgamated.hpp>

#include "core/io/json.h"

using namespace lesson;

namespace {

const Json kObject = parse_json(
    R"({"name": "a", "on": true, "x": 2.5, "n": 3, "kind": "two", "sizes": [1, 2], "words": ["a", "b"], "in": {"n": 9}})");

std::string said(const JsonReader& reader) { return reader.error() ? reader.error()->message() : ""; }

}  // namespace

TEST_CASE("what is there is read, by either door", "[json_reader]") {
  JsonReader reader(kObject);
  CHECK(reader.text("name") == "a");
  CHECK(reader.flag("on"));
  CHECK(reader.number("x") == 2.5);
  CHECK(reader.whole("n", 0, 9) == 3);
  CHECK(reader.choice("kind", std::array{"one", "two"}) == 1);
  CHECK(reader.wholes("sizes", 1, 4, 0, 9) == std::vector<int>{1, 2});
  CHECK(reader.texts("words", 0, 9) == std::vector<std::string>{"a", "b"});
  CHECK(reader.below("in").whole("n", 0, 9) == 9);
  double x = 0;
  int n = 0;
  reader.number("x", x);
  reader.whole("n", n, 0, 9);
  CHECK(x == 2.5);
  CHECK(n == 3);
  reader.finish();
  CHECK(said(reader).empty());
}

TEST_CASE("what may be missing stays as it was; what must be there is missed", "[json_reader]") {
  JsonReader reader(kObject);
  int n = 7;
  reader.whole("none", n, 0, 9);
  CHECK(n == 7);
  CHECK_FALSE(reader.failed());
  CHECK(reader.whole("none", 2, 9) == 2);
  CHECK(said(reader) == "none: not what this setting takes (expected a whole number from 2 to 9, got nothing).");
}

TEST_CASE("a wrong field is named with what was found, in the reader's own words, and the first one counts",
          "[json_reader]") {
  JsonReader reader(kObject, "config.", {"a setting is missing or wrong", "Take another file."});
  CHECK(reader.below("in").number("n", 0, 5) == 0);
  CHECK(reader.text("x").empty());
  CHECK(said(reader) ==
        "config.in.n: a setting is missing or wrong (expected a number from 0 to 5, got 9). Take another file.");
}

TEST_CASE("lists keep to their length and range, so that who reads on is safe", "[json_reader]") {
  const auto refused = [](auto&& read) {
    JsonReader reader(kObject);
    read(reader);
    return reader.error() ? reader.error()->expected : "";
  };
  CHECK(refused([](JsonReader& r) { CHECK(r.wholes("sizes", 3, 3, 1, 9) == std::vector<int>(3, 1)); }) ==
        "a list of 3 entries");
  CHECK(refused([](JsonReader& r) { CHECK(r.wholes("sizes", 1, 4, 0, 1) == std::vector<int>{1, 0}); }) ==
        "a list of whole numbers from 0 to 1");
  CHECK(refused([](JsonReader& r) { CHECK(r.texts("sizes", 0, 4).size() == 2); }) == "a list of texts");
  CHECK(refused([](JsonReader& r) { r.choice("name", std::array{"one", "two"}); }) == "one of one, two");
}

TEST_CASE("a key that nobody asked for is unknown, and told with those that are", "[json_reader]") {
  JsonReader reader(kObject);
  reader.text("name");
  reader.text("name");
  reader.flag("on");
  reader.finish();
  REQUIRE(reader.failed());
  CHECK(reader.error()->what == "unknown setting");
  CHECK(reader.error()->where == "x");
  CHECK(reader.error()->expected == "one of name, on");
}
