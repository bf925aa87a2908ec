#include "widgets/state/link.h"

#include <catch_amalgamated.hpp>

using namespace lesson;
using Catch::Matchers::ContainsSubstring;

namespace {

struct State {
  int steps = 28;
  float shift = 3;
  bool trails = true;
  int sampler = 0;
  std::string prompt = "a cat";

  Fields fields() {
    return {{"steps", "", "", IntField{&steps, 1, 100}},
            {"shift", "", "", NumberField{&shift, 1, 6}},
            {"trails", "", "", FlagField{&trails}},
            {"sampler", "", "", ChoiceField{&sampler, {"euler", "heun"}}},
            {"prompt", "", "", TextField{&prompt, 300}}};
  }
};

const std::string kDefaults = fields_to_json(State().fields());

std::string link_of(State& state) {
  const Result<std::string> link = state_to_link(state.fields(), kDefaults);
  REQUIRE(link);
  return link.value();
}

}  // namespace

TEST_CASE("A fresh state is the version alone") {
  State state;
  CHECK(link_of(state) == "v1.");
}

TEST_CASE("Only what differs is written, in characters a hash may hold") {
  State state;
  state.steps = 50;
  state.sampler = 1;
  state.trails = false;
  CHECK(link_of(state) == "v1.steps=50;trails=0;sampler=heun");
  state = {};
  state.prompt = "10 % caf\xC3\xA9; a=b";
  const std::string link = link_of(state);
  CHECK(link == "v1.prompt=10+%25+caf%C3%A9%3B+a%3Db");
}

TEST_CASE("A link gives back the state, and defaults elsewhere") {
  State from{50, 1.85f, false, 1, "a crane; near = a river + 100 %\n\xE2\x86\x92"}, to{1, 6, true, 0, "else"};
  REQUIRE(state_from_link(to.fields(), link_of(from), kDefaults));
  CHECK(fields_to_json(to.fields()) == fields_to_json(from.fields()));
  REQUIRE(state_from_link(to.fields(), "v1.steps=7", kDefaults));
  CHECK(to.steps == 7);
  CHECK(to.prompt == "a cat");
}

TEST_CASE("A state that does not fit says which field is too long") {
  State state;
  state.prompt = std::string(250, 'x');
  const Result<std::string> link = state_to_link(state.fields(), kDefaults);
  REQUIRE_FALSE(link);
  CHECK(link.error().where == "prompt");
  state.prompt = std::string(190, 'x');
  CHECK(link_of(state).size() <= kMaxLinkLength);
}

TEST_CASE("A bad link changes nothing and says why") {
  for (const char* link : {"", "v2.steps=1", "steps=1", "v1.steps", "v1.steps=", "v1.steps=1e9", "v1.steps=abc",
                           "v1.steps=1.5", "v1.nonsense=1", "v1.trails=yes", "v1.sampler=ddim", "v1.prompt=%G1",
                           "v1.prompt=%2", "v1.steps=0", "v1.;", "v1.prompt=%FF%FE"}) {
    INFO(link);
    State state;
    state.steps = 44;
    const Result<void> done = state_from_link(state.fields(), link, kDefaults);
    CHECK_FALSE(done);
    CHECK(state.steps == 44);
  }
  State state;
  CHECK_THAT(state_from_link(state.fields(), "v1.steps=500", kDefaults).error().message(),
             ContainsSubstring("1 to 100"));
}
