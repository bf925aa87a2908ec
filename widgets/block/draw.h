#pragma once
// The drawings of the block widget.

#include "widgets/block/view.h"
#include "widgets/ui/ui.h"

namespace lesson {

/// All stages under one another, word left and patch right, the residual line beside them; a press chooses one.
void draw_path(ui::Ui& ui, const BlockView& view, int& chosen);
/// The chosen stage: its formula and its numbers as maps.
void draw_stage(ui::Ui& ui, const BlockView& view, int chosen);
/// The text keys with the largest weights as bars; gives the one pressed, or -1.
int draw_text_keys(ui::Ui& ui, const BlockView& view);
/// Query, key and their product number by number.
void draw_product(ui::Ui& ui, const BlockView& view);
void draw_gates(ui::Ui& ui, const BlockView& view);
void draw_identity(ui::Ui& ui, const BlockView& view);

}  // namespace lesson
