#pragma once
// Colours as an autoencoder gives and takes them, and bytes; rounded as diffusers' image processor does.

#include <cstdint>
#include <span>
#include <vector>

#include "core/tensor.h"

namespace lesson {

/// Colours [3, n] -> n RGB pixels: floor((clamp(x, -1, 1) + 1) * 127.5 + 0.5).
std::vector<std::uint8_t> to_rgb(CRef colours);
/// The way back: n RGB pixels -> [3, n], x / 127.5 - 1. rgb.size() is a multiple of 3.
MatrixRM from_rgb(std::span<const std::uint8_t> rgb);
/// Colours [3, h*width] -> [3, h*width / times^2]: means of squares of `times` pixels a side, which divides h and
/// width.
MatrixRM averaged(CRef colours, int width, int times);

}  // namespace lesson
