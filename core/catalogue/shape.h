#pragma once
// Shapes as data, and how numbers are written for readers.

#include <cstdint>
#include <string>
#include <vector>

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

/// "4,762,310,656".
std::string with_commas(std::int64_t n);

/// Three significant digits with a short unit: "2.03B", "124M", "19.6M", "333".
std::string short_count(std::int64_t n);

/// Decimal bytes: "4.06 GB", "941 MB", "512 bytes".
std::string short_bytes(std::int64_t bytes);

/// Floating-point operations: "8.90 TFLOP", "371 GFLOP".
std::string short_flops(std::int64_t flops);

}  // namespace lesson::catalogue
