#include "core/attention/weights.h"

#include <cmath>

#include "core/attention/kernel.h"

namespace lesson {

MatrixRM attention_weights(CRef q, CRef k) {
  MatrixRM weights(q.rows(), k.rows());
  product_transposed(q, k, weights);
  const kernel::Reach all{{0, 0}, {0, static_cast<int>(k.rows())}};
  const float scale = 1.0f / std::sqrt(static_cast<float>(q.cols()));
  for (Eigen::Index row = 0; row < weights.rows(); ++row) kernel::softmax_row(&weights(row, 0), all, scale);
  return weights;
}

}  // namespace lesson
