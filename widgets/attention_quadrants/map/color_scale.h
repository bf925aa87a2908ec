#pragma once
// From weights to colours: the limits fit what one head holds, the legend says what they are.

#include <array>
#include <cstdint>

#include "widgets/attention_quadrants/map/map.h"
#include "widgets/ui/theme.h"

namespace lesson {

enum class WeightScale { log, linear };

/// Limits of the colours, in multiples of the uniform weight 1/S.
struct ColorScale {
  WeightScale scale = WeightScale::log;
  float low = 0.25f, high = 8.0f;  ///< low is 0 for linear
  bool operator==(const ColorScale&) const = default;

  float fraction(float times_uniform) const;  ///< 0..1 within the limits, not clamped
  float value(float fraction) const;          ///< the inverse
};

/// From the 1st to the 99.9th percentile of what is known, at least three octaves wide, on whole octaves.
ColorScale fit_scale(AttentionMap& map, WeightScale scale);

/// Colours of all codes (their upper ten bits), as r, g, b, a bytes. Unknown is the surface, nothing the background.
class ColorTable {
 public:
  ColorTable(const ColorScale& scale, const ui::Theme& theme);
  const std::array<std::uint8_t, 4>& operator[](WeightCode code) const {
    return code < 2 ? special_[code] : colors_[code >> 6];
  }

 private:
  std::array<std::array<std::uint8_t, 4>, 2> special_{};
  std::array<std::array<std::uint8_t, 4>, 1024> colors_{};
};

}  // namespace lesson
