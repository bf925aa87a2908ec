#pragma once
// The page's live run inside the quadrant viewer: its prompt and seed, Run and Stop, and the heads that point best.

#include <string>

#include "core/pipeline/run_request.h"
#include "widgets/page/page_state.h"
#include "widgets/state/field.h"
#include "widgets/ui/ui.h"

namespace lesson {

/// What Run asks for: the shared prompt and seed, all else as in the run before; of a model with joint attention.
RunRequest live_request(const PageState& shared);

/// Asks for it in the page's slot, and follows its newest step.
void request_live_run(PageState& shared);

/// Prompt, seed, Run, Stop and how the run stands. `fields` has `prompt` and `seed`; true when the seed changed.
bool draw_live_run(ui::Ui& ui, PageState& shared, const Fields& fields);

/// Buttons that choose the head measured to point best, one a direction, and the figures of a chosen one; the reason
/// where the weights do not tell. Disabled before the first step.
void draw_pointing(ui::Ui& ui, PageState& shared);

/// The figures of the head that is chosen now, or empty where it is not one of those measured.
std::string pointing_words(const PageState& shared);

}  // namespace lesson
