#include "core/blocks/activation.h"

#include <cmath>

#include "core/attention/softmax.h"

namespace lesson {

namespace {

/// 1 / (1 + e^-x). The bound keeps fast_exp in its range; sigmoid(-87) is 0 for every purpose.
inline float sigmoid(float x) { return 1.0f / (1.0f + fast_exp(-x < 87.0f ? -x : 87.0f)); }

template <class F>
void for_each_row(MRef x, F f) {
  for (Eigen::Index row = 0; row < x.rows(); ++row) {
    float* const line = x.row(row).data();
    const Eigen::Index n = x.cols();
    for (Eigen::Index i = 0; i < n; ++i) line[i] = f(line[i]);
  }
}

}  // namespace

void silu(MRef x) {
  for_each_row(x, [](float v) { return v * sigmoid(v); });
}

VectorF silu_of(CVec x) {
  return x.unaryExpr([](float v) { return v * sigmoid(v); });
}

void quick_gelu(MRef x) {
  for_each_row(x, [](float v) { return v * sigmoid(1.702f * v); });
}

void gelu_tanh(MRef x) {
  constexpr float kLinear = 1.5957691216057308f;  // 2 sqrt(2/pi)
  constexpr float kCubic = kLinear * 0.044715f;
  for_each_row(x, [](float v) { return v * sigmoid(v * (kLinear + kCubic * v * v)); });
}

void gelu_erf(MRef x) {
  for_each_row(x, [](float v) { return 0.5f * v * (1.0f + std::erf(v * 0.70710678f)); });
}

}  // namespace lesson
