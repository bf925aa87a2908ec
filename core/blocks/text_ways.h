#pragma once
// Six ways to let text into a transformer, as stacks of the core's own blocks with random weights: small enough to ask,
// row by row, who moves whom. Who can reach whom is a property of the wiring, not of what was learnt.
// The ways are those of core/catalogue/text_entries.h.
//
// In all but `modulation` c is the time alone. (SD3 and FLUX send a pooled vector through c besides.)

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "core/blocks/cross_block.h"
#include "core/blocks/dit_block.h"
#include "core/blocks/flux_block.h"
#include "core/blocks/mmdit_block.h"
#include "core/catalogue/text_entries.h"

namespace lesson {

using catalogue::TextEntry;

struct EntryShape {
  int words = 5;      ///< T
  int patches = 16;   ///< I
  int reference = 4;  ///< R, rows of the reference picture; read by `adapter` alone
  int width = 24;     ///< d
  int heads = 2;      ///< H
  int blocks = 4;     ///< N
};

/// All rows that a block sees.
struct EntryRows {
  MatrixRM text, image, reference;  ///< [T, d], [I, d], [R, d]
};

class EntryStack {
 public:
  EntryStack(TextEntry entry, const EntryShape& shape, std::uint64_t seed = 1);

  TextEntry entry() const { return entry_; }
  const EntryShape& shape() const { return shape_; }
  const EntryRows& input() const { return input_; }
  /// Makes the reference rows [R, d] of what was seen in a picture, `seen` [any], as IP-Adapter makes its four of an
  /// image encoder's vector (Ye et al. 2023, section 3.2.1): one projection (random here) and a LayerNorm.
  void look_at(std::span<const float> seen);
  /// Rows after 0, 1, ... N blocks.
  std::vector<EntryRows> run(const EntryRows& input, float adapter_scale = 1) const;

 private:
  using Blocks = std::variant<std::vector<DiTBlock>, std::vector<CrossDiTBlock>, std::vector<SharedBlock>,
                              std::vector<MMDiTBlock>, std::vector<FluxSingleBlock>, std::vector<AdapterBlock>>;

  TextEntry entry_;
  EntryShape shape_;
  Blocks blocks_;
  EntryRows input_;
  VectorF time_;  ///< [d]
};

/// Who moves whom: every input row is nudged once, by a tenth of its length, and all rows after every block are
/// compared. One row a call of work(), so that a frame can stop in between.
class EntryStudy {
 public:
  /// `seen`: of the reference picture, see EntryStack::look_at; empty: its rows are random.
  EntryStudy(TextEntry entry, const EntryShape& shape, float adapter_scale = 1, std::span<const float> seen = {});

  bool done() const { return next_ == sources(); }
  void work();  ///< done() is false

  const EntryStack& stack() const { return stack_; }
  int sources() const;  ///< T + I + R rows that may be nudged
  int rows() const { return stack_.shape().words + stack_.shape().patches; }
  /// [T + I, T + I + R] after `blocks` blocks (0 .. N): how far a row moved in its own length, for a nudge of a source
  /// in its own. Exactly 0 where nothing arrived. Rows of text that the way does not have stay 0.
  const MatrixRM& moved(int blocks) const { return moved_[static_cast<std::size_t>(blocks)]; }
  /// [T, N + 1]: how far each word's row has come from where it began, in its own length then.
  const MatrixRM& drift() const { return drift_; }

 private:
  EntryStack stack_;
  float adapter_scale_;
  std::vector<EntryRows> plain_;
  std::vector<MatrixRM> moved_;
  MatrixRM drift_;
  int next_ = 0;
};

}  // namespace lesson
