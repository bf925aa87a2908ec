#pragma once
// A Stable Diffusion 3 checkpoint as diffusers keeps it, a folder of files, and as one weights file of ours.
// Takes and gives bytes by path; reading and writing a disk is the shell's business.

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"

namespace lesson {

/// Files of a folder by their paths in it, e.g. "transformer/config.json".
using FolderFiles = std::map<std::string, std::vector<std::byte>, std::less<>>;

/// Paths that import_checkpoint looks for; the last one (settings of the lesson's own) may be missing.
std::vector<std::string> checkpoint_paths();

enum class StoredWeights {
  eight_bits,  ///< matrices of 4096 numbers and more, but the decoder's, with a factor per row; the rest F16
  exact        ///< F32
};

/// The folder as a file of the format "tiny-sd3/2". Error names the file, key or tensor that is missing, of another
/// class, size, shape or type, or has no place.
Result<std::vector<std::byte>> import_checkpoint(const FolderFiles& files, StoredWeights stored);

/// A file of the format "tiny-sd3/2" as everything that StableDiffusion3Pipeline.from_pretrained reads, in F32.
Result<FolderFiles> export_checkpoint(std::span<const std::byte> file);

}  // namespace lesson
