#include "core/pipeline/attention_record.h"

#include <algorithm>
#include <bit>
#include <cassert>

#include "core/attention/weights.h"

namespace lesson {

namespace {

constexpr float kLargest = 32767.0f;

/// To the nearest whole number, |x| < 2^22: adding 1.5 * 2^23 leaves it in the low bits.
inline std::int16_t nearest(float x) {
  return static_cast<std::int16_t>(std::bit_cast<std::int32_t>(x + 12582912.0f) - 0x4B400000);
}

}  // namespace

PackedRows PackedRows::pack(CRef x) {
  PackedRows packed;
  packed.cols = static_cast<int>(x.cols());
  packed.numbers.resize(static_cast<std::size_t>(x.size()));
  packed.factors.resize(static_cast<std::size_t>(x.rows()));
  for (Eigen::Index row = 0; row < x.rows(); ++row) {
    const float largest = x.row(row).cwiseAbs().maxCoeff();
    const float inverse = largest > 0 ? kLargest / largest : 0.0f;
    const float* const from = x.row(row).data();
    std::int16_t* const to = packed.numbers.data() + row * x.cols();
    for (Eigen::Index i = 0; i < x.cols(); ++i) to[i] = nearest(from[i] * inverse);
    packed.factors[static_cast<std::size_t>(row)] = largest / kLargest;
  }
  return packed;
}

MatrixRM PackedRows::columns(int first, int count) const {
  MatrixRM x(rows(), count);
  for (int row = 0; row < rows(); ++row) {
    const std::int16_t* const from = numbers.data() + std::ptrdiff_t{row} * cols + first;
    const float factor = factors[static_cast<std::size_t>(row)];
    for (int i = 0; i < count; ++i) x(row, i) = static_cast<float>(from[i]) * factor;
  }
  return x;
}

AttentionRecord::AttentionRecord(int steps, int blocks, int heads, int text_tokens, bool joint)
    : steps_(steps), blocks_(blocks), heads_(heads), text_tokens_(text_tokens), joint_(joint) {
  const std::size_t places = static_cast<std::size_t>(steps) * static_cast<std::size_t>(blocks);
  entries_.resize(joint ? places : 2 * places);
  mass_.resize(places);
}

std::size_t AttentionRecord::index(int step, int block, AttentionKind kind) const {
  const std::size_t place = mass_index(step, block);
  return joint_ ? place : 2 * place + (kind == AttentionKind::cross ? 1 : 0);
}

void AttentionRecord::add(int step, int block, AttentionKind kind, CRef q, CRef k, const QuadrantCut& cut) {
  entries_[index(step, block, kind)] = {PackedRows::pack(q), PackedRows::pack(k), cut};
}

void AttentionRecord::add_mass(int step, int block, const std::vector<QuadrantMass>& mass) {
  mass_[mass_index(step, block)] = mass;
}

bool AttentionRecord::has(int step, int block, AttentionKind kind) const {
  const bool kind_fits = joint_ == (kind == AttentionKind::joint);
  if (!kind_fits || step < 0 || step >= steps_ || block < 0 || block >= blocks_) return false;
  return entries_[index(step, block, kind)].q.rows() > 0;
}

MatrixRM AttentionRecord::weights(int step, int block, int head, AttentionKind kind) const {
  return rows(step, block, head, kind, 0, entries_[index(step, block, kind)].q.rows());
}

MatrixRM AttentionRecord::rows(int step, int block, int head, AttentionKind kind, int first, int count) const {
  assert(has(step, block, kind) && head >= 0 && head < heads_);
  const Entry& entry = entries_[index(step, block, kind)];
  const int dim = entry.q.cols / heads_, keys = entry.k.rows();
  const MatrixRM q = entry.q.columns(head * dim, dim).middleRows(first, count), k = entry.k.columns(head * dim, dim);
  // Text rows first; with cross-attention queries and keys are of one kind each.
  const int text_rows = kind == AttentionKind::joint ? std::clamp(text_tokens_ - first, 0, count) : 0;
  const int text_keys = kind == AttentionKind::joint ? text_tokens_ : kind == AttentionKind::cross ? keys : 0;
  return attention_weights(q, k, {text_rows, count - text_rows}, {text_keys, keys - text_keys}, entry.cut);
}

QuadrantMass AttentionRecord::mass(int step, int block, int head) const {
  const auto& masses = mass_[mass_index(step, block)];
  return masses.empty() ? QuadrantMass{} : masses[static_cast<std::size_t>(head)];
}

QuadrantCut AttentionRecord::cut(int step, int block) const {
  return entries_[index(step, block, joint_ ? AttentionKind::joint : AttentionKind::self)].cut;
}

std::size_t AttentionRecord::bytes() const {
  std::size_t sum = 0;
  for (const Entry& entry : entries_) sum += sizeof(Entry) + entry.q.bytes() + entry.k.bytes();
  for (const auto& masses : mass_) sum += masses.size() * sizeof(QuadrantMass);
  return sum;
}

}  // namespace lesson
