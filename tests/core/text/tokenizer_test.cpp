#include "core/text/tokenizer.h"

#include "core/reference.h"

using namespace lesson;

namespace {

Tokenizer small() {
  auto made = Tokenizer::make({"[PAD]", "[BOS]", "[EOS]", "[UNK]", "a", "cat", "s", "dont"}, 8);
  REQUIRE(made);
  return std::move(made).value();
}

}  // namespace

TEST_CASE("words are lower case, divided by every other sign, apostrophes vanish", "[text][tokenizer]") {
  using Words = std::vector<std::string>;
  CHECK(split_words("A  Cat,near-2 rivers!") == Words{"a", "cat", "near", "2", "rivers"});
  CHECK(split_words("don't") == Words{"dont"});
  CHECK(split_words("don\u2019t") == Words{"dont"});
  CHECK(split_words("caf\u00e9 \U0001F431 cat") == Words{"caf\u00e9", "\U0001F431", "cat"});
  CHECK(split_words("\u201Ca cat\u201D\u2014two\u00a0cats\u2026") == Words{"a", "cat", "two", "cats"});
  CHECK(split_words("a \xe2") == Words{"a", "\xe2"});
  CHECK(split_words("cat\xc2") == Words{"cat"});
  CHECK(split_words("").empty());
  CHECK(split_words(" .,!? ").empty());
}

TEST_CASE("a prompt becomes BOS, words, EOS and padding", "[text][tokenizer]") {
  const auto prompt = small().tokenize("A cat!");
  CHECK(prompt.ids == std::vector<int>{kBos, 4, 5, kEos, kPad, kPad, kPad, kPad});
  CHECK(prompt.labels[2] == "cat");
  CHECK(prompt.labels[7] == "[PAD]");
  CHECK(prompt.eos() == 3);
  CHECK(prompt.unknown_words.empty());
}

TEST_CASE("unknown words are said once, in order", "[text][tokenizer]") {
  const auto prompt = small().tokenize("a zebra cat zebra yak");
  CHECK(prompt.ids == std::vector<int>{kBos, 4, kUnknown, 5, kUnknown, kUnknown, kEos, kPad});
  CHECK(prompt.unknown_words == std::vector<std::string>{"zebra", "yak"});
  CHECK(prompt.labels[2] == "zebra");
}

TEST_CASE("a long prompt is cut so that EOS fits, an empty one still has it", "[text][tokenizer]") {
  const auto full = small().tokenize("a a a a a a cat yak");
  CHECK(full.ids == std::vector<int>{kBos, 4, 4, 4, 4, 4, 4, kEos});
  CHECK(full.dropped_words == 2);
  CHECK(full.unknown_words == std::vector<std::string>{"yak"});
  const auto empty = small().tokenize("");
  CHECK(empty.ids[0] == kBos);
  CHECK(empty.ids[1] == kEos);
  CHECK(empty.words == 0);
}

TEST_CASE("a vocabulary without its special tokens, or with a word twice, is refused", "[text][errors]") {
  CHECK_FALSE(Tokenizer::make({}));
  CHECK_FALSE(Tokenizer::make({"[PAD]", "[EOS]", "[BOS]", "[UNK]"}));
  const auto twice = Tokenizer::make({"[PAD]", "[BOS]", "[EOS]", "[UNK]", "a", "a"});
  REQUIRE_FALSE(twice);
  CHECK(twice.error().where == "vocab[5]");
}
