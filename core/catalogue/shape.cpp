#include "core/catalogue/shape.h"

#include "core/catalogue/count.h"

namespace lesson::catalogue {

std::string to_string(const Shape& shape) { return shape.empty() ? "-" : shape_text(shape); }

std::int64_t entries(const Shape& shape) {
  if (shape.empty()) return 0;
  Count product = 1;
  for (const std::int64_t size : shape) product = product * size;
  return product.get();
}

}  // namespace lesson::catalogue
