#include "widgets/attention_cost/machine.h"

#include <algorithm>
#include <utility>

#include "core/product.h"
#include "core/random.h"
#include "core/stopwatch.h"

namespace lesson {

namespace {

using catalogue::TextWay;

constexpr int kQueries = 64;        // of a piece: whole tiles of every kernel
constexpr int kFilledAtOnce = 192;  // rows of normal deviates a piece draws
constexpr int kDepth = 768, kColumns = 384;

int tokens_of(int side) {
  const int patches = side / static_cast<int>(catalogue::kPatchPixels);
  return patches * patches;
}

/// Rows [filled, rows) of a matrix, some at a time. True once all are there.
bool fill_rows(MatrixRM& matrix, int rows, int columns, std::uint32_t stream, int& filled) {
  if (matrix.rows() < rows) matrix.conservativeResize(rows, columns);
  if (filled >= rows) return true;
  const int until = std::min(rows, filled + kFilledAtOnce);
  const std::size_t width = static_cast<std::size_t>(columns), first = static_cast<std::size_t>(filled) * width;
  RandomStream(1, stream).fill_normals({matrix.data() + first, static_cast<std::size_t>(until - filled) * width},
                                       first);
  filled = until;
  return filled >= rows;
}

}  // namespace

void MachineStudy::start(int text) {
  *this = MachineStudy();
  text_ = text;
  next_ = 0;
}

void MachineStudy::take(double ms) {
  spent_ms_ += ms;
  fastest_ms_ = std::min(fastest_ms_, ms);
}

void MachineStudy::next_point() {
  ++next_;
  row_ = passes_ = 0;
  spent_ms_ = 0;
  const double fastest = std::exchange(fastest_ms_, kNever);
  if (fastest <= kLongestMs || next_ == 1 || next_ == kPoints) return;
  cut_short_ = true;
  next_ = kPoints;
}

void MachineStudy::work_on_product() {
  if (!fill_rows(weights_, kColumns, kDepth, 3, filled_weights_)) return;
  if (input_.size() == 0) input_ = weights_.topRows(kQueries);
  output_.resize(kQueries, kColumns);
  const Stopwatch watch;
  product_transposed(input_, weights_, output_);
  take(watch.ms());
  ++passes_;
  if (spent_ms_ < kLeastMs) return;
  product_rate_ = 2.0 * kQueries * kDepth * kColumns * passes_ / (spent_ms_ / 1e3);
  next_point();
}

void MachineStudy::attend_rows(int first, int count, int keys) {
  attend_all(qkv_.block(first, 0, count, kHead), qkv_.block(0, kHead, keys, kHead),
             qkv_.block(0, 2 * kHead, keys, kHead), 1, scratch_, output_.topRows(count));
}

void MachineStudy::work_on_point() {
  const auto way = (next_ - 1) % 2 == 0 ? TextWay::self_cross : TextWay::joint;
  const int side = kSides[(next_ - 1) / 2], image = tokens_of(side);
  const int rows = way == TextWay::joint ? image + text_ : image;
  if (!fill_rows(qkv_, image + text_, 3 * kHead, 0, filled_)) return;
  output_.resize(kQueries, kHead);
  const int count = std::min(kQueries, rows - row_);
  const Stopwatch watch;
  attend_rows(row_, count, way == TextWay::joint ? image + text_ : image);
  if (way == TextWay::self_cross) attend_rows(row_, count, text_);
  take(watch.ms());
  row_ += count;
  if (row_ < rows) return;
  row_ = 0;
  ++passes_;
  if (spent_ms_ < kLeastMs) return;
  const double entries = 1.0 * rows * (image + text_);
  points_.push_back({way, side, entries, spent_ms_ / 1e3 / passes_});
  next_point();
}

void MachineStudy::work() {
  if (!busy()) return;
  next_ == 0 ? work_on_product() : work_on_point();
}

void MachineStudy::finish() {
  while (busy()) work();
}

std::optional<double> MachineStudy::attention_rate() const {
  if (points_.empty()) return std::nullopt;
  double flops = 0, seconds = 0;
  for (const MachinePoint& point : points_) {
    flops += 4.0 * kHead * point.entries;
    seconds += point.seconds;
  }
  return flops / seconds;
}

}  // namespace lesson
