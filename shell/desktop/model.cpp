#include "shell/desktop/model.h"

#include <chrono>
#include <thread>

#include "shell/tiny_sd3_files.h"

namespace lesson::desktop {

namespace {

/// The main model, with the baseline and the negative example where their files are.
Result<TinySd3> load() {
  const auto folder = find_weights_folder();
  if (!folder) return folder.error();
  auto all = load_tiny_sd3(folder.value(), {ModelKind::ddpm, ModelKind::shared});
  return all ? std::move(all) : load_tiny_sd3(folder.value());
}

}  // namespace

Model::Model(App& app, std::function<void()> wake) : app_(app) {
  auto loaded = load();
  if (!loaded) return;
  model_ = std::move(loaded).value();
  engine_ = std::make_unique<Engine>(*model_, app_.desk(), std::move(wake));
}

void Model::update() {
  if (engine_ && engine_->pump()) app_.runs_changed();
}

void Model::finish() {
  update();
  while (engine_ && engine_->busy()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    update();
  }
}

}  // namespace lesson::desktop
