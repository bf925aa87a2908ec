#pragma once
// `lesson-cli attention`: joint attention of a capture, from file to file.
//
// Input (safetensors): tensors `q`, `k`, `v` F32 [S, H*D], text rows first; metadata strings `heads` (H),
// `text_tokens` (T, 0 to S) and, if wanted, `cut` (comma list of quadrant ids, see core/attention/quadrants.h).
// Other tensors and metadata are ignored.
// Output: `out` F32 [S, H*D]; `weights` F32 [H, S, S] unless told otherwise; `quadrant_mass` F32 [H, 4], each
// the share of all of that head's weight, in the order of kQuadrantIds; the input's metadata.

#include <ostream>
#include <string>

namespace lesson::cli {

struct AttentionCommandOptions {
  std::string input;        ///< safetensors file with q, k, v
  std::string output;       ///< safetensors file to write
  bool no_weights = false;  ///< stream: memory grows with S, not S^2
  bool json = false;        ///< print {"input","output","tokens",...,"quadrants","heads":[{"mass"}],"uniform"}
};

/// Exit code 0, or 2 with a sentence on `err` that says what is wrong with which tensor or setting.
int run_attention(const AttentionCommandOptions& options, std::ostream& out, std::ostream& err);

}  // namespace lesson::cli
