#include "shell/native/tiny_sd3_files.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "shell/native/checkpoint_folder.h"
#include "shell/native/files.h"

namespace lesson {

namespace fs = std::filesystem;

namespace {

constexpr const char* kMainFile = "tiny-sd3.safetensors";

/// tiny-sd3-flow-cross.safetensors
fs::path file_of(const fs::path& folder, ModelKind kind) {
  if (kind == ModelKind::flow) return folder / kMainFile;
  std::string arm = kModelKindIds[static_cast<std::size_t>(kind)];
  std::ranges::replace(arm, '_', '-');
  return folder / ("tiny-sd3-" + arm + ".safetensors");
}

bool is_there(const fs::path& file) {
  std::error_code failed;
  return fs::exists(file, failed);
}

/// web/assets/weights in `start` or a folder above it; empty if there is none.
fs::path search_upwards(fs::path start) {
  while (!start.empty()) {
    const fs::path folder = start / "web" / "assets" / "weights";
    if (is_there(file_of(folder, ModelKind::flow))) return folder;
    if (start == start.parent_path()) return {};
    start = start.parent_path();
  }
  return {};
}

}  // namespace

Result<fs::path> find_weights_folder(const fs::path& wanted) {
  if (!wanted.empty()) return wanted;
  if (const char* named = std::getenv("LESSON_WEIGHTS"); named && *named) return fs::path(named);
  std::error_code failed;
  for (const fs::path& start : {fs::current_path(failed), fs::read_symlink("/proc/self/exe", failed).parent_path()}) {
    if (const fs::path found = search_upwards(start); !found.empty()) return found;
  }
  return Error{"the tiny SD3's weights were not found", kMainFile, "web/assets/weights in or above the current folder",
               "", "Name their folder with --weights or in LESSON_WEIGHTS."};
}

Error in_file(const fs::path& path, Error error) {
  error.where = error.where.empty() ? path.string() : path.string() + ", " + error.where;
  return error;
}

Result<fs::path> find_weights_file(const fs::path& wanted) {
  if (!wanted.empty()) return wanted;
  const auto folder = find_weights_folder();
  if (!folder) return folder;
  return folder.value() / kMainFile;
}

Result<std::vector<std::byte>> read_weights_file(const fs::path& file_or_folder) {
  std::error_code failed;
  if (!fs::is_directory(file_or_folder, failed)) return read_file(file_or_folder);
  const auto files = read_checkpoint_folder(file_or_folder);
  if (!files) return files.error();
  auto imported = import_checkpoint(files.value(), StoredWeights::exact);
  if (!imported) return in_file(file_or_folder, imported.error());
  return imported;
}

Result<TinySd3> load_tiny_sd3_file(const fs::path& file_or_folder) {
  const auto bytes = read_weights_file(file_or_folder);
  if (!bytes) return bytes.error();
  auto model = TinySd3::load(bytes.value());
  if (!model) return in_file(file_or_folder, model.error());
  return model;
}

Result<TinySd3> load_tiny_sd3(const fs::path& folder, const std::vector<ModelKind>& kinds) {
  auto model = load_tiny_sd3_file(folder / kMainFile);
  if (!model) return model;
  for (const ModelKind kind : kinds) {
    if (kind == ModelKind::flow) continue;
    const fs::path path = file_of(folder, kind);
    if (!is_there(path)) {
      return Error{"this arm of the experiment is not among the weights", path.string(), "",
                   kModelKindIds[static_cast<std::size_t>(kind)], "Choose flow, or train it: tools/train/README.md."};
    }
    const auto more = read_file(path);
    if (!more) return more.error();
    if (auto added = model.value().add(more.value()); !added) return in_file(path, added.error());
  }
  return model;
}

Result<TinySd3> load_whole_tiny_sd3(const fs::path& folder) {
  std::vector<ModelKind> kinds;
  for (int i = 1; i < kModelKinds; ++i) {
    const auto kind = static_cast<ModelKind>(i);
    if (is_there(file_of(folder, kind))) kinds.push_back(kind);
  }
  return load_tiny_sd3(folder, kinds);
}

}  // namespace lesson
