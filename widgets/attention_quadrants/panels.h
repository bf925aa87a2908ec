#pragma once
// The parts of the quadrant viewer around its map. Each draws from the view model and gives what the learner asked.

#include <optional>

#include "core/attention/quadrants.h"
#include "widgets/attention_quadrants/compare.h"
#include "widgets/attention_quadrants/map/color_scale.h"
#include "widgets/attention_quadrants/view.h"
#include "widgets/ui/image_map.h"
#include "widgets/ui/ui.h"

namespace lesson {

/// Shares of the four quadrants as bars with the uniform baseline, and a "Cut" button each. True when a cut changed.
bool draw_mass(ui::Ui& ui, const AttentionView& view, QuadrantCut& cut);

/// The text tokens with the largest weights as bars.
void draw_text_bars(ui::Ui& ui, std::string_view label, const SourceInfo& info, std::span<const float> weights);

/// A chip a named word, whatever the number of its rows. Gives the first row of the one pressed.
std::optional<int> draw_token_chips(ui::Ui& ui, const SourceInfo& info, int chosen);

/// What each cut does to the output.
void draw_change(ui::Ui& ui, const AttentionView& view);

/// Three ways side by side, boxes to scale. `maps` may be null while computing.
struct ComparePictures {
  ui::HeatPicture joint, self, cross, cross2, self2, adapter;
};
void draw_compare(ui::Ui& ui, const AttentionView& view, const SourceInfo& info, const CompareMaps* maps,
                  ComparePictures& pictures, const ColorScale& colors, unsigned stamp);

}  // namespace lesson
