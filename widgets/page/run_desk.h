#pragma once
// Where widgets ask for runs and look at them. All widgets on a page share one desk, so one run is seen in all.
// A widget leaves a request; the host (a thread on the desktop, a worker on a page) takes it, computes, and hands
// packets back. Widgets never wait and never touch the model.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/pipeline/run_log.h"
#include "core/pipeline/run_queue.h"

namespace lesson {

/// Several runs may be kept: the page's run, and those a comparison asks for. Each has a slot with a name of its
/// widget's choosing, e.g. "page" or "steps/flow/28"; a new request in a slot replaces its run.
inline constexpr const char* kPageRun = "page";

enum class RunPhase {
  empty,    ///< nothing asked for
  waiting,  ///< asked for; the model may still be loading
  running,  ///< packets are arriving
  stopped,  ///< cancelled; what had arrived stays
  done,
  failed  ///< see problem
};

struct RunSlot {
  std::string name;
  RunPhase phase = RunPhase::empty;
  RunRequest request;
  std::shared_ptr<RunLog> log;  ///< of the newest request; what was there before stays until its first packet
  std::string problem;          ///< what a learner reads when it failed
};

class RunDesk {
 public:
  // --- widgets ---
  /// nullptr when nothing was asked for under that name.
  const RunSlot* find(std::string_view name) const;
  /// Asks for a run. One that is under way in the same slot is cancelled.
  void request(std::string_view name, RunRequest request, Urgency urgency = Urgency::now);
  void cancel(std::string_view name);
  /// Forgets a slot and its memory.
  void drop(std::string_view name);
  /// Changes whenever anything of any slot, or of `loading`, has.
  unsigned revision() const { return revision_; }
  /// False where no model can come (no worker, no weights): widgets then say so and offer what needs none.
  bool available() const { return available_; }
  /// Share of the model's files that has arrived, 0 to 1; 1 when it is ready.
  double loaded() const { return loaded_; }

  // --- hosts ---
  /// The next order, oldest first: slot and request to start, or slot alone to cancel.
  struct Order {
    int ticket = 0;  ///< names the run in `packet` and `fail`; orders overtaken since are dropped by it
    std::string slot;
    std::optional<RunRequest> request;  ///< empty: cancel
    Urgency urgency = Urgency::now;
  };
  std::optional<Order> take_order();
  /// A packet of the run with that ticket. Error: broken packet; the slot is failed and says so.
  Result<void> packet(int ticket, std::span<const std::byte> bytes);
  void fail(int ticket, std::string problem);
  void set_available(bool available);
  void set_loaded(double share);

 private:
  struct Entry {
    RunSlot slot;
    int ticket = 0;
    std::shared_ptr<RunLog> arriving;  ///< becomes slot.log with its first packet
  };
  Entry* by_ticket(int ticket);
  Entry* by_name(std::string_view name);
  void touch() { ++revision_; }

  std::vector<Entry> entries_;
  std::vector<Order> orders_;
  int next_ticket_ = 1;
  unsigned revision_ = 0;
  bool available_ = false;
  double loaded_ = 0;
};

}  // namespace lesson
