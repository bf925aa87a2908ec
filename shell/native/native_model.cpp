#include "shell/native/native_model.h"

#include <chrono>
#include <thread>

#include "shell/native/tiny_sd3_files.h"

namespace lesson {

namespace {

Result<TinySd3> load(const std::filesystem::path& wanted) {
  const auto folder = find_weights_folder(wanted);
  if (!folder) return folder.error();
  return load_whole_tiny_sd3(folder.value());
}

}  // namespace

NativeModel::NativeModel(App& app, const std::filesystem::path& folder, std::function<void()> wake) : app_(app) {
  auto loaded = load(folder);
  if (!loaded) {
    problem_ = loaded.error();
    return;
  }
  model_ = std::move(loaded).value();
  engine_ = std::make_unique<Engine>(*model_, app_.desk(), std::move(wake));
}

void NativeModel::update() {
  if (engine_ && engine_->pump()) app_.runs_changed();
}

void NativeModel::finish() {
  update();
  while (engine_ && engine_->busy()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    update();
  }
}

}  // namespace lesson
