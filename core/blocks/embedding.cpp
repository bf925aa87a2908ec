#include "core/blocks/embedding.h"

#include <cmath>
#include <numeric>

namespace lesson {

VectorF timestep_embedding(double t, int size) {
  const int half = size / 2;
  const float thousands = 1000.0f * static_cast<float>(t);
  VectorF embedding(size);
  for (int i = 0; i < half; ++i) {
    const float exponent = static_cast<float>(-std::log(10000.0)) * static_cast<float>(i) / static_cast<float>(half);
    const float frequency = static_cast<float>(std::exp(static_cast<double>(exponent)));
    const double angle = static_cast<double>(thousands * frequency);
    embedding[i] = static_cast<float>(std::cos(angle));
    embedding[half + i] = static_cast<float>(std::sin(angle));
  }
  return embedding;
}

MatrixRM sincos_positions(int rows, int cols, int width, AxisOrder order) {
  std::vector<float> ys(static_cast<std::size_t>(rows)), xs(static_cast<std::size_t>(cols));
  std::iota(ys.begin(), ys.end(), 0.0f);
  std::iota(xs.begin(), xs.end(), 0.0f);
  return sincos_positions(ys, xs, width, order);
}

MatrixRM sincos_positions(const std::vector<float>& ys, const std::vector<float>& xs, int width, AxisOrder order) {
  const int quarter = width / 4;
  const std::size_t cols = xs.size();
  MatrixRM positions(static_cast<Eigen::Index>(ys.size() * cols), width);
  for (Eigen::Index token = 0; token < positions.rows(); ++token) {
    const auto place = static_cast<std::size_t>(token);
    const double y = static_cast<double>(ys[place / cols]), x = static_cast<double>(xs[place % cols]);
    const double first = order == AxisOrder::x_first ? x : y, second = order == AxisOrder::x_first ? y : x;
    for (int i = 0; i < quarter; ++i) {
      const double frequency = std::pow(10000.0, -static_cast<double>(i) / quarter);
      positions(token, i) = static_cast<float>(std::sin(first * frequency));
      positions(token, quarter + i) = static_cast<float>(std::cos(first * frequency));
      positions(token, 2 * quarter + i) = static_cast<float>(std::sin(second * frequency));
      positions(token, 3 * quarter + i) = static_cast<float>(std::cos(second * frequency));
    }
  }
  return positions;
}

}  // namespace lesson
