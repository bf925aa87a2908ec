#include "core/text/tokenizer.h"

#include <algorithm>

namespace lesson {

namespace {

constexpr const char* kSpecials[] = {"[PAD]", "[BOS]", "[EOS]", "[UNK]"};

/// The byte as it stands in a word (A-Z in lower case), or 0. Bytes of all other alphabets belong to words.
char word_sign(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  const bool foreign = static_cast<unsigned char>(c) >= 0x80;
  return foreign || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '\0';
}

/// Bytes of the sign U+0080-00BF or U+2000-206F (spaces, dashes, quotation marks) at the front of `text`, or 0.
std::size_t wide_punctuation(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  if (byte(0) == 0xC2) return 2;
  const bool general = byte(0) == 0xE2 && (byte(1) == 0x80 || (byte(1) == 0x81 && byte(2) < 0xB0));
  return general ? 3 : 0;
}

/// Bytes of the apostrophe ' or U+2019 at the front of `text`, or 0.
std::size_t apostrophe(std::string_view text) {
  if (text.starts_with('\'')) return 1;
  return text.starts_with("\u2019") ? 3 : 0;
}

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (std::size_t length = 0; !text.empty(); text.remove_prefix(std::min(length, text.size()))) {
    if ((length = apostrophe(text))) continue;
    length = wide_punctuation(text);
    const char sign = length ? '\0' : word_sign(text.front());
    length = std::max<std::size_t>(length, 1);
    if (sign) {
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
  result.clip_rows = context_;
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
