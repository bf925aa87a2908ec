#pragma once
// The one way the flow room refuses a number.

#include <string_view>

#include "core/result.h"

namespace lesson {

/// Success if low <= value <= high (NaN fails), else an Error naming the field and its range.
Result<void> check_range(std::string_view field, double value, double low, double high);

}  // namespace lesson
