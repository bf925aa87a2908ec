#pragma once
// A part of a file that a widget wants to see. Files may be larger than memory: a host hands over their beginning, and
// then what is asked for.

#include <cstddef>
#include <cstdint>

namespace lesson {

struct FilePiece {
  std::uint64_t at = 0;     ///< bytes from the file's start
  std::uint32_t bytes = 0;  ///< how many; a few million at most

  bool operator==(const FilePiece&) const = default;
};

/// How much of its beginning a host hands over: of a shorter file, all.
inline constexpr std::size_t kFileHead = 4'000'008;

}  // namespace lesson
