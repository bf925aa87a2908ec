#pragma once
// The page's run once more, with a few rows followed through its blocks (core/pipeline/block_trace.h). It is a run of
// its own at the desk, without record, so the page's run stays as it is; nothing is computed before the reader asks.
// Widgets that want the same rows of the same run find the same slot.

#include <memory>
#include <optional>
#include <string>

#include "widgets/page/page_state.h"
#include "widgets/page/run_desk.h"

namespace lesson {

namespace ui {
class Ui;
}

/// The page's newest run as asked for; nullopt while there is none, or where it is one of cross-attention.
std::optional<RunRequest> page_request(const PageState& shared);
/// What the page's run has brought so far; nullptr before its first packet.
std::shared_ptr<const RunLog> page_log(const PageState& shared);

/// The same without record, with these rows traced.
RunRequest with_trace(RunRequest request, RunTrace trace);

class TracedRun {
 public:
  TracedRun() = default;
  TracedRun(const TracedRun&) = delete;
  TracedRun& operator=(const TracedRun&) = delete;

  /// The reader has asked: from now on what is wanted is asked for whenever it changes.
  void follow() { following_ = true; }
  bool following() const { return following_; }
  /// Asks for it where the reader has asked before. Forgets what was wanted until now.
  void want(RunDesk& desk, const RunRequest& request);
  /// What has arrived of that; nullptr before its first step.
  std::shared_ptr<const RunLog> log(const RunDesk& desk, const RunRequest& request) const;
  /// How it stands: "Tracing: step 3 of 28", what went wrong, or empty.
  std::string status(const RunDesk& desk, const RunRequest& request) const;

 private:
  bool following_ = false;
  std::string slot_;  ///< asked for last
};

/// A button that asks for the trace, until the reader has; then how it stands.
void draw_tracing(ui::Ui& ui, const PageState& shared, TracedRun& traced, const std::optional<RunRequest>& wanted);
/// Why there is nothing to trace, or how it stands; ends with a full stop.
std::string tracing_words(const PageState& shared, const TracedRun& traced, const std::optional<RunRequest>& wanted);

}  // namespace lesson
