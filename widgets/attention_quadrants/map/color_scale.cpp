#include "widgets/attention_quadrants/map/color_scale.h"

#include <algorithm>
#include <cmath>

namespace lesson {

namespace {
std::array<std::uint8_t, 4> bytes_of(ui::Color c) { return {c.r, c.g, c.b, 255}; }
}  // namespace

float ColorScale::fraction(float times_uniform) const {
  if (scale == WeightScale::linear) return times_uniform / high;
  if (!(times_uniform > 0)) return -1;
  return std::log2(times_uniform / low) / std::log2(high / low);
}

float ColorScale::value(float fraction) const {
  return scale == WeightScale::linear ? high * fraction : low * std::exp2(fraction * std::log2(high / low));
}

ColorScale fit_scale(AttentionMap& map, WeightScale scale) {
  const int level = map.finest_kept(), side = map.groups(level), rows = std::min(side, 160);
  std::vector<WeightCode> all, row;
  for (int i = 0; i < rows; ++i) {
    map.codes(level, static_cast<int>(static_cast<long long>(i) * side / rows), 1, 0, side, 0, row);
    for (const WeightCode code : row) {
      if (code >= 2) all.push_back(code);
    }
  }
  ColorScale out{scale};
  if (all.empty()) {
    if (scale == WeightScale::linear) out.low = 0;
    return out;
  }
  const auto percentile = [&](double share) {
    const auto at = all.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(all.size() - 1));
    std::nth_element(all.begin(), at, all.end());
    return std::log2(decode_weight(*at));
  };
  float high = std::ceil(percentile(0.999) - 0.25f), low = std::floor(percentile(0.01) + 0.25f);
  if (high - low < 3) {
    low = std::min(low, high - 3);
  }
  low = std::max(low, high - 12);  // beyond that, colours no longer tell neighbours apart
  out.high = std::exp2(high);
  out.low = scale == WeightScale::linear ? 0.0f : std::exp2(low);
  return out;
}

ColorTable::ColorTable(const ColorScale& scale, const ui::Theme& theme) {
  special_[kNoWeight] = bytes_of(theme.colors.background);
  special_[kUnknownWeight] = bytes_of(theme.colors.surface);
  for (std::size_t i = 0; i < colors_.size(); ++i) {
    const WeightCode code = static_cast<WeightCode>(std::min<std::size_t>(i * 64 + 32, 65535));
    colors_[i] = bytes_of(
        ui::sample(ui::ColorMap::sequential, theme, std::clamp(scale.fraction(decode_weight(code)), 0.0f, 1.0f)));
  }
}

}  // namespace lesson
