#pragma once
// What a capture (capture.h) holds and where in the file it lies, from its header alone.

#include <cstdint>
#include <span>
#include <string_view>

#include "core/io/safetensors.h"
#include "widgets/attention_quadrants/sources/source.h"

namespace lesson {

/// A figure reads no longer header: 20,000 tensors are 100 steps of 66 blocks, and cost some hundredths of a second.
inline constexpr SafetensorsLimits kCaptureLimits = {.header_bytes = 4'000'000, .tensors = 20'000};

struct CaptureLayout {
  SafetensorsIndex index;
  SourceInfo info = {};
  bool stepped = false;                  ///< names begin with "step.N."
  const TensorEntry* picture = nullptr;  ///< points into `index`, whose entries stay where they are when it moves

  /// 'q', 'k' or 'v' of that block and step, all heads; nullptr where there is none.
  const TensorEntry* find(const SliceKey& key, char part) const;
};

/// `head`: the beginning of a file of `file_bytes` bytes, to the end of the header at least. Checks everything that
/// can be checked without the numbers; an Error names the file, the tensor or key, what was expected and found.
Result<CaptureLayout> read_capture_layout(std::string_view name, std::span<const std::byte> head,
                                          std::uint64_t file_bytes);

}  // namespace lesson
