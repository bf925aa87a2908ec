#pragma once
// What the colours of the map of all weights mean.

#include "widgets/attention_quadrants/map/color_scale.h"
#include "widgets/ui/ui.h"

namespace lesson {

/// The colours of weights with ticks in multiples of uniform. Leaves `beside` pixels to what stands beside it in its
/// row, where that is enough for both.
void draw_legend(ui::Ui& ui, const ColorScale& scale, float beside);

}  // namespace lesson
