#include "core/blocks/cross_block.h"

#include "core/attention/head_norm.h"
#include "core/blocks/activation.h"

namespace lesson {

namespace {

/// Queries of the image for whatever they read.
MatrixRM cross_queries(const CrossDiTBlock& block, MRef x, BlockScratch& scratch) {
  MatrixRM q(x.rows(), x.cols());
  normalise(x, scratch.normed);
  apply(block.cross_q, scratch.normed, q);
  if (block.cross_qnorm.size() > 0) rms_norm_heads(q, block.heads, block.cross_qnorm);
  return q;
}

/// scratch.attended <- softmax(q k^T) v over rows of another kind.
void attend_source(const CrossDiTBlock& block, CRef q, const Linear& to_kv, CRef source, BlockScratch& scratch,
                   const AttentionTap& tap) {
  const Eigen::Index d = q.cols();
  MatrixRM kv(source.rows(), 2 * d);
  apply(to_kv, source, kv);
  if (block.cross_knorm.size() > 0) rms_norm_heads(kv.leftCols(d), block.heads, block.cross_knorm);
  if (tap) tap(q, kv.leftCols(d));
  attend_all(q, kv.leftCols(d), kv.rightCols(d), block.heads, scratch.attend, scratch.attended);
}

void add_output(const CrossDiTBlock& block, MRef x, BlockScratch& scratch) {
  apply(block.cross_out, scratch.attended, scratch.projected);
  x += scratch.projected;
}

void add_self_attention(const CrossDiTBlock& block, MRef x, CVec mods, BlockScratch& scratch,
                        const CrossControl& control) {
  scratch.make_room(x.rows(), x.cols(), block.self.fc1.out());
  project_qkv(block.self, x, mods, block.heads, 0, scratch);
  if (control.self) control.self(scratch.q(), scratch.k());
  attend_all(scratch.q(), scratch.k(), scratch.v(), block.heads, scratch.attend, scratch.attended);
  if (control.cut.has(Quadrant::image_reads_image)) scratch.attended.setZero();
  add_attention(block.self, x, mods, 0, scratch);
}

/// x <- x + out(softmax(q k^T) v), q from `from`, k and v from `source`.
void add_unet_attention(const UNetAttention& attention, int heads, CRef from, CRef source, AttendScratch& scratch,
                        const AttentionTap& tap, bool cut, MRef x) {
  MatrixRM q(from.rows(), x.cols()), k(source.rows(), x.cols()), v(source.rows(), x.cols()),
      attended(x.rows(), x.cols());
  apply(attention.to_q, from, q);
  apply(attention.to_k, source, k);
  apply(attention.to_v, source, v);
  if (tap) tap(q, k);
  attend_all(q, k, v, heads, scratch, attended);
  if (cut) attended.setZero();
  apply(attention.to_out, attended, q);
  x += q;
}

}  // namespace

CrossDiTBlock::CrossDiTBlock(int width, int context, int heads_, int hidden, bool qk_norm)
    : self(width, hidden, width / heads_, qk_norm),
      cross_q(width, width),
      cross_kv(context, 2 * width),
      cross_out(width, width),
      cross_qnorm(VectorF::Ones(qk_norm ? width / heads_ : 0)),
      cross_knorm(VectorF::Ones(qk_norm ? width / heads_ : 0)),
      heads(heads_) {}

void run(const CrossDiTBlock& block, MRef x, CRef text, CVec c, BlockScratch& scratch, const CrossControl& control) {
  const VectorF mods = modulations(block.self, c);
  add_self_attention(block, x, mods, scratch, control);
  const MatrixRM q = cross_queries(block, x, scratch);
  attend_source(block, q, block.cross_kv, text, scratch, control.cross);
  if (control.cut.has(Quadrant::image_reads_text))
    scratch.attended.setZero();  // a row whose keys are all cut gives zeros
  add_output(block, x, scratch);
  add_mlp(block.self, x, mods, 0, scratch);
}

void run(const AdapterBlock& block, MRef x, CRef text, CRef reference, float adapter_scale, CVec c,
         BlockScratch& scratch) {
  const VectorF mods = modulations(block.self, c);
  add_self_attention(block, x, mods, scratch, {});
  const MatrixRM q = cross_queries(block, x, scratch);
  attend_source(block, q, block.cross_kv, text, scratch, {});
  const MatrixRM from_text = scratch.attended;
  attend_source(block, q, block.adapter_kv, reference, scratch, {});
  scratch.attended = from_text + adapter_scale * scratch.attended;
  add_output(block, x, scratch);
  add_mlp(block.self, x, mods, 0, scratch);
}

UNetBlock::UNetBlock(int width, int context, int heads_)
    : norm1(width),
      norm2(width),
      norm3(width),
      attn1(width, width),
      attn2(width, context),
      ff_in(width, 8 * width),
      ff_out(4 * width, width),
      heads(heads_) {}

void run(const UNetBlock& block, MRef x, CRef text, AttendScratch& scratch, const CrossControl& control) {
  MatrixRM normed(x.rows(), x.cols());
  layer_norm(block.norm1, x, normed);
  add_unet_attention(block.attn1, block.heads, normed, normed, scratch, control.self,
                     control.cut.has(Quadrant::image_reads_image), x);
  layer_norm(block.norm2, x, normed);
  add_unet_attention(block.attn2, block.heads, normed, text, scratch, control.cross,
                     control.cut.has(Quadrant::image_reads_text), x);
  layer_norm(block.norm3, x, normed);
  MatrixRM wide(x.rows(), block.ff_in.out());
  apply(block.ff_in, normed, wide);
  auto value = wide.leftCols(wide.cols() / 2), gate = wide.rightCols(wide.cols() / 2);
  gelu_erf(gate);
  value.array() *= gate.array();  // GEGLU
  apply(block.ff_out, value, normed);
  x += normed;
}

}  // namespace lesson
