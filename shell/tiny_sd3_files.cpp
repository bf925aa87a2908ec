#include "shell/tiny_sd3_files.h"

#include <cstdlib>
#include <system_error>

#include "shell/files.h"

namespace lesson {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFiles[] = {"tiny-sd3.safetensors", "tiny-sd3-ddpm.safetensors", "tiny-sd3-shared.safetensors"};

fs::path file_of(const fs::path& folder, ModelKind kind) { return folder / kFiles[static_cast<std::size_t>(kind)]; }

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

/// Puts the file's name before what the error names.
Error in_file(const fs::path& path, Error error) {
  error.where = error.where.empty() ? path.string() : path.string() + ", " + error.where;
  return error;
}

}  // namespace

Result<fs::path> find_weights_folder(const fs::path& wanted) {
  if (!wanted.empty()) return wanted;
  if (const char* named = std::getenv("LESSON_WEIGHTS"); named && *named) return fs::path(named);
  std::error_code failed;
  for (const fs::path& start : {fs::current_path(failed), fs::read_symlink("/proc/self/exe", failed).parent_path()}) {
    if (const fs::path found = search_upwards(start); !found.empty()) return found;
  }
  return Error{"the tiny SD3's weights were not found", kFiles[0], "web/assets/weights in or above the current folder",
               "", "Name their folder with --weights or in LESSON_WEIGHTS."};
}

Result<TinySd3> load_tiny_sd3(const fs::path& folder, const std::vector<ModelKind>& kinds) {
  const fs::path first = folder / kFiles[0];
  const auto bytes = read_file(first);
  if (!bytes) return bytes.error();
  auto model = TinySd3::load(bytes.value());
  if (!model) return in_file(first, model.error());
  for (const ModelKind kind : kinds) {
    if (kind == ModelKind::flow) continue;
    const fs::path path = file_of(folder, kind);
    const auto more = read_file(path);
    if (!more) return more.error();
    if (auto added = model.value().add(more.value()); !added) return in_file(path, added.error());
  }
  return model;
}

Result<TinySd3> load_whole_tiny_sd3(const fs::path& folder) {
  std::vector<ModelKind> kinds;
  for (const ModelKind kind : {ModelKind::ddpm, ModelKind::shared}) {
    if (is_there(file_of(folder, kind))) kinds.push_back(kind);
  }
  return load_tiny_sd3(folder, kinds);
}

}  // namespace lesson
