#include "core/pipeline/picture_change.h"

#include <algorithm>
#include <cstdlib>

namespace lesson {

std::optional<PictureChange> compare_pictures(const Picture& a, const Picture& b) {
  if (a.rgb.empty() || a.width != b.width || a.height != b.height || a.rgb.size() != b.rgb.size()) return std::nullopt;
  PictureChange out;
  out.per_pixel.reserve(a.rgb.size() / 3);
  long long sum = 0, changed = 0;
  for (std::size_t i = 0; i + 2 < a.rgb.size(); i += 3) {
    int largest = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      const int difference = std::abs(static_cast<int>(a.rgb[i + c]) - static_cast<int>(b.rgb[i + c]));
      sum += difference;
      largest = std::max(largest, difference);
    }
    changed += largest > 8;
    out.per_pixel.push_back(static_cast<float>(largest) / 255);
  }
  out.mean = static_cast<double>(sum) / (255.0 * static_cast<double>(a.rgb.size()));
  out.changed = static_cast<double>(changed) / static_cast<double>(out.per_pixel.size());
  return out;
}

}  // namespace lesson
