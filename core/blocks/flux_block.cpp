#include "core/blocks/flux_block.h"

#include "core/attention/head_norm.h"
#include "core/blocks/activation.h"
#include "core/blocks/norm.h"

namespace lesson {

void run(const FluxSingleBlock& block, MRef x, int text_tokens, CVec c, AttendScratch& scratch,
         const AttentionControl& control) {
  const Eigen::Index d = x.cols(), hidden = block.linear1.out() - 3 * d;
  const VectorF mods = apply(block.mod, silu_of(c));
  MatrixRM normed(x.rows(), d), wide(x.rows(), 3 * d + hidden), joined(x.rows(), d + hidden);

  modulate(x, mods.head(d), mods.segment(d, d), normed);
  apply(block.linear1, normed, wide);
  auto q = wide.leftCols(d), k = wide.middleCols(d, d), v = wide.middleCols(2 * d, d);
  rms_norm_heads(q, block.heads, block.qnorm);
  rms_norm_heads(k, block.heads, block.knorm);
  if (control.rope) {
    apply_rope(q, block.heads, *control.rope);
    apply_rope(k, block.heads, *control.rope);
  }
  if (control.tap) control.tap(q, k);
  attend_joint(q, k, v, block.heads, text_tokens, control.cut, scratch, joined.leftCols(d));
  joined.rightCols(hidden) = wide.rightCols(hidden);
  gelu_tanh(joined.rightCols(hidden));
  apply(block.linear2, joined, normed);
  add_gated(normed, mods.tail(d), x);
}

}  // namespace lesson
