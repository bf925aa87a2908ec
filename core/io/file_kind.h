#pragma once
// Names files that are not what was hoped for: the wrong file chosen, a download that brought an error page.

#include <cstddef>
#include <span>
#include <string_view>

namespace lesson {

struct FileKind {
  std::string_view name;  ///< e.g. "a PNG picture"; empty where the bytes are like nothing that is known
  std::string_view next;  ///< the next step, where this kind has one of its own
};

/// What a file that begins with these bytes is, from its signature.
FileKind file_kind(std::span<const std::byte> begin);

}  // namespace lesson
