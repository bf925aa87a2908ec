#include "core/io/json.h"

#include <catch_amalgamated.hpp>

using namespace lesson;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string nested(std::size_t depth) { return repeated("[", depth) + repeated("]", depth); }

std::string object_of(std::size_t keys) {
  std::string text = "{";
  for (std::size_t i = 0; i < keys; ++i) text += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
  return text + "}";
}

std::string fault(std::string_view text) {
  const auto json = read_json(text, "here");
  if (json) return {};
  CHECK(json.error().where == "here");
  CHECK(parse_json(text).is_discarded());
  return json.error().message();
}

}  // namespace

TEST_CASE("JSON keeps the order of its keys, and of a repeated one the last", "[json]") {
  const auto json = read_json(R"({"b":1,"a":[true,null,-2,1.5,"x"],"b":2})", "");
  REQUIRE(json);
  CHECK(print_json(json.value()) == R"({"b":2,"a":[true,null,-2,1.5,"x"]})");
}

TEST_CASE("what is no JSON is told with its place", "[json]") {
  CHECK(fault("") == "here: not well-formed JSON (got nothing).");
  CHECK(fault("{\"a\":}") == "here: not well-formed JSON (got a fault at byte 6).");
  CHECK(fault(std::string("{}\0{", 4)) == "here: not well-formed JSON (got a fault at byte 3).");
  for (const char* text : {"{", "[1,]", "nul", "\"\xff\"", "1 2", "\"\\ud800\"", "01", "+1", "NaN", "'a'"})
    CHECK_THAT(fault(text), ContainsSubstring("not well-formed JSON"));
}

TEST_CASE("JSON is read up to its bounds and not beyond", "[json]") {
  CHECK(fault(nested(kMaxJsonDepth)).empty());
  CHECK_THAT(fault(nested(kMaxJsonDepth + 1)),
             ContainsSubstring("too many brackets within brackets (expected at most 64"));
  CHECK_THAT(fault(nested(5'000)), ContainsSubstring("too many brackets"));
  CHECK_THAT(fault(repeated("{\"a\":", 100'000)), ContainsSubstring("too many brackets"));
  CHECK(fault(object_of(kMaxJsonKeys)).empty());
  CHECK_THAT(fault(object_of(kMaxJsonKeys + 1)),
             ContainsSubstring("too many keys in one object (expected at most 256"));
  CHECK_THAT(fault(object_of(50'000)), ContainsSubstring("too many keys"));
  CHECK(fault("[" + repeated("0,", kMaxJsonValues - 2) + "0]").empty());
  CHECK_THAT(fault("[" + repeated("0,", kMaxJsonValues - 1) + "0]"), ContainsSubstring("too many values"));
  CHECK_THAT(fault("[" + repeated("[],", kMaxJsonValues) + "0]"), ContainsSubstring("too many values"));
  CHECK(fault("\"" + std::string(kMaxJsonBytes - 2, 'a') + "\"").empty());
  CHECK_THAT(fault("\"" + std::string(kMaxJsonBytes - 1, 'a') + "\""),
             ContainsSubstring("too much text (expected at most 1000000, got 1000001 bytes)"));
}
