#include "shell/native/checkpoint_folder.h"

#include <system_error>

#include "shell/native/files.h"

namespace lesson {

namespace fs = std::filesystem;

Result<FolderFiles> read_checkpoint_folder(const fs::path& folder) {
  std::error_code failed;
  if (!fs::is_directory(folder, failed)) {
    return Error{"this is no folder", folder.string(), "a checkpoint folder as diffusers writes it", "", ""};
  }
  FolderFiles files;
  for (const std::string& path : checkpoint_paths()) {
    if (!fs::exists(folder / path, failed)) continue;
    auto bytes = read_file(folder / path);
    if (!bytes) return bytes.error();
    files[path] = std::move(bytes).value();
  }
  return files;
}

Result<void> write_checkpoint_folder(const fs::path& folder, const FolderFiles& files) {
  for (const auto& [path, bytes] : files) {
    const fs::path target = folder / path;
    std::error_code failed;
    fs::create_directories(target.parent_path(), failed);
    if (failed) {
      return Error{"the folder cannot be made", target.parent_path().string(), "", failed.message(),
                   "Choose another folder."};
    }
    if (auto written = write_file(target, bytes); !written) return written;
  }
  return {};
}

}  // namespace lesson
