#include "core/text_format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace lesson {

namespace {

template <class... Values>
std::string printed(const char* format, Values... values) {
  char text[400];  // the longest double with 17 decimals has 327 characters
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

// Three significant digits of value / 1000^k, where k picks the unit.
std::string significant(std::int64_t n, const char* const (&units)[6]) {
  double value = static_cast<double>(n);
  int unit = 0;
  // 999.5 would print as "1000": it belongs to the next unit.
  while (value >= 999.5 && unit < 5) {
    value /= 1000.0;
    ++unit;
  }
  const int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return fixed_number(value, decimals) + units[unit];
}

template <class Sizes>
std::string in_brackets(const Sizes& sizes) {
  std::string text = "[";
  for (const auto size : sizes) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end - at;
}

/// Length of the decimal number that `text` begins with: sign, digits with or without a point, exponent.
std::size_t decimal_length(std::string_view text) {
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::size_t before = digits_at(text, at);
  at += before;
  std::size_t after = 0;
  if (at < text.size() && text[at] == '.') after = digits_at(text, at + 1);
  if (before + after == 0) return 0;
  if (at < text.size() && text[at] == '.') at += 1 + after;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    const std::size_t sign = at + 1 < text.size() && (text[at + 1] == '-' || text[at + 1] == '+') ? 1 : 0;
    if (const std::size_t power = digits_at(text, at + 1 + sign)) at += 1 + sign + power;
  }
  return at;
}

}  // namespace

std::string with_commas(std::int64_t n) {
  std::string digits = std::to_string(n);
  const std::ptrdiff_t first = n < 0 ? 1 : 0;
  for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > first; place -= 3) {
    digits.insert(static_cast<std::size_t>(place), ",");
  }
  return digits;
}

std::string plain_number(double x) {
  if (std::isnan(x)) return "no number";
  if (std::isinf(x)) return x < 0 ? "-infinity" : "infinity";
  if (x == std::floor(x) && std::abs(x) < 1e15) return std::to_string(static_cast<long long>(x));
  std::string text;
  for (int digits = 6; digits <= 17; ++digits) {  // the shortest that reads back
    text = short_number(x, digits);
    if (number_of(text) == x) break;
  }
  return text;
}

std::string fixed_number(double x, int decimals) { return printed("%.*f", decimals, x); }
std::string short_number(double x, int digits) { return printed("%.*g", digits, x); }

std::string fine_percent(double share) {
  const double p = share * 100;
  return printed(p >= 10 || p == 0 ? "%.1f\u2009%%" : p >= 0.1 ? "%.2f\u2009%%" : "%.1g\u2009%%", p);
}

std::string counted(int n, const char* one) { return std::to_string(n) + " " + one + (n == 1 ? "" : "s"); }
std::string range_text(double low, double high) { return plain_number(low) + " to " + plain_number(high); }

std::string shape_text(std::span<const std::int64_t> shape) { return in_brackets(shape); }
std::string shape_text(std::span<const std::uint64_t> shape) { return in_brackets(shape); }
std::string shape_text(std::int64_t rows, std::int64_t cols) { return in_brackets(std::array{rows, cols}); }

std::string short_count(std::int64_t n) { return significant(n, {"", "K", "M", "B", "T", "Q"}); }

std::string short_bytes(std::int64_t bytes) {
  return significant(bytes, {" bytes", " KB", " MB", " GB", " TB", " PB"});
}

std::string short_flops(std::int64_t flops) {
  return significant(flops, {" FLOP", " KFLOP", " MFLOP", " GFLOP", " TFLOP", " PFLOP"});
}

std::optional<double> take_number(std::string_view& text) {
  std::string_view rest = text;
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const std::size_t length = decimal_length(rest);
  if (length == 0) return std::nullopt;
  const double value = std::strtod(std::string(rest.substr(0, length)).c_str(), nullptr);
  text = rest.substr(length);
  return value;
}

std::optional<double> number_of(std::string_view text) {
  const auto value = take_number(text);
  return value && text.find_first_not_of(' ') == std::string_view::npos ? value : std::nullopt;
}

}  // namespace lesson
