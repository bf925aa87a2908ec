#pragma once
// Encoder shape calculator: every tensor from prompt to joint sequence as boxes to scale, what is joined along
// which axis, what is zero padding, where the pooled vectors go; parameters, memory, cost, depth and
// width; and where the lesson's
// numbers differ from the published ones.

#include <memory>

#include "widgets/encoder_shapes/view.h"
#include "widgets/page/page_state.h"
#include "widgets/widget.h"

namespace lesson {

class EncoderShapes final : public Widget {
 public:
  explicit EncoderShapes(PageState& shared) : shared_(shared) {}

  std::span<const Part> parts() const override;
  Fields fields() override;
  void draw(ui::Ui& ui) override;
  std::string describe() override;
  Table table() override;

  EncoderShapesState& state() { return state_; }

 private:
  void draw_controls(ui::Ui& ui);
  void draw_size(ui::Ui& ui);
  void draw_t5(ui::Ui& ui);
  void draw_prompt_field(ui::Ui& ui);
  void draw_custom(ui::Ui& ui);
  void draw_text(ui::Ui& ui, const EncoderShapesView& view);
  void draw_sequence(ui::Ui& ui, const EncoderShapesView& view);
  void draw_cost(ui::Ui& ui, const EncoderShapesView& view);
  void draw_scaling(ui::Ui& ui, const ScalingView& view);
  void draw_differences(ui::Ui& ui, const EncoderShapesView& view);

  PageState& shared_;
  EncoderShapesState state_;
};

/// For the registry.
std::unique_ptr<Widget> make_encoder_shapes(PageState& shared);

}  // namespace lesson
