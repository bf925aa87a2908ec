#pragma once
// PNG files of 8-bit pixels by libpng: written for exports and screenshots, read for runs that start from a picture. A
// page's pictures are the browser's own.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/pipeline/run.h"
#include "core/result.h"

namespace lesson {

/// Encodes `pixels`: height rows of width pixels of `channels` bytes (3 = RGB, 4 = RGBA), top row first.
/// Error: channels not 3 or 4, a side not in 1..65535, or a wrong number of bytes.
Result<std::vector<std::byte>> encode_png(std::span<const std::uint8_t> pixels, int width, int height, int channels);

inline constexpr int kLargestPngSide = 8192;  ///< of one that is read: 200 MB of pixels
bool is_png(std::span<const std::byte> file);
/// What is transparent is on white. Error: not a PNG, damaged, or a side beyond kLargestPngSide; `name` says of which
/// file.
Result<Picture> decode_png(std::string_view name, std::span<const std::byte> file);

}  // namespace lesson
