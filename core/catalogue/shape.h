#pragma once
// Shapes as data.

#include <cstdint>
#include <string>
#include <vector>

#include "core/text_format.h"

namespace lesson::catalogue {

/// Row-major dimensions, outermost first: {333, 4096} is [333, 4096].
using Shape = std::vector<std::int64_t>;

/// A tensor the learner meets by name.
struct NamedShape {
  std::string name;
  Shape shape;
};

/// "[16, 128, 128]"; "-" for an empty shape.
std::string to_string(const Shape& shape);

/// Product of the dimensions; 0 for an empty shape.
std::int64_t entries(const Shape& shape);

// How they are written for readers: core/text_format.h.
using lesson::short_bytes;
using lesson::short_count;
using lesson::short_flops;
using lesson::with_commas;

}  // namespace lesson::catalogue
