#pragma once
// Step-count slider: flow matching (Euler, Heun, shift) beside the DDPM schedule (ancestral, DDIM) on exact 2-D
// worlds: the same noise on two ways to the same data, and how far each sampler misses at 1 to 100 steps.
// Everything is computed live, a few milliseconds a frame. Instead of the worlds the tiny SD3 can be stepped: its
// pictures at 2 to 50 steps, made when the learner asks (widgets/step_count/pictures/panel.h).

#include <memory>

#include "widgets/page/page_state.h"
#include "widgets/step_count/pictures/panel.h"
#include "widgets/step_count/worlds/draw.h"
#include "widgets/step_count/worlds/view.h"
#include "widgets/widget.h"

namespace lesson {

class StepCount final : public Widget {
 public:
  explicit StepCount(PageState& shared) : pictures_(shared) {}

  std::span<const Part> parts() const override;
  Fields fields() override;
  void state_changed() override;
  void draw(ui::Ui& ui) override;
  std::string describe() override;  ///< finishes the study first
  Table table() override;           ///< likewise
  bool animating() const override { return subject() == subject_worlds && (playing_ || model_.busy()); }

  StepCountState& state() { return state_; }
  const StepCountModel& model() const { return model_; }
  StepPicturesPanel& pictures() { return pictures_; }

 private:
  int subject() const;  ///< the chosen one, or that of the parts on show
  void draw_worlds(ui::Ui& ui);
  void draw_controls(ui::Ui& ui);
  void draw_side(ui::Ui& ui, const StepCountView& view, Side side);
  void draw_time(ui::Ui& ui);
  void draw_error(ui::Ui& ui, const StepCountView& view);
  void draw_schedule(ui::Ui& ui, const StepCountView& view);
  void advance_time(ui::Ui& ui);
  void work_a_little(float since_last_frame);

  StepCountState state_;
  StepCountModel model_;
  DensityPicture density_;
  StepPicturesPanel pictures_;
  bool playing_ = false;  // an animation the learner started; not part of the state
};

/// For the registry.
std::unique_ptr<Widget> make_step_count(PageState& shared);

}  // namespace lesson
