#include "shell/native/start_picture.h"

#include <algorithm>

#include "shell/native/files.h"
#include "shell/native/png.h"

namespace lesson {

namespace {

/// Pixels of the source that pixel `at` of `side` covers: [first, last), never none.
std::pair<int, int> covered(int at, int side, int source) {
  const auto edge = [&](int i) { return static_cast<int>(static_cast<std::int64_t>(i) * source / side); };
  return {edge(at), std::max(edge(at + 1), edge(at) + 1)};
}

}  // namespace

Picture squared(const Picture& picture, int side) {
  const int square = std::min(picture.width, picture.height);
  const int left = (picture.width - square) / 2, top = (picture.height - square) / 2;
  Picture made{side, side, {}};
  for (int row = 0; row < side; ++row) {
    for (int col = 0; col < side; ++col) {
      const auto [y0, y1] = covered(row, side, square);
      const auto [x0, x1] = covered(col, side, square);
      for (int channel = 0; channel < 3; ++channel) {
        std::int64_t sum = 0;
        for (int y = y0; y < y1; ++y)
          for (int x = x0; x < x1; ++x)
            sum += picture.rgb[3 * (static_cast<std::size_t>(top + y) * static_cast<std::size_t>(picture.width) +
                                    static_cast<std::size_t>(left + x)) +
                               static_cast<std::size_t>(channel)];
        const std::int64_t count = std::int64_t{y1 - y0} * (x1 - x0);
        made.rgb.push_back(static_cast<std::uint8_t>((sum + count / 2) / count));
      }
    }
  }
  return made;
}

Result<std::vector<std::uint8_t>> read_start_picture(const std::string& path, int side) {
  const auto file = read_file(path);
  if (!file) return file.error();
  const auto picture = decode_png(path, file.value());
  if (!picture) return picture.error();
  return squared(picture.value(), side).rgb;
}

Result<std::vector<std::byte>> pixmap_of(std::string_view name, std::span<const std::byte> png, int side) {
  const auto picture = decode_png(name, png);
  if (!picture) return picture.error();
  const std::string text = std::to_string(side);
  const std::string head = "P6\n" + text + " " + text + "\n255\n";
  std::vector<std::byte> file;
  for (const char sign : head) file.push_back(static_cast<std::byte>(sign));
  for (const std::uint8_t byte : squared(picture.value(), side).rgb) file.push_back(static_cast<std::byte>(byte));
  return file;
}

}  // namespace lesson
