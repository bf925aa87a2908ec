#pragma once
// Attention of a real model, captured elsewhere and opened here.
//
// A capture is a safetensors file.
//   metadata   format       "lesson-attention-1"
//              heads        H, e.g. "24"
//              text_tokens  T, e.g. "333"; rows [0, T) are text
//              grid         "64x64", rows x columns of the image tokens; may be left out when I is a square
//              tokens       JSON list of at most T strings, the text tokens' labels (optional)
//              steps        JSON list of strings, one for each step, e.g. ["t = 1.00", "t = 0.50"] (optional)
//              readers      JSON list of ["name", rows], the text encoders in the order of their rows, e.g.
//                           [["CLIP", 77], ["T5", 256]] (optional)
//              blocks       JSON list of strings, the blocks' names in the model, e.g. "single block 3" (optional)
//              head_numbers JSON list of H numbers, which heads of the model these are, from 0 (optional)
//              joint_order  "text first" or "image first": the model's own; rows here are text first (optional)
//              title        what was captured (optional)
//   tensors    block.B.q, block.B.k                [S, H*D], after norm and rotation; F32, F16 or BF16
//              block.B.v                           the same, optional: needed to measure what a cut does to the output
//              step.N.block.B.q ...                instead, when several steps were captured, N from 0
//              picture                             [h, w, 3] in 0..1 or U8 (optional): drawn under the maps
// All tensors have the same S and H*D; blocks and steps are counted from 0 without a gap.
//
// From PyTorch (diffusers), in an attention processor, after norm and rotation, with text rows first:
//   tensors[f"step.{n}.block.{b}.q"] = torch.cat([text_q, image_q], 1)[0].half().contiguous()
//   safetensors.torch.save_file(tensors, "capture.safetensors", metadata={"format": "lesson-attention-1",
//       "heads": "24", "text_tokens": "333", "grid": "64x64", "tokens": json.dumps(labels)})

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/result.h"
#include "widgets/attention_quadrants/sources/capture_reader.h"
#include "widgets/attention_quadrants/sources/source.h"
#include "widgets/file_piece.h"

namespace lesson {

/// A capture of which perhaps only the beginning is here. `slice` begins to read a head that is not, and gives nothing
/// until its pieces have been taken; asking for another head meanwhile gives the first one up.
class Capture : public AttentionSource {
 public:
  virtual std::optional<FilePiece> wanted_piece() const = 0;
  /// Ignored where that piece is not the one wanted (any more).
  virtual void take_piece(const FilePiece& piece, std::span<const std::byte> bytes) = 0;
  /// The file cannot be read any more; what is here stays.
  virtual void lose_file(std::string_view problem) = 0;
};

/// `head` is the beginning of a file of `file_bytes` bytes (kFileHead of them, or all) and is copied. Errors name the
/// file, the tensor or key, what was expected and what was found.
Result<std::unique_ptr<Capture>> open_capture(std::string_view name, std::span<const std::uint8_t> head,
                                              std::uint64_t file_bytes);
/// The same for a file that is here as a whole.
Result<std::unique_ptr<Capture>> open_capture(std::string_view name, std::span<const std::uint8_t> bytes);

}  // namespace lesson
