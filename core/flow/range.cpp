#include "core/flow/range.h"

#include <cstdio>
#include <string>

namespace lesson {
namespace {

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

}  // namespace

Result<void> check_range(std::string_view field, double value, double low, double high) {
  if (value >= low && value <= high) return {};
  return Error{"the number is out of range", std::string(field), number_text(low) + " to " + number_text(high),
               number_text(value), ""};
}

}  // namespace lesson
