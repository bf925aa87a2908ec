// A prompt, and a vocabulary to read it with: every row has an id of the vocabulary and a label of whole characters.
//
//   words of the vocabulary, one space apart \n prompt
#include "core/text/sd3_tokenizer.h"

#include <algorithm>

#include "core/io/utf8.h"
#include "tests/fuzz/target.h"

namespace lesson::fuzz {

namespace {

/// Splitting what was split changes nothing, and no character is cut.
void words(std::string_view prompt) {
  const std::vector<std::string> split = split_words(prompt);
  std::string joined;
  for (const std::string& word : split) {
    expect(!word.empty() && (is_utf8(word) || !is_utf8(prompt)));
    joined += word + " ";
  }
  if (is_utf8(prompt)) expect(split_words(joined) == split);
}

void check(const TokenizedPrompt& read, const Sd3Tokenizer& tokenizer, std::size_t given) {
  const auto [clip, t5] = tokenizer.lengths();
  const auto rows = static_cast<std::size_t>(clip + t5);
  expect(read.ids.size() == rows && read.labels.size() == rows && read.clip_rows == clip);
  for (std::size_t i = 0; i < rows; ++i) {
    const int most = static_cast<int>(i) < clip ? tokenizer.clip_vocabulary() : tokenizer.t5_vocabulary();
    expect(read.ids[i] >= 0 && read.ids[i] < most && !read.labels[i].empty());
  }
  expect(read.words >= 0 && read.words < t5 && read.dropped_words >= 0);
  expect(static_cast<std::size_t>(read.words + read.dropped_words) == given);
  expect(read.ids[static_cast<std::size_t>(read.eos())] == tokenizer.clip_eos());
}

std::vector<std::string> vocabulary(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    const auto [word, rest] = split(list, " ");
    words.emplace_back(word);
    list = rest;
  }
  return words;
}

/// A word is found again at each of its rows.
void rows(const PromptLengths& lengths, int words) {
  const TextRows rows{lengths.clip, lengths.t5};
  for (int word = 0; word < words + 2; ++word) {
    for (const int row : rows.of_word(word)) expect(rows.word_at(row) == word);
  }
}

}  // namespace

void prompt(Bytes bytes) {
  const std::string_view text = text_of(bytes).substr(0, 4000);
  const auto [first, rest] = split(text, "\n");
  words(text);
  const auto made = Sd3Tokenizer::make(vocabulary(first), {.clip = 7, .t5 = 9});
  if (!made) return expect_words(made.error());
  const std::size_t given = split_words(rest).size();
  check(made.value().tokenize(rest), made.value(), given);
  rows(made.value().lengths(), static_cast<int>(given));
}

}  // namespace lesson::fuzz
