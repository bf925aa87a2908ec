#include "widgets/attention/map.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "core/attention/softmax.h"

namespace lesson {

namespace {

constexpr float kLowest = -20.0f, kStepsPerOctave = 2047.9f;
constexpr float kNever = -std::numeric_limits<float>::infinity();

/// Milliseconds since it was made. Only decides how much is done in this frame, never what comes out.
class Clock {
 public:
  double ms() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

WeightCode encode_weight(float times_uniform) {
  if (!(times_uniform > 0)) return kNoWeight;
  const float steps = (std::log2(times_uniform) - kLowest) * kStepsPerOctave;
  if (steps < 0) return kNoWeight;
  return static_cast<WeightCode>(std::min(steps, 65533.0f)) + 2;
}

float decode_weight(WeightCode code) {
  if (code < 2) return 0;
  return std::exp2((static_cast<float>(code - 2) + 0.5f) / kStepsPerOctave + kLowest);
}

AttentionMap::AttentionMap(std::shared_ptr<const HeadSlice> slice, JointShape shape, QuadrantCut cut)
    : slice_(std::move(slice)), shape_(shape), cut_(cut) {
  scale_ = 1.0f / std::sqrt(static_cast<float>(std::max<Eigen::Index>(slice_->q.cols(), 1)));
  sums_.resize(static_cast<std::size_t>(tokens()));
  if (slice_->has_values()) {
    text_out_ = MatrixRM::Zero(tokens(), slice_->v.cols());
    image_out_ = MatrixRM::Zero(tokens(), slice_->v.cols());
  }
  while (groups(base_level_) > kMaxBase) ++base_level_;
  for (int level = base_level_;; ++level) {
    const int side = groups(level);
    pyramid_.push_back({side, std::vector<WeightCode>(static_cast<std::size_t>(side) * static_cast<std::size_t>(side),
                                                      kUnknownWeight)});
    open_.emplace_back(static_cast<std::size_t>(side), 0.0f);
    if (side <= 160 || (1 << level) >= kRows) break;
  }
}

// --- the pass
// ----------------------------------------------------------------------------------------------------------

double AttentionMap::progress() const { return tokens() == 0 ? 1.0 : static_cast<double>(rows_done_) / tokens(); }

bool AttentionMap::advance(double ms) {
  const Clock clock;
  while (!done()) {
    step();
    if (clock.ms() >= ms) break;
  }
  return !done();
}

void AttentionMap::finish() {
  while (!done()) step();
}

bool AttentionMap::keeps(int row, bool text_keys, const QuadrantCut& cut) const {
  if (text_keys ? shape_.text_tokens == 0 : shape_.image_tokens == 0) return false;
  const Quadrant quadrant = text_row(row) ? (text_keys ? Quadrant::text_reads_text : Quadrant::text_reads_image)
                                          : (text_keys ? Quadrant::image_reads_text : Quadrant::image_reads_image);
  return !cut.has(quadrant);
}

/// log of the sum over what the cut leaves; -infinity when it leaves nothing.
float AttentionMap::kept_sum(int row, const QuadrantCut& cut) const {
  const RowSums& sums = sums_[static_cast<std::size_t>(row)];
  const bool text = keeps(row, true, cut), image = keeps(row, false, cut);
  if (text && image) {
    const float high = std::max(sums.text, sums.image), low = std::min(sums.text, sums.image);
    return high + std::log1p(std::exp(low - high));
  }
  return text ? sums.text : image ? sums.image : kNever;
}

/// Share of a row's weight on its text or image keys under a cut.
float AttentionMap::part_share(int row, bool text_keys, const QuadrantCut& cut) const {
  if (!keeps(row, text_keys, cut)) return 0;
  const RowSums& sums = sums_[static_cast<std::size_t>(row)];
  return std::exp((text_keys ? sums.text : sums.image) - kept_sum(row, cut));
}

/// The next rows of one modality: scores, sums, output halves, pyramid.
void AttentionMap::step() {
  const int end = text_row(rows_done_) ? shape_.text_tokens : tokens();
  const int rows = std::min(kRows, end - rows_done_), T = shape_.text_tokens, I = shape_.image_tokens;
  MatrixRM weights(rows, tokens());
  weights.noalias() = slice_->q.middleRows(rows_done_, rows) * slice_->k.transpose();
  part_softmax(weights, rows_done_, true);
  part_softmax(weights, rows_done_, false);
  if (slice_->has_values()) {
    text_out_.middleRows(rows_done_, rows).noalias() = weights.leftCols(T) * slice_->v.topRows(T);
    image_out_.middleRows(rows_done_, rows).noalias() = weights.rightCols(I) * slice_->v.bottomRows(I);
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
    log_sum = kNever;
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

// --- what it knows
// -----------------------------------------------------------------------------------------------------

namespace {

QuadrantMass shares(std::array<double, kQuadrants> sums) {
  double all = 0;
  for (const double sum : sums) all += sum;
  if (all > 0) {
    for (double& sum : sums) sum /= all;
  }
  return sums;
}

}  // namespace

QuadrantMass AttentionMap::mass_under(const QuadrantCut& cut) const {
  std::array<double, kQuadrants> out{};
  for (int row = 0; row < rows_done_; ++row) {
    const std::size_t first = text_row(row) ? 0 : 2;
    out[first] += static_cast<double>(part_share(row, true, cut));
    out[first + 1] += static_cast<double>(part_share(row, false, cut));
  }
  return shares(out);
}

std::optional<float> AttentionMap::weight(int query, int key) const {
  if (query < 0 || query >= rows_done_ || key < 0 || key >= tokens()) return std::nullopt;
  if (!keeps(query, key < shape_.text_tokens, cut_)) return 0.0f;
  return std::exp(slice_->q.row(query).dot(slice_->k.row(key)) * scale_ - kept_sum(query, cut_));
}

std::vector<float> AttentionMap::row(int query) const {
  if (query < 0 || query >= rows_done_) return {};
  std::vector<float> out(static_cast<std::size_t>(tokens()), 0.0f);
  const float kept = kept_sum(query, cut_);
  const VectorF scores = slice_->k * slice_->q.row(query).transpose();
  for (int key = 0; key < tokens(); ++key) {
    if (keeps(query, key < shape_.text_tokens, cut_))
      out[static_cast<std::size_t>(key)] = fast_exp(scores[key] * scale_ - kept);
  }
  return out;
}

std::vector<float> AttentionMap::column(int key) const {
  if (!done() || key < 0 || key >= tokens()) return {};
  std::vector<float> out(static_cast<std::size_t>(tokens()), 0.0f);
  const VectorF scores = slice_->q * slice_->k.row(key).transpose();
  for (int query = 0; query < tokens(); ++query) {
    if (!keeps(query, key < shape_.text_tokens, cut_)) continue;
    out[static_cast<std::size_t>(query)] = fast_exp(scores[query] * scale_ - kept_sum(query, cut_));
  }
  return out;
}

OutputChange AttentionMap::change(const QuadrantCut& cut) const {
  OutputChange out;
  if (!done() || !has_values()) return out;
  out.per_row.resize(static_cast<std::size_t>(tokens()));
  double change[2] = {0, 0}, size[2] = {0, 0};
  for (int row = 0; row < tokens(); ++row) {
    const auto from_text = text_out_.row(row), from_image = image_out_.row(row);
    const float text = part_share(row, true, {}), image = part_share(row, false, {});
    const float text_moved = part_share(row, true, cut) - text, image_moved = part_share(row, false, cut) - image;
    const double before = static_cast<double>((from_text * text + from_image * image).squaredNorm());
    const double moved = static_cast<double>((from_text * text_moved + from_image * image_moved).squaredNorm());
    out.per_row[static_cast<std::size_t>(row)] = before > 0 ? static_cast<float>(std::sqrt(moved / before)) : 0.0f;
    const std::size_t kind = text_row(row) ? 0 : 1;
    change[kind] += moved;
    size[kind] += before;
  }
  const auto ratio = [](double a, double b) { return b > 0 ? std::sqrt(a / b) : 0.0; };
  out.all = ratio(change[0] + change[1], size[0] + size[1]);
  out.text_rows = ratio(change[0], size[0]);
  out.image_rows = ratio(change[1], size[1]);
  return out;
}

// --- the pyramid
// -------------------------------------------------------------------------------------------------------

int AttentionMap::first_cell(int level, int group) const {
  const int text = text_groups(level);
  if (group < text) return group << level;
  return std::min(shape_.text_tokens + ((group - text) << level), tokens());
}

int AttentionMap::group_of(int level, int cell) const {
  return cell < shape_.text_tokens ? cell >> level : text_groups(level) + ((cell - shape_.text_tokens) >> level);
}

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
  const Clock clock;
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
  recent_.push_front(key);
  return &tiles_.emplace(key, Tile{compute_tile(key), recent_.begin()}).first->second.codes;
}

std::vector<WeightCode> AttentionMap::compute_tile(const TileKey& key) const {
  const int side = groups(key.level), L = key.level;
  const int row_end = std::min((key.row + 1) * kTile, side), col_end = std::min((key.col + 1) * kTile, side);
  const int q0 = first_cell(L, key.row * kTile), q1 = first_cell(L, row_end), k0 = first_cell(L, key.col * kTile),
            k1 = first_cell(L, col_end);
  MatrixRM weights(q1 - q0, k1 - k0);
  weights.noalias() = slice_->q.middleRows(q0, q1 - q0) * slice_->k.middleRows(k0, k1 - k0).transpose();
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

std::size_t AttentionMap::bytes() const {
  std::size_t total =
      sums_.size() * sizeof(RowSums) + static_cast<std::size_t>(text_out_.size() + image_out_.size()) * sizeof(float);
  for (const Level& level : pyramid_) total += level.codes.size() * sizeof(WeightCode);
  return total + tiles_.size() * kTile * kTile * sizeof(WeightCode);
}

}  // namespace lesson
