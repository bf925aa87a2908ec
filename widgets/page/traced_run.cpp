#include "widgets/page/traced_run.h"

#include <algorithm>

#include "core/io/json.h"
#include "widgets/ui/ui.h"

namespace lesson {

namespace {

std::string slot_of(const RunRequest& request) { return "trace/" + print_json(to_json(request)); }

bool of_cross_attention(const RunSlot& slot) {
  return slot.log && slot.log->started() && slot.log->request().model == slot.request.model &&
         !slot.log->shape().joint();
}

}  // namespace

std::optional<RunRequest> page_request(const PageState& shared) {
  const RunSlot* slot = shared.desk ? shared.desk->find(kPageRun) : nullptr;
  if (!slot || slot->phase == RunPhase::empty || slot->phase == RunPhase::failed) return std::nullopt;
  if (of_cross_attention(*slot)) return std::nullopt;
  return slot->request;
}

std::shared_ptr<const RunLog> page_log(const PageState& shared) {
  const RunSlot* slot = shared.desk ? shared.desk->find(kPageRun) : nullptr;
  return slot && slot->log && slot->log->started() ? slot->log : nullptr;
}

RunRequest with_trace(RunRequest request, RunTrace trace) {
  request.record = false;
  request.trace = std::move(trace);
  return request;
}

void TracedRun::want(RunDesk& desk, const RunRequest& request) {
  if (!following_ || !desk.available()) return;
  const std::string slot = slot_of(request);
  if (slot == slot_ && desk.find(slot)) return;
  if (slot != slot_ && !slot_.empty()) desk.drop(slot_);
  slot_ = slot;
  if (!desk.find(slot)) desk.request(slot, request);
}

std::shared_ptr<const RunLog> TracedRun::log(const RunDesk& desk, const RunRequest& request) const {
  const RunSlot* slot = desk.find(slot_of(request));
  return slot && slot->log && slot->log->steps_done() > 0 ? slot->log : nullptr;
}

std::string TracedRun::status(const RunDesk& desk, const RunRequest& request) const {
  const RunSlot* slot = desk.find(slot_of(request));
  if (!slot) return {};
  if (slot->phase == RunPhase::failed) return slot->problem;
  if (slot->phase == RunPhase::waiting) return "Tracing begins when the run before it is done.";
  if (slot->phase != RunPhase::running || !slot->log) return {};
  return "Tracing: step " + std::to_string(slot->log->steps_done()) + " of " + std::to_string(request.steps) + ".";
}

std::string tracing_words(const PageState& shared, const TracedRun& traced, const std::optional<RunRequest>& wanted) {
  if (!shared.desk || !shared.desk->available()) {
    return "No trained model here: this page or program came without its weights.";
  }
  if (!wanted) {
    const RunSlot* slot = shared.desk->find(kPageRun);
    return slot && of_cross_attention(*slot)
               ? "The page\u2019s run is one of cross-attention: choose a model with joint attention and run again."
               : "No run yet: press Run, here or in another figure.";
  }
  const std::string status = traced.status(*shared.desk, *wanted);
  if (!status.empty() || traced.log(*shared.desk, *wanted)) return status;
  return "Not traced yet: Trace computes the page\u2019s run once more and looks into its blocks.";
}

void draw_tracing(ui::Ui& ui, const PageState& shared, TracedRun& traced, const std::optional<RunRequest>& wanted) {
  if (wanted && shared.desk && !traced.following() && !traced.log(*shared.desk, *wanted)) {
    if (ui.button("Trace", {.help = "Computes the page\u2019s run once more and looks into its blocks.",
                            .disabled = !shared.desk->available(),
                            .primary = true})) {
      traced.follow();
      traced.want(*shared.desk, *wanted);
    }
  }
  ui.status(tracing_words(shared, traced, wanted));
}

}  // namespace lesson
