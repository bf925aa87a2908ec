#include "core/text/tokenizer.h"

#include <algorithm>

namespace lesson {

namespace {

constexpr const char* kSpecials[] = {"[PAD]", "[BOS]", "[EOS]", "[UNK]"};

/// Lower-case ASCII letter or digit, or 0.
char word_sign(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '\0';
}

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (c == '\'') continue;
    if (const char sign = word_sign(c)) {
      word += sign;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

Result<Tokenizer> Tokenizer::make(std::vector<std::string> vocabulary, int context) {
  Tokenizer tokenizer;
  for (std::size_t i = 0; i < std::size(kSpecials); ++i) {
    if (i < vocabulary.size() && vocabulary[i] == kSpecials[i]) continue;
    return Error{"the vocabulary lacks its special tokens", "vocab[" + std::to_string(i) + "]", kSpecials[i],
                 i < vocabulary.size() ? vocabulary[i] : "nothing", "The weights file is of another kind."};
  }
  for (std::size_t id = 0; id < vocabulary.size(); ++id) {
    if (tokenizer.ids_.emplace(vocabulary[id], static_cast<int>(id)).second) continue;
    return Error{"a word occurs twice in the vocabulary", "vocab[" + std::to_string(id) + "]", "", vocabulary[id], ""};
  }
  tokenizer.vocabulary_ = std::move(vocabulary);
  tokenizer.context_ = context;
  return tokenizer;
}

TokenizedPrompt Tokenizer::tokenize(std::string_view prompt) const {
  TokenizedPrompt result;
  const std::vector<std::string> words = split_words(prompt);
  result.words = std::min(static_cast<int>(words.size()), context_ - 2);
  result.dropped_words = static_cast<int>(words.size()) - result.words;
  result.ids.assign(static_cast<std::size_t>(context_), kPad);
  result.labels.assign(static_cast<std::size_t>(context_), kSpecials[kPad]);
  const auto place = [&](int at, int id, const std::string& label) {
    result.ids[static_cast<std::size_t>(at)] = id;
    result.labels[static_cast<std::size_t>(at)] = label;
  };
  place(0, kBos, kSpecials[kBos]);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto known = ids_.find(words[i]);
    if (static_cast<int>(i) < result.words) {
      place(static_cast<int>(i) + 1, known == ids_.end() ? kUnknown : known->second, words[i]);
    }
    auto& unknown = result.unknown_words;
    if (known == ids_.end() && std::find(unknown.begin(), unknown.end(), words[i]) == unknown.end()) {
      unknown.push_back(words[i]);
    }
  }
  place(result.eos(), kEos, kSpecials[kEos]);
  return result;
}

}  // namespace lesson
