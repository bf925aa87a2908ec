#pragma once
// PNG files of 8-bit pixels, written by libpng, for exports and screenshots. A page's pictures are the browser's own.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/result.h"

namespace lesson {

/// Encodes `pixels`: height rows of width pixels of `channels` bytes (3 = RGB, 4 = RGBA), top row first.
/// Error: channels not 3 or 4, a side not in 1..65535, or a wrong number of bytes.
Result<std::vector<std::byte>> encode_png(std::span<const std::uint8_t> pixels, int width, int height, int channels);

}  // namespace lesson
