#pragma once
// The one legend of all the tracer's pictures of numbers.

#include "widgets/ui/ui.h"

namespace lesson {

/// What the colours of the pictures of numbers above it mean: from -limit over 0 to limit. Nothing where limit is 0.
void draw_number_legend(ui::Ui& ui, float limit);

}  // namespace lesson
