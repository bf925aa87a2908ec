#pragma once
// Numbers for time and place: fixed sines and cosines, nothing learned.

#include <vector>

#include "core/tensor.h"

namespace lesson {

/// Time t in [0, 1] -> [size]: cosines, then sines, of 1000 t at size/2 frequencies 10000^(-2i/size).
/// Source: facebookresearch/DiT models.py TimestepEmbedder (size 256); SD3 and FLUX use the same.
/// Rounded to float step by step, as PyTorch does it: at t = 1 the angles are as large as 1000.
VectorF timestep_embedding(double t, int size = 256);

/// Which coordinate takes the first half of a position's numbers.
enum class AxisOrder {
  x_first,  ///< DiT and SD3 (get_2d_sincos_pos_embed: "here w goes first")
  y_first   ///< the tiny SD3
};

/// Grid positions -> [rows*cols, width], row-major, width divisible by 4. Each half holds sines, then
/// cosines, of one coordinate at width/4 frequencies 10000^(-4i/width).
MatrixRM sincos_positions(int rows, int cols, int width, AxisOrder order);

/// The same for any coordinates of rows and columns.
MatrixRM sincos_positions(const std::vector<float>& ys, const std::vector<float>& xs, int width, AxisOrder order);

}  // namespace lesson
