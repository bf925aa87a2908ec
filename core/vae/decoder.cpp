#include "core/vae/decoder.h"

#include <algorithm>
#include <cmath>

#include "core/blocks/activation.h"
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

/// h + silu(conv(h))
void add_residual(const Conv3x3& conv, int height, int width, MatrixRM& h) {
  MatrixRM branch = convolve(conv, h, height, width);
  silu(branch);
  h += branch;
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

MatrixRM decode(const VaeDecoder& decoder, CRef latent, int height, int width) {
  const MatrixRM z = (latent.array() / decoder.scale + decoder.shift).matrix();
  MatrixRM h = convolve(decoder.conv_in, z, height, width);
  silu(h);
  add_residual(decoder.mid, height, width, h);
  h = convolve(decoder.up, upsample_nearest(h, height, width), 2 * height, 2 * width);
  silu(h);
  add_residual(decoder.mid2, 2 * height, 2 * width, h);
  return convolve(decoder.conv_out, h, 2 * height, 2 * width);
}

std::vector<std::uint8_t> to_rgb(CRef colours) {
  std::vector<std::uint8_t> pixels;
  pixels.reserve(static_cast<std::size_t>(colours.size()));
  for (Eigen::Index pixel = 0; pixel < colours.cols(); ++pixel) {
    for (Eigen::Index channel = 0; channel < colours.rows(); ++channel) {
      const float clamped = std::clamp(colours(channel, pixel), -1.0f, 1.0f);
      pixels.push_back(static_cast<std::uint8_t>(std::floor((clamped + 1.0f) * 127.5f + 0.5f)));
    }
  }
  return pixels;
}

}  // namespace lesson
