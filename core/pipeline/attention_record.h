#pragma once
// The complete record: what every attention of every block and step read, so that any weight can be shown later
// without running the model again.
//
// Kept are the queries and keys (after QK-norm), 16 bits a number with one factor per row; weights are rebuilt when
// asked for. Measured for the tiny SD3 (333 tokens, 4 heads, 4 blocks) against keeping the weights at 8 bits:
// 0.68 MB against 1.77 MB a step, 28 steps in 19 MB against 50 MB; rebuilding one head takes under a millisecond,
// and its weights are within 2e-4 of the run's (8 bits: 2e-3).

#include <cstdint>
#include <vector>

#include "core/pipeline/denoiser.h"

namespace lesson {

/// Rows of numbers at 16 bits: value = number * factor of its row.
struct PackedRows {
  std::vector<std::int16_t> numbers;
  std::vector<float> factors;
  int cols = 0;

  static PackedRows pack(CRef x);
  MatrixRM columns(int first, int count) const;  ///< [rows, count]
  int rows() const { return static_cast<int>(factors.size()); }
  std::size_t bytes() const { return numbers.size() * sizeof(std::int16_t) + factors.size() * sizeof(float); }
};

class AttentionRecord {
 public:
  /// What one attention read. Empty q: not there yet.
  struct Entry {
    PackedRows q, k;  ///< [Q, H*D], [K, H*D]
    QuadrantCut cut;
  };

  AttentionRecord() = default;
  AttentionRecord(int steps, int blocks, int heads, int text_tokens, bool joint);

  void add(int step, int block, AttentionKind kind, CRef q, CRef k, const QuadrantCut& cut);
  void add_mass(int step, int block, const std::vector<QuadrantMass>& mass);
  /// As kept: for copying a record from a worker to a page (core/pipeline/run_packet.h). In range: see steps(),
  /// blocks().
  const Entry& entry(int step, int block, AttentionKind kind) const { return entries_[index(step, block, kind)]; }
  void put(int step, int block, AttentionKind kind, Entry entry) {
    entries_[index(step, block, kind)] = std::move(entry);
  }
  /// One QuadrantMass per head, or none with cross-attention.
  const std::vector<QuadrantMass>& masses(int step, int block) const { return mass_[mass_index(step, block)]; }

  int heads() const { return heads_; }
  bool joint() const { return joint_; }  ///< false: self- and cross-attention
  int blocks() const { return blocks_; }
  int steps() const { return steps_; }  ///< steps there is room for; has() says what is there
  bool has(int step, int block, AttentionKind kind) const;

  /// Weights of one head: joint [S, S], self [I, I], cross [I, T]. Rows sum to 1, or are 0 where all was cut.
  /// Needs has(step, block, kind).
  MatrixRM weights(int step, int block, int head, AttentionKind kind) const;
  /// Rows [first, first + count) of the same: what a few queries read.
  MatrixRM rows(int step, int block, int head, AttentionKind kind, int first, int count) const;
  /// Quadrant mass of a head of a joint block, as the run itself summed it.
  QuadrantMass mass(int step, int block, int head) const;
  /// The cut that this block ran under at this step.
  QuadrantCut cut(int step, int block) const;

  std::size_t bytes() const;

 private:
  std::size_t index(int step, int block, AttentionKind kind) const;
  std::size_t mass_index(int step, int block) const {
    return static_cast<std::size_t>(step) * static_cast<std::size_t>(blocks_) + static_cast<std::size_t>(block);
  }

  int steps_ = 0, blocks_ = 0, heads_ = 1, text_tokens_ = 0;
  bool joint_ = true;
  std::vector<Entry> entries_;                   // joint: one per step and block; else self, cross
  std::vector<std::vector<QuadrantMass>> mass_;  // per step and block
};

}  // namespace lesson
