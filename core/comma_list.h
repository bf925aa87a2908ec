#pragma once
// Sets of named things as comma lists: "image_reads_text,text_reads_text". Used in files, options and links.

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace lesson {

/// Sets flags[i] for every word of `list` that is ids[i]; spaces around words are allowed, an empty list sets
/// nothing. Returns the first word that is none of the ids, if there is one.
template <std::size_t N>
std::optional<std::string> parse_comma_list(std::string_view list, const std::array<const char*, N>& ids,
                                            std::array<bool, N>& flags) {
  const auto trimmed = [](std::string_view word) {
    while (!word.empty() && (word.front() == ' ' || word.front() == '\t')) word.remove_prefix(1);
    while (!word.empty() && (word.back() == ' ' || word.back() == '\t')) word.remove_suffix(1);
    return word;
  };
  if (trimmed(list).empty()) return std::nullopt;
  while (true) {
    const auto comma = list.find(',');
    const std::string_view word = trimmed(list.substr(0, comma));
    std::size_t i = 0;
    while (i < N && word != ids[i]) ++i;
    if (i == N) return std::string(word);
    flags[i] = true;
    if (comma == std::string_view::npos) return std::nullopt;
    list.remove_prefix(comma + 1);
  }
}

/// The inverse, in the order of the ids.
template <std::size_t N>
std::string to_comma_list(const std::array<const char*, N>& ids, const std::array<bool, N>& flags) {
  std::string list;
  for (std::size_t i = 0; i < N; ++i) {
    if (flags[i]) list += (list.empty() ? "" : ",") + std::string(ids[i]);
  }
  return list;
}

/// "a, b, c", for messages.
template <std::size_t N>
std::string join_words(const std::array<const char*, N>& ids) {
  std::string text;
  for (const char* id : ids) text += (text.empty() ? "" : ", ") + std::string(id);
  return text;
}

}  // namespace lesson
