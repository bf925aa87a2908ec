#pragma once
// The drawings of the tiny SD3's pictures at several step counts.

#include <map>

#include "widgets/step_count/pictures/view.h"
#include "widgets/ui/ui.h"

namespace lesson {

/// The grid: a row a series, a column a step count, filling in as runs arrive.
class PictureGrid {
 public:
  void draw(ui::Ui& ui, const StepPicturesView& view);

 private:
  void draw_cell(ui::Ui& ui, const PictureCell& cell);
  ui::Pixels pixels(const PictureCell& cell);

  struct Shown {
    std::string sha256;
    std::vector<std::uint8_t> rgba;
    unsigned revision = 0;
  };
  std::map<PictureKey, Shown> shown_;
};

/// Distance against steps, both axes logarithmic.
void draw_distance_plot(ui::Ui& ui, const StepPicturesView& view);

}  // namespace lesson
