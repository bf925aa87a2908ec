// Rows of words for the three readers of the tiny SD3.

#include <catch_amalgamated.hpp>

#include "core/text/sd3_tokenizer.h"

using namespace lesson;

namespace {

const std::vector<std::string> kWords = {"a", "cat", "red"};

Sd3Tokenizer tokenizer(PromptLengths lengths = {6, 5}) {
  auto made = Sd3Tokenizer::make(kWords, lengths);
  REQUIRE(made);
  return std::move(made).value();
}

}  // namespace

TEST_CASE("CLIP's rows begin and end, T5's only end", "[text][sd3]") {
  const auto t = tokenizer();
  CHECK(t.clip_vocabulary() == 7);
  CHECK(t.t5_vocabulary() == 14);
  const auto prompt = t.tokenize("A  red-CAT!");
  CHECK(prompt.ids == std::vector<int>{5, 2, 4, 3, 6, 6, /* T5 */ 3, 5, 4, 1, 0});
  CHECK(prompt.labels ==
        std::vector<std::string>{"[BOS]", "a", "red", "cat", "[EOS]", "[PAD]", "a", "red", "cat", "</s>", "<pad>"});
  CHECK(prompt.eos() == 4);
  CHECK(prompt.words == 3);
}

TEST_CASE("nothing, too much and the unknown have their places", "[text][sd3]") {
  const auto t = tokenizer();
  CHECK(t.tokenize("").ids == std::vector<int>{5, 6, 6, 6, 6, 6, 1, 0, 0, 0, 0});
  const auto full = t.tokenize("a a a a zebra zebra");
  CHECK(full.ids == std::vector<int>{5, 2, 2, 2, 2, 6, 3, 3, 3, 3, 1});
  CHECK(full.eos() == 5);
  CHECK(full.words == 4);
  CHECK(full.dropped_words == 2);
  CHECK(full.unknown_words == std::vector<std::string>{"zebra"});
  CHECK(t.tokenize("zebra").ids == std::vector<int>{5, 1, 6, 6, 6, 6, 2, 1, 0, 0, 0});
}

TEST_CASE("a vocabulary holds words that a prompt can hold, each once", "[text][sd3]") {
  for (const std::vector<std::string>& words : {std::vector<std::string>{}, {"a", "a"}, {"Cat"}, {"two words"}, {""}}) {
    CHECK_FALSE(Sd3Tokenizer::make(words, {}));
  }
}
