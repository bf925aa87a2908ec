#pragma once
// The tiny SD3 behind the desktop's widgets: loaded once, run in a thread, its news brought to the App.

#include <memory>
#include <optional>

#include "shell/app.h"
#include "shell/engine/engine.h"

namespace lesson::desktop {

class Model {
 public:
  /// Loads the weights that are there and starts the engine; without any, widgets say that no model can run.
  /// `wake` is called from the engine's thread when update() has something to do.
  Model(App& app, std::function<void()> wake);

  /// Once a frame: takes requests, delivers what was computed.
  void update();
  /// Until nothing is being computed; then everything has been delivered.
  void finish();

 private:
  App& app_;
  std::optional<TinySd3> model_;
  std::unique_ptr<Engine> engine_;  // after the model it runs
};

}  // namespace lesson::desktop
