#include "core/vae/convolution.h"

#include <algorithm>

#include "core/product.h"

namespace lesson {

namespace {

constexpr int kBand = 8;  ///< picture rows at a time: their columns stay in cache

/// The 9 neighbours of every pixel of `rows` picture rows from `first` on, as columns: [in*9, rows*width].
void gather_neighbours(CRef x, int height, int width, int first, int rows, MatrixRM& columns) {
  for (Eigen::Index channel = 0; channel < x.rows(); ++channel) {
    for (int tap = 0; tap < 9; ++tap) {
      const int dy = tap / 3 - 1, dx = tap % 3 - 1;
      float* line = columns.row(channel * 9 + tap).data();
      for (int row = 0; row < rows; ++row, line += width) {
        const int y = first + row + dy;
        if (y < 0 || y >= height) {
          std::fill(line, line + width, 0.0f);
          continue;
        }
        const float* const source = x.row(channel).data() + y * width;
        const int begin = std::max(0, -dx), end = std::min(width, width - dx);
        if (begin > 0) line[0] = 0.0f;
        if (end < width) line[width - 1] = 0.0f;
        std::copy(source + begin + dx, source + end + dx, line + begin);
      }
    }
  }
}

}  // namespace

MatrixRM convolve(const Conv3x3& conv, CRef x, int height, int width) {
  MatrixRM y(conv.weight.rows(), x.cols());
  MatrixRM columns(conv.weight.cols(), std::min(kBand, height) * width);
  for (int first = 0; first < height; first += kBand) {
    const int rows = std::min(kBand, height - first);
    if (columns.cols() != rows * width) columns.resize(columns.rows(), rows * width);
    gather_neighbours(x, height, width, first, rows, columns);
    product(conv.weight, columns, y.middleCols(first * width, rows * width));
  }
  y.colwise() += conv.bias;
  return y;
}

MatrixRM convolve_down(const Conv3x3& conv, CRef x, int height, int width) {
  const int rows = height / 2, cols = width / 2;
  MatrixRM columns = MatrixRM::Zero(conv.weight.cols(), rows * cols);
  for (Eigen::Index line = 0; line < columns.rows(); ++line) {
    const Eigen::Index channel = line / 9, dy = line % 9 / 3, dx = line % 3;
    for (int y = 0; y < rows && 2 * y + dy < height; ++y) {
      for (int col = 0; col < cols && 2 * col + dx < width; ++col) {
        columns(line, y * cols + col) = x(channel, (2 * y + dy) * width + 2 * col + dx);
      }
    }
  }
  MatrixRM y(conv.weight.rows(), rows * cols);
  product(conv.weight, columns, y);
  y.colwise() += conv.bias;
  return y;
}

MatrixRM convolve_pixels(const Linear& layer, CRef x) {
  MatrixRM y(layer.out(), x.cols());
  product(layer.weight, x, y);
  y.colwise() += layer.bias;
  return y;
}

MatrixRM upsample_nearest(CRef x, int height, int width) {
  MatrixRM y(x.rows(), 4 * x.cols());
  for (Eigen::Index channel = 0; channel < x.rows(); ++channel) {
    for (int row = 0; row < 2 * height; ++row) {
      for (int col = 0; col < 2 * width; ++col) {
        y(channel, row * 2 * width + col) = x(channel, row / 2 * width + col / 2);
      }
    }
  }
  return y;
}

}  // namespace lesson
