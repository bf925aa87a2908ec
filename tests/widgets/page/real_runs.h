#pragma once
// Answers everything asked of a desk with real runs of a model, as an engine would, and waits for none.

#include "tests/widgets/page/answered_runs.h"

namespace lesson::testing {

inline void run_all(RunDesk& desk, const TinySd3& model) {
  while (const auto order = desk.take_order()) {
    if (!order->request) continue;
    auto run = Run::start(model, *order->request);
    INFO((run ? "" : run.error().message()));
    REQUIRE(run);
    give(desk, order->ticket, start_packet(run.value(), model));
    while (!run.value().finished()) {
      run.value().advance();
      give(desk, order->ticket, step_packet(run.value()));
    }
    give(desk, order->ticket, end_packet(run.value()));
  }
}

}  // namespace lesson::testing
