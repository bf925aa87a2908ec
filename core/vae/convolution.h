#pragma once
// Convolutions of feature maps. A feature map is a matrix [C, h*w], one row per channel.

#include "core/blocks/linear.h"

namespace lesson {

/// 3x3 convolution. weight [out, in*9], columns ordered channel, row, column.
struct Conv3x3 {
  MatrixRM weight;
  VectorF bias;  ///< [out]

  Conv3x3(int in, int out) : weight(MatrixRM::Zero(out, 9 * in)), bias(VectorF::Zero(out)) {}

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    f(prefix + "weight", self.weight);
    f(prefix + "bias", self.bias);
  }
};

/// Stride 1, zero padding 1: x [in, h*w] -> [out, h*w].
MatrixRM convolve(const Conv3x3& conv, CRef x, int height, int width);

/// Stride 2, one line of zeros below and at the right only, as diffusers' Downsample2D pads in autoencoders. Even
/// height and width: x [in, h*w] -> [out, h*w / 4].
MatrixRM convolve_down(const Conv3x3& conv, CRef x, int height, int width);

/// 1x1 convolution: every pixel through the same layer, x [in, n] -> [out, n].
MatrixRM convolve_pixels(const Linear& layer, CRef x);

/// Every pixel twice in both directions: [C, h*w] -> [C, 4*h*w].
MatrixRM upsample_nearest(CRef x, int height, int width);

}  // namespace lesson
