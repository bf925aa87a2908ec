#pragma once
// The parts of the quadrant viewer around its map. Each draws from the view model and gives what the learner asked.

#include <optional>

#include "core/attention/quadrants.h"
#include "widgets/attention_quadrants/compare.h"
#include "widgets/attention_quadrants/map/color_scale.h"
#include "widgets/attention_quadrants/view.h"
#include "widgets/ui/ui.h"

namespace lesson {

/// Pixels made from numbers, remade when `stamp` or the theme changes.
class HeatPicture {
 public:
  /// Sequential colours from 0 to `high`; with `over_picture`, small values let the picture through.
  ui::Pixels of(std::span<const float> values, int rows, int cols, float high, bool over_picture, unsigned stamp,
                const ui::Theme& theme);
  /// Colours of a scale of weights.
  ui::Pixels of(const Thumbnail& values, const ColorScale& scale, unsigned stamp, const ui::Theme& theme);

 private:
  bool fresh(unsigned stamp, const ui::Theme& theme, std::size_t size, bool flag);
  std::vector<std::uint8_t> rgba_;
  unsigned revision_ = 0, stamp_ = 0;
  bool dark_ = false, flag_ = false;
};

/// Shares of the four quadrants as bars with the uniform baseline, and a "Cut" button each. True when a cut changed.
bool draw_mass(ui::Ui& ui, const AttentionView& view, QuadrantCut& cut);

/// A map over the image tokens, drawn over the picture where there is one. Gives a patch chosen in it (0-based image
/// token).
struct ImageMap {
  std::string label, description;
  std::span<const float> values;  ///< [I]
  int rows = 0, cols = 0;
  ui::Pixels picture;  ///< may be empty
  int chosen = -1;     ///< image token marked
  unsigned stamp = 0;
};
std::optional<int> draw_image_map(ui::Ui& ui, HeatPicture& heat, const ImageMap& map);

/// The text tokens with the largest weights as bars.
void draw_text_bars(ui::Ui& ui, std::string_view label, const SourceInfo& info, std::span<const float> weights);

/// A chip a named word, whatever the number of its rows. Gives the first row of the one pressed.
std::optional<int> draw_token_chips(ui::Ui& ui, const SourceInfo& info, int chosen);

/// What each cut does to the output.
void draw_change(ui::Ui& ui, const AttentionView& view);

/// Three ways side by side, boxes to scale. `maps` may be null while computing.
struct ComparePictures {
  HeatPicture joint, self, cross, cross2, self2, adapter;
};
void draw_compare(ui::Ui& ui, const AttentionView& view, const SourceInfo& info, const CompareMaps* maps,
                  ComparePictures& pictures, const ColorScale& colors, unsigned stamp);

}  // namespace lesson
