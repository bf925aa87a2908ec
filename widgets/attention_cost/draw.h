#pragma once
// The drawings of the attention-cost widget.

#include "widgets/attention_cost/view.h"
#include "widgets/ui/ui.h"

namespace lesson {

/// A way's colour, in every plot.
ui::Color color_of(catalogue::TextWay way, const ui::Palette& colors);

/// Cost against side, text rows or width, both axes logarithmic; published models as points, the crossing marked.
void draw_cost_plot(ui::Ui& ui, const AttentionCostView& view);

/// Two bars of a pipeline's parts: the share of the weights that is held, of the arithmetic that is run.
void draw_held_bars(ui::Ui& ui, const AttentionCostView& view);

/// Measured times over the formula's.
void draw_machine_plot(ui::Ui& ui, const AttentionCostView& view);

}  // namespace lesson
