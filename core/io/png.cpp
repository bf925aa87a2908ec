#include "core/io/png.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "core/io/deflate.h"

namespace lesson {
namespace {

void append_u32(std::vector<std::byte>& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::byte>(value >> shift));
}

void append_text(std::vector<std::byte>& out, std::string_view text) {
  for (const char c : text) out.push_back(static_cast<std::byte>(c));
}

void append_chunk(std::vector<std::byte>& out, std::string_view type, std::span<const std::byte> data) {
  append_u32(out, static_cast<std::uint32_t>(data.size()));
  const std::size_t begin = out.size();
  append_text(out, type);
  out.insert(out.end(), data.begin(), data.end());
  append_u32(out, crc32(std::span<const std::byte>(out).subspan(begin)));
}

/// The rows, each behind its filter byte 0 (none): charts repeat in runs, which filters would break.
std::vector<std::uint8_t> scanlines(std::span<const std::uint8_t> pixels, std::size_t row_bytes) {
  std::vector<std::uint8_t> lines;
  lines.reserve(pixels.size() + pixels.size() / row_bytes);
  for (std::size_t at = 0; at < pixels.size(); at += row_bytes) {
    lines.push_back(0);
    lines.insert(lines.end(), pixels.begin() + static_cast<std::ptrdiff_t>(at),
                 pixels.begin() + static_cast<std::ptrdiff_t>(at + row_bytes));
  }
  return lines;
}

}  // namespace

Result<std::vector<std::byte>> encode_png(std::span<const std::uint8_t> pixels, int width, int height, int channels) {
  if (channels != 3 && channels != 4)
    return Error{"a PNG is written from 3 or 4 channels", "channels", "3 or 4", std::to_string(channels), ""};
  if (width < 1 || height < 1 || width > 65535 || height > 65535)
    return Error{"a PNG's sides are out of range", "size", "1 to 65535",
                 std::to_string(width) + " x " + std::to_string(height), ""};
  const std::size_t row_bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  if (pixels.size() % row_bytes != 0 || pixels.size() / row_bytes != static_cast<std::size_t>(height))
    return Error{"the pixels do not fill the picture", "pixels",
                 std::to_string(width) + " x " + std::to_string(height) + " x " + std::to_string(channels),
                 std::to_string(pixels.size()) + " bytes", ""};

  std::vector<std::byte> file, header;
  append_text(file, "\x89PNG\r\n\x1a\n");
  append_u32(header, static_cast<std::uint32_t>(width));
  append_u32(header, static_cast<std::uint32_t>(height));
  const std::uint8_t colour_type = channels == 3 ? 2 : 6;
  for (const std::uint8_t byte : {std::uint8_t{8}, colour_type, std::uint8_t{0}, std::uint8_t{0}, std::uint8_t{0}})
    header.push_back(static_cast<std::byte>(byte));
  append_chunk(file, "IHDR", header);

  // Repeats of the pixel to the left and of the row above (deflate reaches back 32,768 bytes).
  std::array<std::size_t, 2> distances{static_cast<std::size_t>(channels), row_bytes + 1};
  const std::size_t usable = row_bytes + 1 <= 32768 ? 2 : 1;
  append_chunk(file, "IDAT", zlib_compress(scanlines(pixels, row_bytes), std::span(distances).first(usable)));
  append_chunk(file, "IEND", {});
  return file;
}

}  // namespace lesson
