#pragma once
// The tiny SD3 behind a native host's widgets: loaded once, run in a thread, its news brought to the App.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "shell/app.h"
#include "shell/native/engine.h"

namespace lesson {

class NativeModel {
 public:
  /// Loads the weights of `folder` (empty: where find_weights_folder looks) and starts the engine; without any, widgets
  /// say that no model can run. `wake` is called from the engine's thread when update() has something to do.
  explicit NativeModel(App& app, const std::filesystem::path& folder = {}, std::function<void()> wake = {});

  /// Why no model can run.
  const std::optional<Error>& problem() const { return problem_; }
  /// Once a frame: takes requests, delivers what was computed.
  void update();
  /// Until nothing is being computed; then everything has been delivered.
  void finish();

 private:
  App& app_;
  std::optional<Error> problem_;
  std::optional<TinySd3> model_;
  std::unique_ptr<Engine> engine_;  // after the model it runs
};

}  // namespace lesson
