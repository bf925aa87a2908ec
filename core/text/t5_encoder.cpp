#include "core/text/t5_encoder.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/blocks/activation.h"
#include "core/blocks/norm.h"
#include "core/text/tokenizer.h"

namespace lesson {

namespace {

/// [H*T, T]: relative positions, and "never" on the columns of PADs.
MatrixRM score_bias(const T5Encoder& encoder, const std::vector<int>& ids) {
  const int tokens = static_cast<int>(ids.size());
  MatrixRM bias(encoder.shape.heads * tokens, tokens);
  for (int query = 0; query < tokens; ++query) {
    for (int key = 0; key < tokens; ++key) {
      const int bucket = relative_bucket(key - query, encoder.shape.buckets, encoder.shape.max_distance);
      const float never = ids[static_cast<std::size_t>(key)] == kPad ? -1e31f : 0.0f;
      for (int head = 0; head < encoder.shape.heads; ++head) {
        bias(head * tokens + query, key) = encoder.bias(bucket, head) + never;
      }
    }
  }
  return bias;
}

void run(const T5Block& block, const T5Shape& shape, CRef bias, MRef x, AttendScratch& scratch) {
  const Eigen::Index rows = x.rows(), width = x.cols();
  MatrixRM normed(rows, width), q(rows, width), k(rows, width), v(rows, width), attended(rows, width);
  rms_norm(block.norm1, x, normed);
  apply(block.q, normed, q);
  apply(block.k, normed, k);
  apply(block.v, normed, v);
  // T5 as published has no 1/sqrt(D) here; this one was trained with it.
  const int head_dim = shape.width / shape.heads;
  const float scale = 1.0f / std::sqrt(static_cast<float>(head_dim));
  attend_biased(q, k, v, shape.heads, scale, bias, scratch, attended);
  apply(block.out, attended, normed);
  x += normed;
  rms_norm(block.norm2, x, normed);
  MatrixRM gate(rows, shape.hidden), hidden(rows, shape.hidden);
  apply(block.wi0, normed, gate);
  apply(block.wi1, normed, hidden);
  gelu_tanh(gate);
  hidden.array() *= gate.array();
  apply(block.wo, hidden, normed);
  x += normed;
}

}  // namespace

T5Encoder::T5Encoder(const T5Shape& s)
    : shape(s),
      token(MatrixRM::Zero(s.vocabulary, s.width)),
      bias(MatrixRM::Zero(s.buckets, s.heads)),
      blocks(static_cast<std::size_t>(s.layers), T5Block(s.width, s.hidden)),
      final(VectorF::Ones(s.width)) {}

int relative_bucket(int distance, int buckets, int max_distance) {
  const int half = buckets / 2, exact = half / 2;
  const int n = std::abs(distance), later = distance > 0 ? half : 0;
  if (n < exact) return later + n;
  const double far = std::log(static_cast<double>(n) / exact) / std::log(static_cast<double>(max_distance) / exact);
  return later + std::min(half - 1, exact + static_cast<int>(far * (half - exact)));
}

MatrixRM encode(const T5Encoder& encoder, const std::vector<int>& ids) {
  MatrixRM x(static_cast<Eigen::Index>(ids.size()), encoder.shape.width);
  for (Eigen::Index i = 0; i < x.rows(); ++i) x.row(i) = encoder.token.row(ids[static_cast<std::size_t>(i)]);
  const MatrixRM bias = score_bias(encoder, ids);
  AttendScratch scratch;
  for (const T5Block& block : encoder.blocks) run(block, encoder.shape, bias, x, scratch);
  rms_norm(encoder.final, x, x);
  return x;
}

}  // namespace lesson
