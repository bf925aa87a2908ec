#include "core/attention/head_norm.h"

#include <cassert>
#include <cmath>

namespace lesson {

void rms_norm_heads(MRef x, int heads, CVec weight, float eps) {
  const Eigen::Index dim = weight.size();
  assert(x.cols() == heads * dim);
  for (Eigen::Index row = 0; row < x.rows(); ++row) {
    for (int head = 0; head < heads; ++head) {
      auto part = x.row(row).segment(head * dim, dim);
      const float mean_square = part.squaredNorm() / static_cast<float>(dim);
      part = part.array() * weight.transpose().array() * (1.0f / std::sqrt(mean_square + eps));
    }
  }
}

}  // namespace lesson
