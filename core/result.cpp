#include "core/result.h"

#include <string_view>

#include "core/io/utf8.h"

namespace lesson {

namespace {

/// What cannot stand in a line, made visible.
std::string printable(std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string line;
  while (!text.empty()) {
    const std::size_t length = utf8_character_length(text);
    const auto first = static_cast<unsigned char>(text.front());
    if (length == 0) {
      line += "\ufffd";
    } else if (first < 0x20 || first == 0x7f) {
      line += {'\\', 'x', kDigits[first >> 4], kDigits[first & 15]};
    } else {
      line += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return line;
}

}  // namespace

std::string Error::message() const {
  std::string line = where.empty() ? what : where + ": " + what;
  if (!expected.empty() || !got.empty()) {
    line += " (";
    if (!expected.empty()) line += "expected " + expected;
    if (!expected.empty() && !got.empty()) line += ", ";
    if (!got.empty()) line += "got " + got;
    line += ")";
  }
  line += ".";
  if (!next.empty()) line += " " + next;
  return printable(line);
}

}  // namespace lesson
