#pragma once
// The drawings of the step-count widget.

#include <vector>

#include "widgets/step_count/worlds/view.h"
#include "widgets/ui/ui.h"

namespace lesson {

/// Each sampler's colour, in pictures and plot alike.
ui::Color color_of(Sampler sampler, const ui::Palette& colors);

/// The world's density as a picture, made anew only when world or colour change.
class DensityPicture {
 public:
  ui::Pixels of(const World& world, ui::Color color);

 private:
  static constexpr int kSide = 72;
  const World* world_ = nullptr;
  ui::Color color_{};
  std::vector<std::uint8_t> rgba_;
  unsigned revision_ = 0;
};

/// The points of one run over its world's density, their paths, and the lines to their exact ends.
/// A click or the arrow keys choose the point to follow: `point` changes then, and true is returned.
bool draw_world(ui::Ui& ui, const StepCountState& state, const StepCountModel& model, const StepCountSide& side,
                Side which, DensityPicture& density, int& point);

/// The noise levels of both runs on one axis from noise to data.
void draw_levels(ui::Ui& ui, const StepCountView& view);

/// Error against steps (or evaluations), both axes logarithmic.
void draw_error_plot(ui::Ui& ui, const StepCountState& state, const StepCountView& view);

}  // namespace lesson
