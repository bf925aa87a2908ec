#include "core/text/tokenizer.h"

#include <algorithm>
#include <utility>

namespace lesson {

namespace {

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

}  // namespace lesson
