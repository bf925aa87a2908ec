// Codes for the screen: from the pyramid where it is fine enough, else from tiles recomputed from q and k.

#include <algorithm>
#include <cmath>

#include "core/attention/softmax.h"
#include "core/product.h"
#include "core/stopwatch.h"
#include "widgets/attention_quadrants/map/map.h"

namespace lesson {

bool AttentionMap::codes(int level, int row0, int rows, int col0, int cols, double ms, std::vector<WeightCode>& out) {
  out.resize(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
  if (level >= base_level_) {
    const Level& kept = pyramid_[static_cast<std::size_t>(std::min(level, levels() - 1) - base_level_)];
    for (int r = 0; r < rows; ++r) {
      const auto from = kept.codes.begin() + static_cast<std::ptrdiff_t>(row0 + r) * kept.groups + col0;
      std::copy(from, from + cols, out.begin() + static_cast<std::ptrdiff_t>(r) * cols);
    }
    return done();
  }
  const Stopwatch clock;
  bool exact = true;
  for (int tr = row0 / kTile; tr <= (row0 + rows - 1) / kTile; ++tr) {
    for (int tc = col0 / kTile; tc <= (col0 + cols - 1) / kTile; ++tc) {
      const std::vector<WeightCode>* found = tile({level, tr, tc}, clock.ms() < ms);
      exact = exact && found != nullptr;
      const int r0 = std::max(row0, tr * kTile), r1 = std::min(row0 + rows, (tr + 1) * kTile);
      const int c0 = std::max(col0, tc * kTile), c1 = std::min(col0 + cols, (tc + 1) * kTile);
      const Level& base = pyramid_[0];
      for (int r = r0; r < r1; ++r) {
        WeightCode* to = &out[static_cast<std::size_t>(r - row0) * static_cast<std::size_t>(cols) +
                              static_cast<std::size_t>(c0 - col0)];
        const std::size_t parent = static_cast<std::size_t>(group_of(base_level_, first_cell(level, r))) *
                                   static_cast<std::size_t>(base.groups);
        for (int c = c0; c < c1; ++c) {
          *to++ = found ? (*found)[static_cast<std::size_t>((r - tr * kTile) * kTile + (c - tc * kTile))]
                        : base.codes[parent + static_cast<std::size_t>(group_of(base_level_, first_cell(level, c)))];
        }
      }
    }
  }
  return exact && done();
}

const std::vector<WeightCode>* AttentionMap::tile(const TileKey& key, bool may_compute) {
  if (const auto found = tiles_.find(key); found != tiles_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second.used);
    return &found->second.codes;
  }
  const int last_row = first_cell(key.level, std::min((key.row + 1) * kTile, groups(key.level)));
  if (!may_compute || last_row > rows_done_) return nullptr;
  while (tiles_.size() >= kMaxTiles) {
    tiles_.erase(recent_.back());
    recent_.pop_back();
  }
  std::list<TileKey> used = {key};
  const auto made = tiles_.emplace(key, Tile{compute_tile(key), used.begin()}).first;
  recent_.splice(recent_.begin(), used);
  return &made->second.codes;
}

std::vector<WeightCode> AttentionMap::compute_tile(const TileKey& key) const {
  const int side = groups(key.level), L = key.level;
  const int row_end = std::min((key.row + 1) * kTile, side), col_end = std::min((key.col + 1) * kTile, side);
  const int q0 = first_cell(L, key.row * kTile), q1 = first_cell(L, row_end), k0 = first_cell(L, key.col * kTile),
            k1 = first_cell(L, col_end);
  MatrixRM weights(q1 - q0, k1 - k0);
  product_transposed(slice_->q.middleRows(q0, q1 - q0), slice_->k.middleRows(k0, k1 - k0), weights);
  for (int q = q0; q < q1; ++q) {
    const float kept = kept_sum(q, cut_) - std::log(static_cast<float>(tokens()));
    const int border = std::clamp(shape_.text_tokens, k0, k1);
    const bool text = keeps(q, true, cut_), image = keeps(q, false, cut_);
    for (int k = k0; k < border; ++k)
      weights(q - q0, k - k0) = text ? fast_exp(weights(q - q0, k - k0) * scale_ - kept) : 0.0f;
    for (int k = border; k < k1; ++k)
      weights(q - q0, k - k0) = image ? fast_exp(weights(q - q0, k - k0) * scale_ - kept) : 0.0f;
  }
  std::vector<WeightCode> out(static_cast<std::size_t>(kTile * kTile), kNoWeight);
  for (int gr = key.row * kTile; gr < row_end; ++gr) {
    const int r0 = first_cell(L, gr) - q0, r1 = first_cell(L, gr + 1) - q0;
    for (int gc = key.col * kTile; gc < col_end; ++gc) {
      const int c0 = first_cell(L, gc) - k0, c1 = first_cell(L, gc + 1) - k0;
      out[static_cast<std::size_t>((gr - key.row * kTile) * kTile + gc - key.col * kTile)] =
          encode_weight(weights.block(r0, c0, r1 - r0, c1 - c0).mean());
    }
  }
  return out;
}

}  // namespace lesson
