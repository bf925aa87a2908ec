// The one pass over a map's rows, in slices of time.

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/attention/softmax.h"
#include "core/product.h"
#include "core/stopwatch.h"
#include "widgets/attention_quadrants/map/map.h"

namespace lesson {

bool AttentionMap::advance(double ms) {
  const Stopwatch clock;
  while (!done()) {
    step();
    if (clock.ms() >= ms) break;
  }
  return !done();
}

void AttentionMap::finish() {
  while (!done()) step();
}

/// The next rows of one modality: scores, sums, output halves, pyramid.
void AttentionMap::step() {
  const int end = text_row(rows_done_) ? shape_.text_tokens : tokens();
  const int rows = std::min(kRows, end - rows_done_), T = shape_.text_tokens, I = shape_.image_tokens;
  MatrixRM weights(rows, tokens());
  product_transposed(slice_->q.middleRows(rows_done_, rows), slice_->k, weights);
  part_softmax(weights, rows_done_, true);
  part_softmax(weights, rows_done_, false);
  if (slice_->has_values()) {
    product(weights.leftCols(T), slice_->v.topRows(T), text_out_.middleRows(rows_done_, rows));
    product(weights.rightCols(I), slice_->v.bottomRows(I), image_out_.middleRows(rows_done_, rows));
  }
  for (int r = 0; r < rows; ++r) {  // from two softmaxes to the one that the cut leaves, times S
    weights.row(r).head(T) *= part_share(rows_done_ + r, true, cut_) * static_cast<float>(tokens());
    weights.row(r).tail(I) *= part_share(rows_done_ + r, false, cut_) * static_cast<float>(tokens());
  }
  pool(weights, rows_done_);
  rows_done_ += rows;
}

/// Raw scores of the text (or image) keys become a softmax of their own; its sum is kept.
void AttentionMap::part_softmax(MatrixRM& scores, int first_row, bool text_keys) {
  const int first = text_keys ? 0 : shape_.text_tokens, count = text_keys ? shape_.text_tokens : shape_.image_tokens;
  for (Eigen::Index r = 0; r < scores.rows(); ++r) {
    RowSums& sums = sums_[static_cast<std::size_t>(first_row + r)];
    float& log_sum = text_keys ? sums.text : sums.image;
    log_sum = -std::numeric_limits<float>::infinity();
    if (count == 0) continue;
    float* const row = &scores(r, first);
    const float top = max_of(row, count), sum = exp_and_sum(row, count, top, scale_);
    log_sum = top * scale_ + std::log(sum);
    for (int i = 0; i < count; ++i) row[i] /= sum;
  }
}

/// Adds finished rows (times uniform) to the open row groups of all levels and closes those that are full.
void AttentionMap::pool(const MatrixRM& weights, int first_row) {
  const int last_row = text_row(first_row) ? shape_.text_tokens : tokens();
  for (Eigen::Index r = 0; r < weights.rows(); ++r) {
    const int row = first_row + static_cast<int>(r);
    std::vector<float>& finest = open_[0];
    for (int g = 0; g < pyramid_[0].groups; ++g) {
      const int from = first_cell(base_level_, g), to = first_cell(base_level_, g + 1);
      float sum = 0;
      for (int c = from; c < to; ++c) sum += weights(r, c);
      finest[static_cast<std::size_t>(g)] += sum;
    }
    for (std::size_t level = 0; level < pyramid_.size(); ++level) {
      const int size = 1 << (base_level_ + static_cast<int>(level));
      const int within = text_row(row) ? row : row - shape_.text_tokens;
      const bool full = (within + 1) % size == 0 || row + 1 == last_row;
      if (!full) break;  // a coarser group cannot be full either
      close_group(level, group_of(base_level_ + static_cast<int>(level), row), within % size + 1);
    }
  }
}

/// Writes the means of a full row group and hands its sums on to the next coarser level.
void AttentionMap::close_group(std::size_t level, int group, int rows) {
  const int L = base_level_ + static_cast<int>(level);
  std::vector<float>& sums = open_[level];
  Level& out = pyramid_[level];
  for (int g = 0; g < out.groups; ++g) {
    const int from = first_cell(L, g), cells = (first_cell(L, g + 1) - from) * rows;
    float& sum = sums[static_cast<std::size_t>(g)];
    out.codes[static_cast<std::size_t>(group) * static_cast<std::size_t>(out.groups) + static_cast<std::size_t>(g)] =
        encode_weight(sum / static_cast<float>(cells));
    if (level + 1 < open_.size()) open_[level + 1][static_cast<std::size_t>(group_of(L + 1, from))] += sum;
    sum = 0;
  }
}

}  // namespace lesson
