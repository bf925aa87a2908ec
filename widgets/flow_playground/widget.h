#pragma once
// Flow playground: one plane, four questions. Pairs and their straight paths, and where they meet; the averaged field
// and the real trajectories, by flow matching and by diffusion; reflow, trained live by a small network; and how often
// each time is practised, over the loss that nobody can go below. Worlds are exact, or the reader's own points.

#include <memory>

#include "widgets/flow_playground/draw.h"
#include "widgets/page/page_state.h"
#include "widgets/widget.h"

namespace lesson {

class FlowPlayground final : public Widget {
 public:
  Fields fields() override;
  std::span<const Part> parts() const override;
  void state_changed() override { model_.set(state_); }
  void draw(ui::Ui& ui) override;
  std::string describe() override;  ///< finishes the loss curve first
  Table table() override;           ///< likewise
  bool animating() const override;

  FlowPlaygroundState& state() { return state_; }
  FlowPlaygroundModel& model() { return model_; }

 private:
  void draw_world_choice(ui::Ui& ui);
  void draw_tab(ui::Ui& ui);
  void draw_pairs_tab(ui::Ui& ui);
  void draw_field_tab(ui::Ui& ui);
  void draw_reflow_tab(ui::Ui& ui);
  void draw_time_tab(ui::Ui& ui);
  void draw_law_controls(ui::Ui& ui);
  void work_a_little();
  FlowTab tab() const;  ///< the one drawn: the chosen one, where it is on show

  FlowPlaygroundState state_;
  FlowPlaygroundModel model_;
  PlaneDensity density_;
  Eigen::Vector2d cursor_{0, 0};
  bool training_ = false;  // the reader's wish; not part of the state
};

/// For the registry.
std::unique_ptr<Widget> make_flow_playground(PageState& shared);

}  // namespace lesson
