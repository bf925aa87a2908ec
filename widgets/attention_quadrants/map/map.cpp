#include "widgets/attention_quadrants/map/map.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/attention/softmax.h"
#include "core/product.h"

namespace lesson {

namespace {

constexpr float kLowest = -20.0f, kStepsPerOctave = 2047.9f;
constexpr float kNever = -std::numeric_limits<float>::infinity();

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

double AttentionMap::progress() const { return tokens() == 0 ? 1.0 : static_cast<double>(rows_done_) / tokens(); }

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
  MatrixRM scores(1, tokens());
  product_transposed(slice_->q.row(query), slice_->k, scores);
  for (int key = 0; key < tokens(); ++key) {
    if (keeps(query, key < shape_.text_tokens, cut_))
      out[static_cast<std::size_t>(key)] = fast_exp(scores(0, key) * scale_ - kept);
  }
  return out;
}

std::vector<float> AttentionMap::column(int key) const {
  if (!done() || key < 0 || key >= tokens()) return {};
  std::vector<float> out(static_cast<std::size_t>(tokens()), 0.0f);
  MatrixRM scores(1, tokens());
  product_transposed(slice_->k.row(key), slice_->q, scores);
  for (int query = 0; query < tokens(); ++query) {
    if (!keeps(query, key < shape_.text_tokens, cut_)) continue;
    out[static_cast<std::size_t>(query)] = fast_exp(scores(0, query) * scale_ - kept_sum(query, cut_));
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

int AttentionMap::first_cell(int level, int group) const {
  const int text = text_groups(level);
  if (group < text) return group << level;
  return std::min(shape_.text_tokens + ((group - text) << level), tokens());
}

int AttentionMap::group_of(int level, int cell) const {
  return cell < shape_.text_tokens ? cell >> level : text_groups(level) + ((cell - shape_.text_tokens) >> level);
}

std::size_t AttentionMap::bytes() const {
  std::size_t total =
      sums_.size() * sizeof(RowSums) + static_cast<std::size_t>(text_out_.size() + image_out_.size()) * sizeof(float);
  for (const Level& level : pyramid_) total += level.codes.size() * sizeof(WeightCode);
  return total + tiles_.size() * kTile * kTile * sizeof(WeightCode);
}

}  // namespace lesson
