#pragma once
// Colours as an autoencoder gives them -> bytes, rounded as diffusers' image processor does.

#include <cstdint>
#include <vector>

#include "core/tensor.h"

namespace lesson {

/// Colours [3, n] -> n RGB pixels: floor((clamp(x, -1, 1) + 1) * 127.5 + 0.5).
std::vector<std::uint8_t> to_rgb(CRef colours);

}  // namespace lesson
