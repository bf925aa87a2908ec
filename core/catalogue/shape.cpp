#include "core/catalogue/shape.h"

#include <cmath>
#include <cstdio>

#include "core/catalogue/count.h"

namespace lesson::catalogue {

namespace {

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
  char text[32];
  std::snprintf(text, sizeof text, "%.*f%s", decimals, value, units[unit]);
  return text;
}

}  // namespace

std::string to_string(const Shape& shape) {
  if (shape.empty()) return "-";
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(shape[i]);
  }
  return text + "]";
}

std::int64_t entries(const Shape& shape) {
  if (shape.empty()) return 0;
  Count product = 1;
  for (const std::int64_t size : shape) product = product * size;
  return product.get();
}

std::string with_commas(std::int64_t n) {
  std::string digits = std::to_string(n);
  const std::ptrdiff_t first = n < 0 ? 1 : 0;
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > first; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string short_count(std::int64_t n) { return significant(n, {"", "K", "M", "B", "T", "Q"}); }

std::string short_bytes(std::int64_t bytes) {
  return significant(bytes, {" bytes", " KB", " MB", " GB", " TB", " PB"});
}

std::string short_flops(std::int64_t flops) {
  return significant(flops, {" FLOP", " KFLOP", " MFLOP", " GFLOP", " TFLOP", " PFLOP"});
}

}  // namespace lesson::catalogue
