#include "core/text/tokenizer.h"

#include "tests/core/reference.h"

using namespace lesson;

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

TEST_CASE("a word stands in CLIP's rows and in T5's, where it fits", "[text][tokenizer]") {
  using Rows = std::vector<int>;
  const TextRows rows{6, 4};  // CLIP: start, four words, end; T5: three words, end
  CHECK(rows.of_word(0) == Rows{1, 6});
  CHECK(rows.of_word(2) == Rows{3, 8});
  CHECK(rows.of_word(3) == Rows{4});
  CHECK(rows.of_word(4).empty());
  CHECK(rows.of_word(-1).empty());
  for (int word = 0; word < 4; ++word) {
    for (const int row : rows.of_word(word)) CHECK(rows.word_at(row) == word);
  }
  for (const int row : {-1, 0, 5, 9, 10}) CHECK(rows.word_at(row) == -1);
  CHECK(TextRows{6, 0}.of_word(1) == Rows{2});
}
