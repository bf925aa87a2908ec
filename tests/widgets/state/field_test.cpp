#include "widgets/state/field.h"

#include <catch_amalgamated.hpp>

#include "widgets/widget.h"

using namespace lesson;

namespace {

struct State {
  int steps = 28;
  float shift = 0.1f;
  bool trails = true;
  int sampler = 1;
  std::string prompt = "a \"cat\"\n";

  Fields fields() {
    return {{"steps", "Steps", "", IntField{&steps, 1, 100}},
            {"shift", "Shift", "", NumberField{&shift, -2, 6}},
            {"trails", "Trails", "", FlagField{&trails}},
            {"sampler", "Sampler", "", ChoiceField{&sampler, {"euler", "heun"}}},
            {"prompt", "Prompt", "", TextField{&prompt, 12}}};
  }
};

}  // namespace

TEST_CASE("A state is written in the order of its fields, numbers as short as they can be") {
  State state;
  CHECK(fields_to_json(state.fields()) ==
        R"({"steps":28,"shift":0.1,"trails":true,"sampler":"heun","prompt":"a \"cat\"\n"})");
}

TEST_CASE("What is written reads back the same") {
  State from{7, -1.75f, false, 0, "\xC3\xA9t\xC3\xA9"}, to;
  REQUIRE(fields_from_json(to.fields(), fields_to_json(from.fields())));
  CHECK(to.steps == 7);
  CHECK(to.shift == -1.75f);
  CHECK(to.trails == false);
  CHECK(to.sampler == 0);
  CHECK(to.prompt == "\xC3\xA9t\xC3\xA9");
}

TEST_CASE("Every float reads back as itself") {
  State from, to;
  for (const float value : {0.1f, 1.0f / 3, 1e-7f, 5.9999995f, -1.2345678f}) {
    from.shift = value;
    REQUIRE(fields_from_json(to.fields(), fields_to_json(from.fields())));
    CHECK(to.shift == value);
  }
}

TEST_CASE("Packed values are equal where all values are") {
  State a, b;
  CHECK(field_values(a.fields()) == field_values(b.fields()));
  b.shift = 0.2f;
  CHECK(field_values(a.fields()) != field_values(b.fields()));
  b = a;
  b.trails = !b.trails;
  CHECK(field_values(a.fields()) != field_values(b.fields()));
  b = a;
  b.prompt += "1:x";
  CHECK(field_values(a.fields()) != field_values(b.fields()));
}

TEST_CASE("Some fields may be named alone") {
  State state;
  REQUIRE(fields_from_json(state.fields(), R"({"steps": 10.0})"));
  CHECK(state.steps == 10);
  CHECK(state.sampler == 1);
}

TEST_CASE("A bad state changes nothing and says what was wrong") {
  struct Case {
    const char* json;
    const char* where;
    const char* says;
  };
  const Case cases[] = {
      {"", "state", "not well-formed JSON"},
      {"{\"steps\": 10", "state", "not well-formed JSON"},
      {"[1]", "state", "not a JSON object"},
      {R"({"steps": 10, "stepz": 1})", "stepz", "unknown key"},
      {R"({"steps": 10, "shift": "3"})", "shift", "not a number"},
      {R"({"steps": 1.5})", "steps", "not a whole number"},
      {R"({"steps": 101})", "steps", "out of range"},
      {R"({"steps": -99999999999999999999})", "steps", "out of range"},
      {R"({"steps": 10, "shift": 1e300})", "shift", "out of range"},
      {R"({"steps": 10, "trails": 1})", "trails", "not true or false"},
      {R"({"steps": 10, "sampler": "ddim"})", "sampler", "not one of the choices"},
      {R"({"steps": 10, "sampler": 0})", "sampler", "not one of the choices"},
      {R"({"steps": 10, "prompt": "thirteen byte"})", "prompt", "too long"},
      {R"({"steps": 10, "prompt": null})", "prompt", "not text"},
      {R"({"steps": 10, "prompt": "a\u0000b"})", "prompt", "a NUL in it"},
  };
  for (const Case& c : cases) {
    INFO(c.json);
    State state;
    const Result<void> done = fields_from_json(state.fields(), c.json);
    REQUIRE_FALSE(done);
    CHECK(done.error().where == c.where);
    CHECK_THAT(done.error().what, Catch::Matchers::ContainsSubstring(c.says));
    CHECK(state.steps == 28);
  }
  State state;
  CHECK_THAT(fields_from_json(state.fields(), R"({"steps": 0})").error().message(),
             Catch::Matchers::ContainsSubstring("1 to 100"));
}

TEST_CASE("A table becomes CSV as RFC 4180 has it") {
  const Table table{{"name", "share"}, {{"cat", "0.5"}, {"a, \"b\"", "line\nbreak"}}};
  CHECK(to_csv(table) == "name,share\r\ncat,0.5\r\n\"a, \"\"b\"\"\",\"line\nbreak\"\r\n");
}
