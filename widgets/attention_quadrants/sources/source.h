#pragma once
// Where attention to look at comes from. The quadrant viewer asks for one head at a time and never holds more;
// a source may be a file, an untrained block, or a run that is still going on.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/shapes.h"
#include "core/tensor.h"
#include "widgets/ui/honesty.h"
#include "widgets/ui/image.h"

namespace lesson {

/// Queries, keys and (where there are any) values of one head, after norm and rotation: enough to recompute every
/// weight, softmax(q k^T / sqrt(D)), and the head's output.
struct HeadSlice {
  MatrixRM q, k;  ///< [S, D], text rows first
  MatrixRM v;     ///< [S, D], or empty when the source has none
  bool has_values() const { return v.rows() == q.rows() && v.rows() > 0; }
};

/// One reader of the text: its rows follow those of the reader before it.
struct TextReader {
  std::string name;  ///< e.g. "T5"
  int rows = 0;
};

/// What a source holds. Fixed once known; a run that has not begun yet may have 0 blocks.
struct SourceInfo {
  std::string title;   ///< e.g. "Untrained block, lesson size"
  std::string detail;  ///< one sentence: what was computed, from what, which seed or file
  ui::Honesty honesty = ui::Honesty::schematic;
  JointShape shape = {};                      ///< T, I
  int grid_rows = 0, grid_cols = 0;           ///< of the image tokens, rows * cols == I
  int blocks = 0, heads = 0, steps = 1;       ///< N, H, denoising steps recorded
  int head_dim = 0;                           ///< D
  std::vector<std::string> text_labels = {};  ///< T entries, or fewer: the rest have none
  std::vector<std::string> step_labels = {};  ///< e.g. "t = 0.82"; may be empty
  std::vector<TextReader> readers = {};       ///< in the order of their rows; together T or fewer; none: not told apart
  // Of a capture, which may hold some of a model only; empty where there is nothing more to say than the count.
  std::vector<std::string> block_labels = {};  ///< N entries: the blocks' names in the model, e.g. "single block 3"
  std::vector<int> head_numbers = {};          ///< H entries: which heads of the model these are, from 0
};

/// Which head of which block at which step, all 0-based and in range.
struct SliceKey {
  int step = 0, block = 0, head = 0;
  bool operator==(const SliceKey&) const = default;
};

class AttentionSource {
 public:
  virtual ~AttentionSource() = default;
  virtual const SourceInfo& info() const = 0;

  /// The slice, or nullptr while it is not there yet (ask again when `revision` has changed). The pointer keeps
  /// the numbers alive, also after the source has moved on.
  virtual std::shared_ptr<const HeadSlice> slice(const SliceKey& key) = 0;

  /// Counts arrivals: changes when a slice asked for in vain may be there now, or when info() changed.
  virtual unsigned revision() const { return 0; }

  /// The picture at that step, drawn under maps of image tokens; empty when there is none.
  virtual ui::Pixels picture(int step) {
    (void)step;
    return {};
  }

  /// What is said while a slice is not there yet.
  virtual std::string waiting() const { return "Waiting for this block and step."; }

  /// Why no slice will ever come (a run that failed), or empty.
  virtual std::string problem() const { return {}; }
};

/// True for labels of padding: "·", "[PAD]", "<pad>" and nothing at all.
bool is_padding(std::string_view label);

/// A prompt as token labels, padded with "·" to `tokens`: start mark, words, end mark. For sources without a tokenizer.
std::vector<std::string> plain_labels(const std::string& prompt, int tokens);

/// What an untrained source is built to.
struct UntrainedSpec {
  int text_tokens = 77;  ///< T
  int grid_rows = 16, grid_cols = 16;
  int blocks = 6, heads = 4, head_dim = 32, steps = 8;
  std::uint64_t seed = 1;
  std::string prompt;
};

/// Blocks of an MMDiT as they are before training: adaLN-Zero's gates are 0, so every block sees the same tokens
/// (words, and patches of a drawn picture under noise) through random projections of its own, with QK-norm.
/// The numbers are computed by core; what they show is chance and position, not meaning.
std::unique_ptr<AttentionSource> make_untrained_source(const UntrainedSpec& spec);

}  // namespace lesson
