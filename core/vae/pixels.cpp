#include "core/vae/pixels.h"

#include <algorithm>
#include <cmath>

namespace lesson {

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

MatrixRM from_rgb(std::span<const std::uint8_t> rgb) {
  const auto pixels = static_cast<Eigen::Index>(rgb.size() / 3);
  MatrixRM colours(3, pixels);
  for (Eigen::Index i = 0; i < 3 * pixels; ++i) {
    colours(i % 3, i / 3) = static_cast<float>(rgb[static_cast<std::size_t>(i)]) / 127.5f - 1.0f;
  }
  return colours;
}

MatrixRM averaged(CRef colours, int width, int times) {
  if (times == 1) return colours;
  const Eigen::Index small = width / times;
  MatrixRM means = MatrixRM::Zero(colours.rows(), colours.cols() / (Eigen::Index{times} * times));
  for (Eigen::Index pixel = 0; pixel < colours.cols(); ++pixel) {
    means.col(pixel / width / times * small + pixel % width / times) += colours.col(pixel);
  }
  return means / static_cast<float>(times * times);
}

}  // namespace lesson
