#include "core/attention/rope.h"

#include <cassert>
#include <cmath>

namespace lesson {

RopeTable make_rope_table(CRef positions, const std::vector<int>& axis_dims, double theta) {
  assert(positions.cols() == static_cast<Eigen::Index>(axis_dims.size()));
  Eigen::Index pairs = 0;
  for (const int dim : axis_dims) pairs += dim / 2;
  RopeTable table{MatrixRM(positions.rows(), pairs), MatrixRM(positions.rows(), pairs)};
  for (Eigen::Index token = 0; token < positions.rows(); ++token) {
    Eigen::Index pair = 0;
    for (std::size_t axis = 0; axis < axis_dims.size(); ++axis) {
      const double position = static_cast<double>(positions(token, static_cast<Eigen::Index>(axis)));
      for (int i = 0; i < axis_dims[axis] / 2; ++i, ++pair) {
        const double angle = position * std::pow(theta, -2.0 * i / axis_dims[axis]);
        table.cos(token, pair) = static_cast<float>(std::cos(angle));
        table.sin(token, pair) = static_cast<float>(std::sin(angle));
      }
    }
  }
  return table;
}

MatrixRM flux_positions(int text_tokens, int rows, int cols) {
  MatrixRM positions = MatrixRM::Zero(text_tokens + rows * cols, 3);
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) {
      const int token = text_tokens + row * cols + col;
      positions(token, 1) = static_cast<float>(row);
      positions(token, 2) = static_cast<float>(col);
    }
  }
  return positions;
}

void apply_rope(MRef x, int heads, const RopeTable& table) {
  assert(x.rows() == table.tokens() && x.cols() == Eigen::Index{heads} * table.head_dim());
  const Eigen::Index pairs = table.cos.cols();
  for (Eigen::Index token = 0; token < x.rows(); ++token) {
    for (int head = 0; head < heads; ++head) {
      for (Eigen::Index pair = 0; pair < pairs; ++pair) {
        float& even = x(token, 2 * (head * pairs + pair));
        float& odd = x(token, 2 * (head * pairs + pair) + 1);
        const float cos = table.cos(token, pair), sin = table.sin(token, pair);
        const float turned = cos * even - sin * odd;
        odd = sin * even + cos * odd;
        even = turned;
      }
    }
  }
}

}  // namespace lesson
