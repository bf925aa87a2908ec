#include "core/blocks/linear.h"

#include "core/product.h"

namespace lesson {

void apply(const Linear& layer, CRef x, MRef y) {
  product_transposed(x, layer.weight, y);
  if (layer.bias.size() > 0) y.rowwise() += layer.bias.transpose();
}

VectorF apply(const Linear& layer, CVec x) {
  VectorF y(layer.out());
  y.noalias() = layer.weight * x;
  if (layer.bias.size() > 0) y += layer.bias;
  return y;
}

}  // namespace lesson
