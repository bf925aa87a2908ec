#include "shell/native/png.h"

#include <png.h>

#include <string>

namespace lesson {

namespace {

Result<void> check_size(std::size_t bytes, int width, int height, int channels) {
  if (channels != 3 && channels != 4)
    return Error{"a PNG is written from 3 or 4 channels", "channels", "3 or 4", std::to_string(channels), ""};
  const std::string size = std::to_string(width) + " x " + std::to_string(height);
  if (width < 1 || height < 1 || width > 65535 || height > 65535)
    return Error{"a PNG's sides are out of range", "size", "1 to 65535", size, ""};
  const auto side = [](int n) { return static_cast<std::size_t>(n); };
  if (bytes != side(width) * side(height) * side(channels))
    return Error{"the pixels do not fill the picture", "pixels", size + " x " + std::to_string(channels),
                 std::to_string(bytes) + " bytes", ""};
  return {};
}

/// What libpng holds while it reads, given back also where the picture finds no memory.
struct Reading {
  png_image image = {};
  Reading() { image.version = PNG_IMAGE_VERSION; }
  ~Reading() { png_image_free(&image); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
};

}  // namespace

Result<std::vector<std::byte>> encode_png(std::span<const std::uint8_t> pixels, int width, int height, int channels) {
  if (auto fits = check_size(pixels.size(), width, height, channels); !fits) return fits.error();
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_RGBA;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::vector<std::byte> file(size);
  if (!png_image_write_to_memory(&image, file.data(), &size, 0, pixels.data(), 0, nullptr))
    return Error{"the picture cannot be written as a PNG", "png", "", image.message,
                 "Free some memory, then try again."};
  file.resize(size);
  return file;
}

bool is_png(std::span<const std::byte> file) {
  return file.size() >= 8 && png_sig_cmp(reinterpret_cast<png_const_bytep>(file.data()), 0, 8) == 0;
}

Result<Picture> decode_png(std::string_view name, std::span<const std::byte> file) {
  const auto refuse = [&](const char* what, std::string expected, std::string got) {
    return Error{what, std::string(name), std::move(expected), std::move(got), "Choose another file."};
  };
  if (!is_png(file)) return refuse("not a PNG", "a picture as PNG", "other bytes");
  Reading reading;
  png_image& image = reading.image;
  if (!png_image_begin_read_from_memory(&image, file.data(), file.size()))
    return refuse("a damaged PNG", "", image.message);
  if (image.width > kLargestPngSide || image.height > kLargestPngSide) {
    const std::string got = std::to_string(image.width) + " x " + std::to_string(image.height);
    return refuse("the picture is too large", "sides up to " + std::to_string(kLargestPngSide), got);
  }
  image.format = PNG_FORMAT_RGB;
  Picture picture{static_cast<int>(image.width), static_cast<int>(image.height), {}};
  picture.rgb.resize(PNG_IMAGE_SIZE(image));
  const png_color white = {255, 255, 255};
  if (!png_image_finish_read(&image, &white, picture.rgb.data(), 0, nullptr))
    return refuse("a damaged PNG", "", image.message);
  return picture;
}

}  // namespace lesson
