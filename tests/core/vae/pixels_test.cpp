#include "core/vae/pixels.h"

#include "core/vae/convolution.h"
#include "tests/core/blocks/twins.h"

using namespace lesson;
using reference::check_close;
using reference::MatrixD;
using reference::Noise;

namespace {

/// The textbook seven loops.
MatrixD convolve_twin(const Conv3x3& conv, const MatrixRM& x, int height, int width) {
  MatrixD y = MatrixD::Zero(conv.weight.rows(), x.cols());
  for (int out = 0; out < y.rows(); ++out)
    for (int row = 0; row < height; ++row)
      for (int col = 0; col < width; ++col) {
        double sum = static_cast<double>(conv.bias[out]);
        for (int in = 0; in < x.rows(); ++in)
          for (int ky = 0; ky < 3; ++ky)
            for (int kx = 0; kx < 3; ++kx) {
              const int sy = row + ky - 1, sx = col + kx - 1;
              if (sy < 0 || sx < 0 || sy >= height || sx >= width) continue;
              sum += static_cast<double>(conv.weight(out, in * 9 + ky * 3 + kx)) *
                     static_cast<double>(x(in, sy * width + sx));
            }
        y(out, row * width + col) = sum;
      }
  return y;
}

}  // namespace

TEST_CASE("a convolution equals the textbook loops over odd sizes", "[vae]") {
  for (const int height : {1, 2, 7, 8, 9, 17}) {
    for (const int width : {1, 2, 3, 8, 9}) {
      Conv3x3 conv(3, 5);
      twin::randomise(conv, 1);
      const MatrixRM x = Noise(static_cast<std::uint64_t>(height * width)).matrix(3, height * width);
      check_close(convolve(conv, x, height, width), convolve_twin(conv, x, height, width), 5e-6);
    }
  }
}

TEST_CASE("upsampling repeats every pixel four times", "[vae]") {
  MatrixRM x(1, 4), want(1, 16);
  x << 1, 2, 3, 4;
  want << 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4;
  CHECK(upsample_nearest(x, 2, 2) == want);
}

TEST_CASE("colours are clamped and rounded to bytes", "[vae]") {
  MatrixRM colours(3, 2);
  colours << -1, 9, 0, 1, -9, 0.5f;
  CHECK(to_rgb(colours) == std::vector<std::uint8_t>{0, 128, 0, 255, 255, 191});
}

TEST_CASE("averaging takes the mean of each square", "[vae]") {
  MatrixRM colours(1, 16);
  for (int i = 0; i < 16; ++i) colours(0, i) = static_cast<float>(i);
  MatrixRM want(1, 4);
  want << 2.5f, 4.5f, 10.5f, 12.5f;
  CHECK(averaged(colours, 4, 2) == want);
  CHECK(averaged(colours, 4, 1) == colours);
}
