#pragma once
// Numbers as colours: a small matrix as pixels, and a map over the patches of a picture with its legend.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "widgets/ui/ui.h"

namespace lesson::ui {

/// The sequential colours from left to right, framed: what a legend is made of.
void draw_color_bar(Ui& ui, Canvas& canvas, const Rect& place);

/// Pixels made from numbers, remade when `stamp` or the theme changes.
class HeatPicture {
 public:
  /// Sequential colours from 0 to `high`; with `over_picture`, small values let the picture through.
  Pixels of(std::span<const float> values, int rows, int cols, float high, bool over_picture, unsigned stamp,
            const Theme& theme);

 private:
  bool fresh(unsigned stamp, const Theme& theme, std::size_t size, bool flag);
  std::vector<std::uint8_t> rgba_;
  unsigned revision_ = 0, stamp_ = 0;
  bool dark_ = false, flag_ = false;
};

/// What a map over the patches keeps from frame to frame.
struct ImageMapView {
  HeatPicture heat;
  int cursor = -1;  ///< image token under the pointer, or that the arrow keys have come to
};

/// A map over the image tokens, drawn over the picture where there is one: read by pointer and arrow keys, chosen from
/// by a press or Enter. Gives a patch chosen in it (0-based image token).
struct ImageMap {
  std::string label, description;
  std::span<const float> values;  ///< [I]
  int rows = 0, cols = 0;
  Pixels picture;   ///< may be empty
  int chosen = -1;  ///< image token marked
  unsigned stamp = 0;
};
std::optional<int> draw_image_map(Ui& ui, ImageMapView& view, const ImageMap& map);

}  // namespace lesson::ui
