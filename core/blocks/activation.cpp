#include "core/blocks/activation.h"

#include <cmath>

#include "core/simd/kernels.h"

namespace lesson {

namespace {

void activate(MRef x, SigmoidGate gate) {
  for (Eigen::Index row = 0; row < x.rows(); ++row) {
    simd::kernels().activate(x.row(row).data(), static_cast<int>(x.cols()), gate.linear, gate.cubic);
  }
}

}  // namespace

void silu(MRef x) { activate(x, kSilu); }

VectorF silu_of(CVec x) {
  VectorF y = x;
  simd::kernels().activate(y.data(), static_cast<int>(y.size()), kSilu.linear, kSilu.cubic);
  return y;
}

void quick_gelu(MRef x) { activate(x, kQuickGelu); }

void gelu_tanh(MRef x) { activate(x, kGeluTanh); }

void gelu_erf(MRef x) {
  for (Eigen::Index row = 0; row < x.rows(); ++row) {
    for (Eigen::Index i = 0; i < x.cols(); ++i)
      x(row, i) = 0.5f * x(row, i) * (1.0f + std::erf(x(row, i) * 0.70710678f));
  }
}

}  // namespace lesson
