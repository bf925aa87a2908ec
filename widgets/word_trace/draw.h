#pragma once
// The drawings of the word-trace widget.

#include "widgets/ui/ui.h"
#include "widgets/word_trace/view.h"

namespace lesson {

/// The step shown as a line over the blocks, with and without the cut, and all steps as a map.
void draw_course(ui::Ui& ui, const WordTraceView& view, const char* label, const char* unit, const Course& plain,
                 const Course& cut, double scale);
/// A bar a block: what text, image and feed-forward part wrote into the row.
void draw_writers(ui::Ui& ui, const WordTraceView& view);

}  // namespace lesson
