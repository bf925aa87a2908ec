#include "core/text/clip_encoder.h"

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

void run(const ClipBlock& block, const ClipShape& shape, CRef bias, MRef x, AttendScratch& scratch) {
  const Eigen::Index rows = x.rows(), width = x.cols();
  MatrixRM normed(rows, width), q(rows, width), k(rows, width), v(rows, width), attended(rows, width);
  layer_norm(block.ln1, x, normed);
  apply(block.q, normed, q);
  apply(block.k, normed, k);
  apply(block.v, normed, v);
  const int head_dim = shape.width / shape.heads;
  const float scale = 1.0f / std::sqrt(static_cast<float>(head_dim));
  attend_biased(q, k, v, shape.heads, scale, bias, scratch, attended);
  apply(block.out, attended, normed);
  x += normed;
  layer_norm(block.ln2, x, normed);
  MatrixRM hidden(rows, 4 * width);
  apply(block.fc1, normed, hidden);
  activate(shape.activation, hidden);
  apply(block.fc2, hidden, normed);
  x += normed;
}

}  // namespace

ClipEncoder::ClipEncoder(const ClipShape& s)
    : shape(s),
      token(MatrixRM::Zero(s.vocabulary, s.width)),
      position(MatrixRM::Zero(s.context, s.width)),
      blocks(static_cast<std::size_t>(s.layers), ClipBlock(s.width)),
      final(s.width) {
  if (s.project) projection = Linear(s.width, s.width, false);
}

ClipOut encode(const ClipEncoder& encoder, const std::vector<int>& ids, int eos) {
  MatrixRM x(static_cast<Eigen::Index>(ids.size()), encoder.shape.width);
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    x.row(i) = encoder.token.row(ids[static_cast<std::size_t>(i)]) + encoder.position.row(i);
  }
  const MatrixRM bias = causal_bias(x.rows());
  AttendScratch scratch;
  ClipOut out;
  for (const ClipBlock& block : encoder.blocks) {
    out.tokens = x;
    run(block, encoder.shape, bias, x, scratch);
  }
  MatrixRM last(1, encoder.shape.width);
  layer_norm(encoder.final, x.row(eos), last);
  out.pooled = last.transpose();
  if (encoder.shape.project) out.pooled = apply(encoder.projection, out.pooled);
  return out;
}

}  // namespace lesson
