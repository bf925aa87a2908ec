#pragma once
// Answers what widgets ask of the desk with the tiny SD3 itself, at once: an engine without a thread.

#include "tests/core/pipeline/tiny.h"
#include "widgets/page/run_desk.h"

namespace lesson::testing {

/// Computes everything that is wanted; gives the number of runs.
inline int compute(RunDesk& desk, const TinySd3& model = tiny_sd3()) {
  RunQueue queue(model);
  int runs = 0;
  while (auto order = desk.take_order()) {
    if (!order->request) {
      queue.cancel(order->ticket);
      continue;
    }
    ++runs;
    queue.start(order->ticket, *order->request, order->urgency);
  }
  while (queue.turn() != 0) {
    const RunNews news = queue.advance();
    if (!news.problem.empty()) {
      desk.fail(news.ticket, news.problem);
      continue;
    }
    const auto taken = desk.packet(news.ticket, news.packet);
    INFO((taken ? "" : taken.error().message()));
    REQUIRE(taken);
  }
  return runs;
}

/// A desk with the model at hand.
inline void make_ready(RunDesk& desk) {
  desk.set_available(true);
  desk.set_loaded(1);
}

}  // namespace lesson::testing
