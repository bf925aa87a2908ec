#pragma once
// Files of the native hosts. The web host has none: there the page hands over bytes.

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace lesson {

/// Largest file that is read whole, in bytes. A capture of 4,429 tokens with 24 heads is below 1 GB.
inline constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{4} << 30;

/// The bytes of a regular file (or a pipe), or an Error naming the path.
Result<std::vector<std::byte>> read_file(const std::filesystem::path& path);

/// Replaces `path` in one step: readers see the old file or the whole new one, and a failure leaves the old
/// one untouched. Symbolic links are followed; devices and pipes are written straight through.
Result<void> write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);
Result<void> write_file(const std::filesystem::path& path, std::string_view text);

/// The Error write_file would give before its first byte: no such folder, no right to write, a folder itself.
/// For commands that compute for long: ask first.
Result<void> check_writable(const std::filesystem::path& path);

}  // namespace lesson
