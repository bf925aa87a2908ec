#include "widgets/pipeline_tracer/start_pad.h"

#include <algorithm>
#include <cmath>

namespace lesson {

namespace {

const std::array<std::uint8_t, 3>& color_at(int color) {
  return kPadColors[static_cast<std::size_t>(std::clamp<int>(color, 0, kPadColors.size() - 1))].rgb;
}

/// Header and pixels of a P6 file whose numbers are parted by one sign each, as hosts write it.
constexpr std::string_view kPixmapHead = "P6\n64 64\n255\n";

}  // namespace

StartPad::StartPad() {
  picture_.rgb.resize(3 * kPadSide * kPadSide);
  fill(0);
}

void StartPad::fill(int color) {
  const auto& rgb = color_at(color);
  for (std::size_t i = 0; i < picture_.rgb.size(); ++i) picture_.rgb[i] = rgb[i % 3];
}

void StartPad::dab(float x, float y, int color, int brush) {
  const auto radius = static_cast<float>(
      kPadBrushes[static_cast<std::size_t>(std::clamp<int>(brush, 0, kPadBrushes.size() - 1))].radius);
  const auto& rgb = color_at(color);
  const auto within = [](float at) { return static_cast<int>(std::clamp(at, 0.0f, static_cast<float>(kPadSide))); };
  for (int row = within(y - radius); row < within(y + radius + 1); ++row) {
    for (int col = within(x - radius); col < within(x + radius + 1); ++col) {
      const float dx = static_cast<float>(col) + 0.5f - x, dy = static_cast<float>(row) + 0.5f - y;
      if (dx * dx + dy * dy > radius * radius) continue;
      std::copy(rgb.begin(), rgb.end(), picture_.rgb.begin() + 3 * (kPadSide * row + col));
    }
  }
}

void StartPad::stroke(float from_x, float from_y, float to_x, float to_y, int color, int brush) {
  const float length = std::hypot(to_x - from_x, to_y - from_y);
  const int dabs = static_cast<int>(std::min(length, 4.0f * kPadSide)) + 1;
  for (int i = 1; i <= dabs; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(dabs);
    dab(from_x + t * (to_x - from_x), from_y + t * (to_y - from_y), color, brush);
  }
}

bool StartPad::take(const Picture& picture) {
  if (picture.width != kPadSide || picture.height != kPadSide || picture.rgb.size() != picture_.rgb.size())
    return false;
  picture_ = picture;
  return true;
}

Result<void> StartPad::read_pixmap(std::string_view name, std::span<const std::uint8_t> file) {
  const bool head =
      file.size() >= kPixmapHead.size() && std::equal(kPixmapHead.begin(), kPixmapHead.end(), file.begin());
  if (!head || file.size() != kPixmapHead.size() + picture_.rgb.size()) {
    return Error{"no picture to start from", std::string(name), "a picture, or a P6 pixmap of 64 x 64 pixels",
                 std::to_string(file.size()) + " bytes of something else",
                 "Open a PNG or JPEG in the page, or draw one."};
  }
  std::copy(file.begin() + static_cast<std::ptrdiff_t>(kPixmapHead.size()), file.end(), picture_.rgb.begin());
  return {};
}

}  // namespace lesson
