#include "core/vae/decoder.h"

#include <algorithm>
#include <cmath>

#include "core/blocks/activation.h"

namespace lesson {

namespace {

/// h + silu(conv(h))
void add_residual(const Conv3x3& conv, int height, int width, MatrixRM& h) {
  MatrixRM branch = convolve(conv, h, height, width);
  silu(branch);
  h += branch;
}

}  // namespace

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
