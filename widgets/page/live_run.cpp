#include "widgets/page/live_run.h"

#include "core/text_format.h"
#include "widgets/page/prompt_box.h"
#include "widgets/page/run_desk.h"
#include "widgets/ui/ui.h"

namespace lesson {

namespace {

const RunSlot* page_slot(const PageState& shared) { return shared.desk ? shared.desk->find(kPageRun) : nullptr; }

bool is_busy(const RunSlot* slot) {
  return slot && (slot->phase == RunPhase::waiting || slot->phase == RunPhase::running);
}

std::string status_of(const PageState& shared) {
  const RunDesk& desk = *shared.desk;
  if (!desk.available()) return "No trained model here: this page or program came without its weights.";
  const RunSlot* slot = page_slot(shared);
  if (!slot) return "Press Run: the model computes on your own machine.";
  const std::string of = " of " + std::to_string(slot->request.steps);
  switch (slot->phase) {
    case RunPhase::waiting:
      return desk.loaded() < 1 ? "Loading the model: " + fine_percent(desk.loaded()) : "The first step is on its way.";
    case RunPhase::running:
      return "Step " + std::to_string(slot->log->steps_done()) + of + "; what has arrived can be looked at.";
    case RunPhase::stopped: return "Stopped after step " + std::to_string(slot->log->steps_done()) + of + ".";
    case RunPhase::done: return "Done: " + std::to_string(slot->request.steps) + " steps.";
    default: return {};
  }
}

}  // namespace

RunRequest live_request(const PageState& shared) {
  RunRequest request;
  const RunSlot* slot = page_slot(shared);
  if (slot && conditioning_of(slot->request.model) != BlockConditioning::cross) request = slot->request;
  request.prompt = shared.prompt;
  request.seed = static_cast<std::uint64_t>(shared.seed);
  request.record = true;
  return request;
}

void request_live_run(PageState& shared) {
  const RunRequest request = live_request(shared);
  shared.desk->request(kPageRun, request);
  shared.step = request.steps - 1;  // follows the newest step while they arrive
  shared.touch();
}

void draw_live_run(ui::Ui& ui, PageState& shared, const Fields& fields) {
  draw_prompt(ui, shared, fields);
  const bool busy = is_busy(page_slot(shared));
  ui.row([&] {
    if (ui.field(fields, "seed")) shared.touch();
    if (ui.button("Run", {.help = "Computes a picture of this prompt, and all of its attention.",
                          .disabled = !shared.desk->available(),
                          .primary = true})) {
      request_live_run(shared);
    }
    if (ui.button("Stop", {.disabled = !busy})) {
      shared.desk->cancel(kPageRun);
      shared.touch();
    }
  });
  ui.status(status_of(shared));
  const RunSlot* slot = page_slot(shared);  // asked for only now: a request moves the slots
  if (slot && slot->phase == RunPhase::failed) ui.error(slot->problem);
}

}  // namespace lesson
