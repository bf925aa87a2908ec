#include "core/blocks/embedding.h"

#include <cmath>

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
  const int quarter = width / 4;
  MatrixRM positions(rows * cols, width);
  for (int token = 0; token < rows * cols; ++token) {
    const int y = token / cols, x = token % cols;
    const int first = order == AxisOrder::x_first ? x : y, second = order == AxisOrder::x_first ? y : x;
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
