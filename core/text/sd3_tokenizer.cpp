#include "core/text/sd3_tokenizer.h"

#include <algorithm>

namespace lesson {

namespace {

/// One reader's rows, filled from the front.
struct Rows {
  int* ids;
  std::string* labels;
  void put(int id, std::string label) {
    *ids++ = id;
    *labels++ = std::move(label);
  }
};

}  // namespace

Result<Sd3Tokenizer> Sd3Tokenizer::make(std::vector<std::string> words, PromptLengths lengths) {
  Sd3Tokenizer tokenizer;
  const auto wrong = [](std::size_t at, const char* what, std::string got) {
    return Error{what, "tokenizer.words[" + std::to_string(at) + "]", "words in lower case, each once", std::move(got),
                 "The weights file is of another kind."};
  };
  if (words.empty()) return wrong(0, "the vocabulary has no words", "nothing");
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (split_words(words[i]) != std::vector<std::string>{words[i]}) return wrong(i, "this is not one word", words[i]);
    if (!tokenizer.places_.emplace(words[i], static_cast<int>(i)).second) {
      return wrong(i, "a word occurs twice in the vocabulary", words[i]);
    }
  }
  tokenizer.words_ = std::move(words);
  tokenizer.lengths_ = lengths;
  return tokenizer;
}

TokenizedPrompt Sd3Tokenizer::tokenize(std::string_view prompt) const {
  const std::vector<std::string> words = split_words(prompt);
  const auto [clip, t5] = lengths_;
  TokenizedPrompt result;
  result.clip_rows = clip;
  result.words = std::min(static_cast<int>(words.size()), t5 - 1);
  result.dropped_words = static_cast<int>(words.size()) - result.words;
  result.ids.assign(static_cast<std::size_t>(clip + t5), kT5Pad);
  result.labels.assign(static_cast<std::size_t>(clip + t5), "<pad>");
  std::fill_n(result.ids.begin(), clip, clip_eos());
  std::fill_n(result.labels.begin(), clip, "[PAD]");
  Rows clip_rows{result.ids.data(), result.labels.data()};
  Rows t5_rows{result.ids.data() + clip, result.labels.data() + clip};
  clip_rows.put(clip_bos(), "[BOS]");
  for (int i = 0; i < static_cast<int>(words.size()); ++i) {
    const std::string& word = words[static_cast<std::size_t>(i)];
    const auto known = places_.find(word);
    const int place = known == places_.end() ? -1 : known->second;
    if (i < clip - 2) clip_rows.put(place < 0 ? kClipUnknown : 2 + place, word);
    if (i < t5 - 1) t5_rows.put(place < 0 ? kT5Unknown : 3 + place, word);
    auto& unknown = result.unknown_words;
    if (place < 0 && std::find(unknown.begin(), unknown.end(), word) == unknown.end()) unknown.push_back(word);
  }
  clip_rows.put(clip_eos(), "[EOS]");
  t5_rows.put(kT5End, "</s>");
  return result;
}

}  // namespace lesson
