#include "core/blocks/norm.h"

#include <cmath>

namespace lesson {

namespace {

struct Moments {
  float mean, inverse;  ///< inverse = 1 / sqrt(variance + eps)
};

Moments moments(const float* x, Eigen::Index n, float eps) {
  const Eigen::Map<const Eigen::ArrayXf> row(x, n);
  const float mean = row.mean();
  const float variance = (row - mean).square().mean();  // two passes: no cancellation
  return {mean, 1.0f / std::sqrt(variance + eps)};
}

}  // namespace

void normalise(CRef x, MRef y, float eps) {
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const Moments m = moments(x.row(i).data(), x.cols(), eps);
    y.row(i).array() = (x.row(i).array() - m.mean) * m.inverse;
  }
}

void layer_norm(const LayerNorm& norm, CRef x, MRef y, float eps) {
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const Moments m = moments(x.row(i).data(), x.cols(), eps);
    y.row(i).array() =
        (x.row(i).array() - m.mean) * m.inverse * norm.weight.transpose().array() + norm.bias.transpose().array();
  }
}

void rms_norm(CVec weight, CRef x, MRef y, float eps) {
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const float inverse = 1.0f / std::sqrt(x.row(i).squaredNorm() / static_cast<float>(x.cols()) + eps);
    y.row(i).array() = x.row(i).array() * inverse * weight.transpose().array();
  }
}

void modulate(CRef x, CVec shift, CVec scale, MRef y, float eps) {
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const Moments m = moments(x.row(i).data(), x.cols(), eps);
    y.row(i).array() =
        (x.row(i).array() - m.mean) * m.inverse * (1.0f + scale.transpose().array()) + shift.transpose().array();
  }
}

void add_gated(CRef branch, CVec gate, MRef x) { x.array() += branch.array().rowwise() * gate.transpose().array(); }

}  // namespace lesson
