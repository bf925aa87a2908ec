#include "core/text/t5_encoder_model.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/blocks/activation.h"
#include "core/blocks/norm.h"

namespace lesson {

namespace {

/// [H*T, T]
MatrixRM position_bias(const T5EncoderModel& model, int tokens) {
  MatrixRM bias(model.shape.heads * tokens, tokens);
  for (int distance = 1 - tokens; distance < tokens; ++distance) {
    const int bucket = t5_relative_bucket(distance, model.shape.buckets, model.shape.max_distance);
    for (int query = std::max(0, -distance); query < tokens - std::max(0, distance); ++query) {
      for (int head = 0; head < model.shape.heads; ++head) {
        bias(head * tokens + query, query + distance) = model.relative_attention_bias(bucket, head);
      }
    }
  }
  return bias;
}

void run(const T5Layer& layer, const T5ModelShape& shape, CRef bias, MRef x, AttendScratch& scratch) {
  const Eigen::Index rows = x.rows(), inner = shape.inner();
  MatrixRM normed(rows, x.cols()), q(rows, inner), k(rows, inner), v(rows, inner), attended(rows, inner);
  rms_norm(layer.attention_norm, x, normed, shape.eps);
  apply(layer.q, normed, q);
  apply(layer.k, normed, k);
  apply(layer.v, normed, v);
  attend_biased(q, k, v, shape.heads, 1.0f, bias, scratch, attended);
  apply(layer.o, attended, normed);
  x += normed;
  rms_norm(layer.mlp_norm, x, normed, shape.eps);
  MatrixRM gate(rows, shape.hidden), hidden(rows, shape.hidden);
  apply(layer.wi_0, normed, gate);
  apply(layer.wi_1, normed, hidden);
  gelu_tanh(gate);
  hidden.array() *= gate.array();
  apply(layer.wo, hidden, normed);
  x += normed;
}

}  // namespace

T5Layer::T5Layer(const T5ModelShape& s)
    : attention_norm(VectorF::Ones(s.width)),
      mlp_norm(VectorF::Ones(s.width)),
      q(s.width, s.inner(), false),
      k(s.width, s.inner(), false),
      v(s.width, s.inner(), false),
      o(s.inner(), s.width, false),
      wi_0(s.width, s.hidden, false),
      wi_1(s.width, s.hidden, false),
      wo(s.hidden, s.width, false) {}

T5EncoderModel::T5EncoderModel(const T5ModelShape& s)
    : shape(s),
      shared(MatrixRM::Zero(s.vocabulary, s.width)),
      relative_attention_bias(MatrixRM::Zero(s.buckets, s.heads)),
      block(static_cast<std::size_t>(s.layers), T5Layer(s)),
      final_layer_norm(VectorF::Ones(s.width)) {}

int t5_relative_bucket(int distance, int buckets, int max_distance) {
  const int half = buckets / 2, exact = half / 2;
  const int n = std::abs(distance), later = distance > 0 ? half : 0;
  if (n < exact) return later + n;
  const float far = std::log(static_cast<float>(n) / static_cast<float>(exact)) /
                    static_cast<float>(std::log(static_cast<double>(max_distance) / exact)) *
                    static_cast<float>(half - exact);
  return later + std::min(half - 1, exact + static_cast<int>(far));
}

MatrixRM encode(const T5EncoderModel& model, const std::vector<int>& ids) {
  MatrixRM x(static_cast<Eigen::Index>(ids.size()), model.shape.width);
  for (Eigen::Index i = 0; i < x.rows(); ++i) x.row(i) = model.shared.row(ids[static_cast<std::size_t>(i)]);
  const MatrixRM bias = position_bias(model, static_cast<int>(ids.size()));
  AttendScratch scratch;
  for (const T5Layer& layer : model.block) run(layer, model.shape, bias, x, scratch);
  rms_norm(model.final_layer_norm, x, x, model.shape.eps);
  return x;
}

}  // namespace lesson
