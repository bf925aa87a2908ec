#pragma once
// The page's live run as a widget shows it: its prompt and seed, Run and Stop, and how it stands.

#include "core/pipeline/run_request.h"
#include "widgets/page/page_state.h"
#include "widgets/state/field.h"

namespace lesson {

namespace ui {
class Ui;
}

/// What Run asks for: the shared prompt and seed, all else as in the run before; of a model with joint attention.
RunRequest live_request(const PageState& shared);

/// Asks for it in the page's slot, and follows its newest step.
void request_live_run(PageState& shared);

/// Prompt, seed, Run, Stop and how the run stands. `fields` has `prompt` and `seed`.
void draw_live_run(ui::Ui& ui, PageState& shared, const Fields& fields);

}  // namespace lesson
