#pragma once
// The heads of the page's live run that point best: which patches lie on what a word names.

#include <string>

#include "widgets/page/page_state.h"
#include "widgets/ui/ui.h"

namespace lesson {

/// Buttons that choose the head measured to point best, one a direction, and the figures of a chosen one; the reason
/// where the weights do not tell. Disabled before the first step.
void draw_pointing(ui::Ui& ui, PageState& shared);

/// The figures of the head that is chosen now, or empty where it is not one of those measured.
std::string pointing_words(const PageState& shared);

}  // namespace lesson
