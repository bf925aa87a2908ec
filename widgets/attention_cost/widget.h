#pragma once
// What attention costs: entries, arithmetic, weights and memory of self- and cross-attention, joint attention and a
// single stream over size, text and width, with published models beside them; which parts of a pipeline are held and
// which are run; and this machine, measured by core's own kernels when the learner asks.

#include <memory>

#include "widgets/attention_cost/view.h"
#include "widgets/page/page_state.h"
#include "widgets/widget.h"

namespace lesson {

class AttentionCost final : public Widget {
 public:
  Fields fields() override;
  std::span<const Part> parts() const override;
  void draw(ui::Ui& ui) override;
  std::string describe() override;
  Table table() override;
  bool animating() const override { return tab() == CostTab::machine && machine_.busy(); }

  AttentionCostState& state() { return state_; }
  MachineStudy& machine() { return machine_; }

 private:
  void draw_cost(ui::Ui& ui, const AttentionCostView& view);
  void draw_controls(ui::Ui& ui);
  void draw_curves(ui::Ui& ui, const AttentionCostView& view);
  void draw_held(ui::Ui& ui, const AttentionCostView& view);
  void draw_machine(ui::Ui& ui, const AttentionCostView& view);
  CostTab tab() const;  ///< the one drawn: the chosen one, where it is on show
  void work_a_little();

  AttentionCostState state_;
  MachineStudy machine_;
};

/// For the registry.
std::unique_ptr<Widget> make_attention_cost(PageState& shared);

}  // namespace lesson
