#pragma once
// PNG files of 8-bit pixels (W3C PNG, second edition), for exports.
// Compression is run lengths under fixed Huffman codes: small code, good on charts and heat maps.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/result.h"

namespace lesson {

/// Encodes `pixels`: height rows of width pixels of `channels` bytes (3 = RGB, 4 = RGBA), top row
/// first. The same pixels always give the same bytes.
/// Error: channels not 3 or 4, a side not in 1..65535, or a wrong number of bytes.
Result<std::vector<std::byte>> encode_png(std::span<const std::uint8_t> pixels, int width, int height, int channels);

}  // namespace lesson
