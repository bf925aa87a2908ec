#include "core/blocks/linear.h"

#include "core/blocks/activation.h"
#include "core/product.h"

namespace lesson {

void apply(const Linear& layer, CRef x, MRef y) { apply(layer, x, Around{}, y); }

void apply(const Linear& layer, CRef x, const Around& around, MRef y) {
  simd::ProductJob job;
  job.a = {x.data(), x.outerStride()};
  job.b = {layer.weight.data(), layer.weight.outerStride()};
  job.out = {y.data(), y.outerStride()};
  job.rows = static_cast<int>(x.rows());
  job.depth = layer.in();
  job.cols = layer.out();
  if (layer.bias.size() > 0) job.bias = layer.bias.data();
  if (around.scale) {
    job.before = simd::Before::layer_norm;
    job.eps = 1e-6f;
    job.add_to_scale = 1;
    job.scale = around.scale;
    job.shift = around.shift;
  }
  if (around.gelu) {
    job.after = simd::After::sigmoid_gated;
    job.linear = kGeluTanh.linear;
    job.cubic = kGeluTanh.cubic;
  }
  job.gate = around.gate;
  job.add = around.gate != nullptr;
  run_product(job);
}

VectorF apply(const Linear& layer, CVec x) {
  VectorF y(layer.out());
  product_with_vector(layer.weight, x.data(), layer.bias.size() > 0 ? layer.bias.data() : nullptr, y.data());
  return y;
}

}  // namespace lesson
