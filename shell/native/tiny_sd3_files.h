#pragma once
// Where the native hosts find the tiny SD3's weights.

#include <filesystem>
#include <vector>

#include "core/pipeline/tiny_sd3.h"

namespace lesson {

/// Folder with tiny-sd3.safetensors: `wanted` if given; else the environment's LESSON_WEIGHTS; else
/// web/assets/weights in or above the current folder or the program's. Error says what was tried.
Result<std::filesystem::path> find_weights_folder(const std::filesystem::path& wanted = {});

/// The main weights file: `wanted` if given, which may be a checkpoint folder of diffusers, too; else the one in
/// find_weights_folder().
Result<std::filesystem::path> find_weights_file(const std::filesystem::path& wanted = {});

/// Its bytes; a checkpoint folder comes as the weights file that it is imported to, exactly.
Result<std::vector<std::byte>> read_weights_file(const std::filesystem::path& file_or_folder);

/// Puts the file's name before what the error names.
Error in_file(const std::filesystem::path& path, Error error);

/// The model of one file or checkpoint folder. Error names it.
Result<TinySd3> load_tiny_sd3_file(const std::filesystem::path& file_or_folder);

/// The model from that folder, with the denoisers of `kinds` (flow is always there).
/// Error names the file that is missing or broken.
Result<TinySd3> load_tiny_sd3(const std::filesystem::path& folder, const std::vector<ModelKind>& kinds = {});

/// The model with every denoiser whose file is there. Error: there is none, or one that is there is broken.
Result<TinySd3> load_whole_tiny_sd3(const std::filesystem::path& folder);

}  // namespace lesson
