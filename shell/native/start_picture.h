#pragma once
// Pictures from disk that a run starts from.

#include <span>
#include <string>

#include "core/pipeline/run.h"

namespace lesson {

/// The square in a picture's middle, averaged to side x side pixels; a smaller one is enlarged pixel by pixel.
Picture squared(const Picture& picture, int side);

/// A PNG file as RGB bytes of side x side pixels. Error names the path.
Result<std::vector<std::uint8_t>> read_start_picture(const std::string& path, int side);

/// A PNG as the portable pixmap (P6) of side x side pixels that widgets take.
Result<std::vector<std::byte>> pixmap_of(std::string_view name, std::span<const std::byte> png, int side);

}  // namespace lesson
