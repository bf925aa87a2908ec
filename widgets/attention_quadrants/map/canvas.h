#pragma once
// The [S, S] map on the screen: four quadrants, labelled edges, zoom and pan, a cursor and a chosen token.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "widgets/attention_quadrants/map/axis.h"
#include "widgets/attention_quadrants/map/color_scale.h"
#include "widgets/attention_quadrants/map/map.h"
#include "widgets/attention_quadrants/sources/source.h"
#include "widgets/ui/ui.h"

namespace lesson {

class MapCanvas {
 public:
  struct Given {
    const SourceInfo& info;
    AttentionMap& map;
    WeightScale scale;
    int token;  ///< chosen, or -1
  };
  /// Draws and lets the learner move `view`. Gives the token chosen in this frame, if any.
  std::optional<int> draw(ui::Ui& ui, const Given& given, MapView& view);
  /// "cat reads patch 3, 7: 0.82 % of its row, 2.7 × uniform", or empty.
  const std::string& reading() const { return reading_; }
  const ColorScale& scale() const { return scale_; }
  /// Fits the colours to the map; draw() does it by itself.
  void choose_scale(const Given& given);
  /// Another slice is shown: limits and picture are made anew.
  void forget();

 private:
  struct Picture {  ///< what the texture shows
    int level = -1, row0 = 0, rows = 0, col0 = 0, cols = 0;
    bool operator==(const Picture&) const = default;
  };
  void compose(const Given& given, const Picture& wanted, const ui::Theme& theme);
  void draw_quadrants(ui::Ui& ui, ui::Canvas& canvas, const Given& given);
  void draw_edges(ui::Ui& ui, ui::Canvas& canvas, const Given& given) const;
  void draw_names(ui::Ui& ui, ui::Canvas& canvas, const Given& given) const;
  void draw_chosen(ui::Ui& ui, ui::Canvas& canvas, const Given& given) const;
  void draw_chosen_row(ui::Ui& ui, ui::Canvas& canvas, int token) const;
  void draw_cursor(ui::Ui& ui, ui::Canvas& canvas) const;
  std::optional<int> act(const ui::CanvasInput& in, const Given& given, MapView& view);
  void read(const Given& given);

  MapAxis rows_, cols_;
  ColorScale scale_;
  const AttentionMap* scaled_map_ = nullptr;
  bool scale_final_ = false;
  WeightScale scale_wanted_ = WeightScale::log;
  Picture shown_;
  bool exact_ = false;
  ui::Color paper_;  ///< of the theme the picture was made for
  int rows_done_ = -1;
  const AttentionMap* shown_map_ = nullptr;
  std::vector<WeightCode> codes_;
  std::vector<std::uint8_t> rgba_;
  unsigned revision_ = 0;
  int cursor_row_ = -1, cursor_col_ = -1;
  std::string reading_;
};

}  // namespace lesson
