#pragma once
// A checkpoint folder on disk, for core/pipeline/diffusers_folder.h.

#include <filesystem>

#include "core/pipeline/diffusers_folder.h"

namespace lesson {

/// The files of `folder` that an import looks for; what is missing is left out, and the import will name it.
/// Error: no such folder, or a file of it that cannot be read.
Result<FolderFiles> read_checkpoint_folder(const std::filesystem::path& folder);

/// Writes the files into `folder`, which is made where it is missing; files of the same names are replaced, others
/// left alone. Error names the path.
Result<void> write_checkpoint_folder(const std::filesystem::path& folder, const FolderFiles& files);

}  // namespace lesson
