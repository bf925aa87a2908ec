#pragma once
// One head's [S, S] weights, looked at without being held: 4,429 tokens would be 78 MB a head.
//
// One pass over the rows finds each row's softmax sums and both halves of its output, and averages the weights
// into a pyramid small enough to keep. Cells finer than the pyramid are recomputed from q and k, tile by tile,
// when they come into view. Both go on in slices of time, so that a frame is never held up.
//
// Level L groups 2^L x 2^L neighbouring cells of one quadrant (groups never cross the border between text and
// image; the last group of a modality may be smaller). Weights are kept as 16-bit logarithms.

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/attention/quadrants.h"
#include "core/shapes.h"
#include "widgets/attention_quadrants/sources/source.h"

namespace lesson {

/// Weights as they are kept: log2(weight * S) from -20 to 12 in 65,534 steps. Relative error below 2e-4.
using WeightCode = std::uint16_t;
inline constexpr WeightCode kUnknownWeight = 1;  ///< not computed yet
inline constexpr WeightCode kNoWeight = 0;       ///< weight 0: cut, or below 2^-20 of uniform
WeightCode encode_weight(float times_uniform);
float decode_weight(WeightCode code);  ///< times the uniform weight 1/S; 0 for kNoWeight and kUnknownWeight

/// How much a head's output changes when quadrants are cut: |out' - out| / |out|, Frobenius norms.
struct OutputChange {
  double all = 0, text_rows = 0, image_rows = 0;
  std::vector<float> per_row;  ///< [S]
};

class AttentionMap {
 public:
  AttentionMap(std::shared_ptr<const HeadSlice> slice, JointShape shape, QuadrantCut cut = {});

  // --- the pass ---
  /// Works on for about `ms` milliseconds; true while there is more to do.
  bool advance(double ms);
  void finish();
  bool done() const { return rows_done_ == tokens(); }
  double progress() const;  ///< 0..1

  // --- what it knows ---
  const JointShape& shape() const { return shape_; }
  int tokens() const { return shape_.joint_tokens(); }
  const QuadrantCut& cut() const { return cut_; }
  bool has_values() const { return slice_->has_values(); }
  /// Share of the weight of all rows done so far in each quadrant.
  QuadrantMass mass() const { return mass_under(cut_); }
  QuadrantMass mass_under(const QuadrantCut& cut) const;
  /// Exact weights under the cut. Empty or nullopt when the rows needed are not done.
  std::optional<float> weight(int query, int key) const;
  std::vector<float> row(int query) const;   ///< [S], what `query` reads
  std::vector<float> column(int key) const;  ///< [S], who reads `key`; needs done()
  /// Against no cut at all; needs done() and values. Nothing is recomputed: both halves of every row are kept.
  OutputChange change(const QuadrantCut& cut) const;

  // --- the pyramid ---
  int finest_kept() const { return base_level_; }
  int levels() const { return base_level_ + static_cast<int>(pyramid_.size()); }
  int groups(int level) const { return text_groups(level) + image_groups(level); }
  int text_groups(int level) const { return groups_of(shape_.text_tokens, level); }
  int image_groups(int level) const { return groups_of(shape_.image_tokens, level); }
  /// The cell a group begins at; `groups(level)` gives S.
  int first_cell(int level, int group) const;
  int group_of(int level, int cell) const;
  /// Codes of groups [row0, row0 + rows) x [col0, col0 + cols), row-major. Levels finer than what is kept are filled
  /// by tiles within about `ms` milliseconds; the others show their parent for now. True when all is exact.
  bool codes(int level, int row0, int rows, int col0, int cols, double ms, std::vector<WeightCode>& out);

  std::size_t bytes() const;  ///< kept for pyramid, tiles and sums (without q, k, v)

 private:
  static constexpr int kTile = 64;               ///< groups on a side of a tile
  static constexpr std::size_t kMaxTiles = 400;  ///< 3.3 MB
  static constexpr int kRows = 32;               ///< query rows a step of the pass, a multiple of every base group
  static constexpr int kMaxBase = 1280;          ///< groups on a side of the finest level kept

  struct Level {
    int groups = 0;
    std::vector<WeightCode> codes;  ///< [groups, groups]
  };
  /// log of the sum of exp(score) over a row's text keys and over its image keys; -infinity where there are none.
  /// Any cut's softmax follows from these two: a weight is exp(score - log of the kept sums).
  struct RowSums {
    float text = 0, image = 0;
  };
  struct TileKey {
    int level, row, col;
    auto operator<=>(const TileKey&) const = default;
  };
  struct Tile {
    std::vector<WeightCode> codes;  ///< [kTile, kTile]
    std::list<TileKey>::iterator used;
  };

  static int groups_of(int cells, int level) { return (cells + (1 << level) - 1) >> level; }
  bool text_row(int row) const { return row < shape_.text_tokens; }
  bool keeps(int row, bool text_keys, const QuadrantCut& cut) const;
  float kept_sum(int row, const QuadrantCut& cut) const;
  float part_share(int row, bool text_keys, const QuadrantCut& cut) const;
  void step();
  void part_softmax(MatrixRM& scores, int first_row, bool text_keys);
  void pool(const MatrixRM& weights, int first_row);
  void close_group(std::size_t level, int group, int rows);
  const std::vector<WeightCode>* tile(const TileKey& key, bool may_compute);
  std::vector<WeightCode> compute_tile(const TileKey& key) const;

  std::shared_ptr<const HeadSlice> slice_;
  JointShape shape_;
  QuadrantCut cut_;
  float scale_;
  int rows_done_ = 0;
  std::vector<RowSums> sums_;      ///< [S]
  MatrixRM text_out_, image_out_;  ///< [S, D]: the output if only text, only image keys were read
  int base_level_ = 0;
  std::vector<Level> pyramid_;            ///< levels base_level_, base_level_ + 1, ...
  std::vector<std::vector<float>> open_;  ///< per level: sums of the row group being filled
  std::map<TileKey, Tile> tiles_;
  std::list<TileKey> recent_;  ///< tiles, most recent first
};

}  // namespace lesson
