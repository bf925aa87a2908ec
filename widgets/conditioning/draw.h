#pragma once
// The drawings of the conditioning widget.

#include "widgets/conditioning/scene.h"
#include "widgets/conditioning/view.h"
#include "widgets/ui/ui.h"

namespace lesson {

/// The scene as it stands, maybe half-way between two ways.
void draw_scene(ui::Ui& ui, const Scene& scene, const std::string& title, const std::string& description);

/// Rows that were moved, by sources that were nudged; hatched: no such rows, empty: not moved at all.
void draw_influence(ui::Ui& ui, const ConditioningView& view);

/// How far each word's row has come, by blocks.
void draw_drift(ui::Ui& ui, const ConditioningView& view);

}  // namespace lesson
