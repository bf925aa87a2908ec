#include "core/result.h"

#include <algorithm>
#include <string_view>

#include "core/io/utf8.h"

namespace lesson {

namespace {

/// How much of each part is shown, in bytes. Lists of what is expected may be long; the rest is as long as a hostile
/// file makes it.
constexpr std::size_t kPart = 240, kList = 1000;

std::string shortened(std::string_view part, std::size_t most) {
  if (part.size() <= most) return std::string(part);
  return std::string(utf8_prefix(part, most)) + "\u2026";
}

/// Ends a line, or turns the reading direction of what follows: U+0080 to U+009F, U+2028 to U+202E, U+2066 to U+2069.
bool breaks_line(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 2) return byte(0) == 0xc2 && byte(1) < 0xa0;
  if (character.size() != 3 || byte(0) != 0xe2) return false;
  return (byte(1) == 0x80 && byte(2) >= 0xa8 && byte(2) <= 0xae) ||
         (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9);
}

/// What cannot stand in a line, made visible.
std::string printable(std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string line;
  while (!text.empty()) {
    const std::size_t length = utf8_character_length(text);
    const auto first = static_cast<unsigned char>(text.front());
    if (length == 0 || breaks_line(text.substr(0, length))) {
      line += "\ufffd";
    } else if (first < 0x20 || first == 0x7f) {
      line += {'\\', 'x', kDigits[first >> 4], kDigits[first & 15]};
    } else {
      line += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return line;
}

}  // namespace

std::string Error::message() const {
  const std::string wanted = shortened(expected, kList), found = shortened(got, kPart);
  std::string line = where.empty() ? "" : shortened(where, kPart) + ": ";
  line += shortened(what, kList);
  if (!wanted.empty() || !found.empty()) {
    line += " (";
    if (!wanted.empty()) line += "expected " + wanted;
    if (!wanted.empty() && !found.empty()) line += ", ";
    if (!found.empty()) line += "got " + found;
    line += ")";
  }
  line += ".";
  if (!next.empty()) line += " " + shortened(next, kList);
  return printable(line);
}

}  // namespace lesson
