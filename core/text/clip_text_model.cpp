#include "core/text/clip_text_model.h"

#include <cmath>

#include "core/blocks/activation.h"

namespace lesson {

namespace {

/// 0 where a key is not later than its query, "never" elsewhere.
MatrixRM causal_bias(Eigen::Index tokens) {
  MatrixRM bias = MatrixRM::Zero(tokens, tokens);
  bias.triangularView<Eigen::StrictlyUpper>().setConstant(-1e31f);
  return bias;
}

void activate(ClipActivation activation, MRef x) {
  if (activation == ClipActivation::quick_gelu) {
    quick_gelu(x);
  } else {
    gelu_erf(x);
  }
}

void run(const ClipTextLayer& layer, const ClipTextShape& shape, CRef bias, MRef x, AttendScratch& scratch) {
  const Eigen::Index rows = x.rows(), width = x.cols();
  MatrixRM normed(rows, width), q(rows, width), k(rows, width), v(rows, width), attended(rows, width);
  layer_norm(layer.layer_norm1, x, normed, shape.eps);
  apply(layer.q_proj, normed, q);
  apply(layer.k_proj, normed, k);
  apply(layer.v_proj, normed, v);
  const float scale = 1.0f / std::sqrt(static_cast<float>(shape.width / shape.heads));
  attend_biased(q, k, v, shape.heads, scale, bias, scratch, attended);
  apply(layer.out_proj, attended, normed);
  x += normed;
  layer_norm(layer.layer_norm2, x, normed, shape.eps);
  MatrixRM hidden(rows, shape.hidden);
  apply(layer.fc1, normed, hidden);
  activate(shape.activation, hidden);
  apply(layer.fc2, hidden, normed);
  x += normed;
}

}  // namespace

ClipTextLayer::ClipTextLayer(const ClipTextShape& s)
    : layer_norm1(s.width),
      layer_norm2(s.width),
      q_proj(s.width, s.width),
      k_proj(s.width, s.width),
      v_proj(s.width, s.width),
      out_proj(s.width, s.width),
      fc1(s.width, s.hidden),
      fc2(s.hidden, s.width) {}

ClipTextModel::ClipTextModel(const ClipTextShape& s)
    : shape(s),
      token_embedding(MatrixRM::Zero(s.vocabulary, s.width)),
      position_embedding(MatrixRM::Zero(s.positions, s.width)),
      layers(static_cast<std::size_t>(s.layers), ClipTextLayer(s)),
      final_layer_norm(s.width),
      text_projection(s.width, s.projection, false) {}

ClipOut encode(const ClipTextModel& model, const std::vector<int>& ids, int eos) {
  MatrixRM x(static_cast<Eigen::Index>(ids.size()), model.shape.width);
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    x.row(i) = model.token_embedding.row(ids[static_cast<std::size_t>(i)]) + model.position_embedding.row(i);
  }
  const MatrixRM bias = causal_bias(x.rows());
  AttendScratch scratch;
  ClipOut out;
  for (const ClipTextLayer& layer : model.layers) {
    out.tokens = x;
    run(layer, model.shape, bias, x, scratch);
  }
  MatrixRM last(1, model.shape.width);
  layer_norm(model.final_layer_norm, x.row(eos), last, model.shape.eps);
  out.pooled = apply(model.text_projection, VectorF(last.transpose()));
  return out;
}

}  // namespace lesson
