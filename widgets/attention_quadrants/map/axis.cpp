#include "widgets/attention_quadrants/map/axis.h"

#include <algorithm>

namespace lesson {

namespace {
constexpr float kGap = 3;  ///< between text and image
}

float MapAxis::at(float cell) const {
  return origin + (cell - first) * cell_size() + (cell >= static_cast<float>(border) ? gap : 0.0f);
}

float MapAxis::cell(float pixel) const {
  const float c = first + (pixel - origin) / cell_size();
  const float b = static_cast<float>(border);
  if (gap == 0 || c < b) return c;
  return std::max(b, c - gap / cell_size());
}

MapAxis axis_for(float origin, float length, int cells, int border, float zoom, float center) {
  MapAxis axis{origin, length, 0, static_cast<float>(cells) / zoom, border, 0};
  axis.first = clamp_center(center, zoom) * static_cast<float>(cells) - axis.span / 2;
  const float b = static_cast<float>(border);
  if (axis.first < b && b < axis.first + axis.span) axis.gap = kGap;
  return axis;
}

int level_for(float cell_size, int levels) {
  int level = 0;
  while (level + 1 < levels && cell_size * static_cast<float>(1 << level) < 0.85f) ++level;
  return level;
}

float clamp_center(float center, float zoom) { return std::clamp(center, 0.5f / zoom, 1 - 0.5f / zoom); }

float largest_zoom(float length, int cells) {
  return std::max(1.0f, kLargestCell * static_cast<float>(cells) / std::max(length, 1.0f));
}

}  // namespace lesson
