#pragma once
// Answers everything asked of a desk with real runs of a model, as an engine would, and waits for none.

#include <filesystem>

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

/// A checkpoint of the published classes; nullptr where the repository holds none besides the shipped weights.
inline const TinySd3* snapshot_sd3() {
  static const std::optional<TinySd3> model = []() -> std::optional<TinySd3> {
    const std::string path = std::string(LESSON_FIXTURES) + "/../../tools/train/snapshot/tiny-sd3.safetensors";
    if (!std::filesystem::exists(path)) return std::nullopt;
    auto loaded = TinySd3::load(file_bytes(path));
    INFO((loaded ? "" : loaded.error().message()));
    REQUIRE(loaded);
    return std::move(loaded).value();
  }();
  return model ? &*model : nullptr;
}

/// Weights of both formats, as far as they are there.
inline std::vector<const TinySd3*> models_at_hand() {
  std::vector<const TinySd3*> models = {&tiny_sd3()};
  if (const TinySd3* snapshot = snapshot_sd3()) models.push_back(snapshot);
  return models;
}

}  // namespace lesson::testing
