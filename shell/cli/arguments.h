#pragma once
// Options of the command line, read more strictly than CLI11 does: it takes "" for an option that is not there,
// -1 for the largest count, 010 for eight, and `--output --json` for a file called --json.

#include <charconv>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace lesson::cli {

/// The number that all of `text` is, in digits; nothing where it is none or does not fit T.
template <class T>
std::optional<T> read_number(std::string_view text) {
  T value{};
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

/// "a whole number from 0 to 18446744073709551615", "a number".
template <class T>
std::string number_kind() {
  if constexpr (std::floating_point<T>) return "a number";
  if constexpr (std::unsigned_integral<T>)
    return fmt::format("a whole number from 0 to {}", std::numeric_limits<T>::max());
  return "a whole number";
}

/// An option that takes any text. A word that is itself an option of the command is a forgotten value.
CLI::Option* add_text(CLI::App* command, const char* name, std::string& value, const std::string& help,
                      const char* type);

/// The same for a file or folder, which has a name.
CLI::Option* add_path(CLI::App* command, const char* name, std::string& value, const std::string& help,
                      const char* type);

/// A flag; `--name=value` is refused.
CLI::Option* add_flag(CLI::App* command, const char* name, bool& value, const std::string& help);

/// An option that takes a number; `value` is std::optional<T> or T.
template <class Value>
CLI::Option* add_number(CLI::App* command, const char* name, Value& value, const std::string& help, const char* type) {
  const auto read = [name, &value](const std::string& text) {
    using T = std::decay_t<decltype(*std::optional(value))>;
    const auto number = read_number<T>(text);
    if (!number)
      throw CLI::ValidationError(name,
                                 fmt::format("not a number it takes (expected {}, got '{}')", number_kind<T>(), text));
    value = *number;
  };
  return command->add_option_function<std::string>(name, read, help)->type_name(type);
}

}  // namespace lesson::cli
