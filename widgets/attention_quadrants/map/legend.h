#pragma once
// What the colours of the viewer's maps mean.

#include <string_view>

#include "widgets/attention_quadrants/map/color_scale.h"
#include "widgets/ui/ui.h"

namespace lesson {

/// The colours of weights with ticks in multiples of uniform. Leaves `beside` pixels to what stands beside it in its
/// row, where that is enough for both.
void draw_legend(ui::Ui& ui, const ColorScale& scale, float beside);

inline constexpr float kShareLegendHeight = 30;

/// The colours from 0 to `highest`, its two ends named, within a canvas from `top` on: kShareLegendHeight high.
void draw_share_legend(ui::Ui& ui, ui::Canvas& canvas, float top, std::string_view highest);

}  // namespace lesson
