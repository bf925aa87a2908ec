#include "core/blocks/stream.h"

#include "core/attention/head_norm.h"
#include "core/blocks/activation.h"

namespace lesson {

namespace {

/// Places of the six modulations, in units of d.
enum class Mod { shift1, scale1, gate1, shift2, scale2, gate2 };

const float* mod(CVec mods, Mod which, Eigen::Index width) {
  return mods.data() + static_cast<Eigen::Index>(which) * width;
}

void grow(MatrixRM& buffer, Eigen::Index rows, Eigen::Index cols) {
  if (buffer.rows() != rows || buffer.cols() != cols) buffer.resize(rows, cols);
}

}  // namespace

Stream::Stream(int width, int hidden, int head_dim, bool qk_norm, bool only_attention)
    : mod(width, (only_attention ? 2 : 6) * width),
      qkv(width, 3 * width),
      qnorm(VectorF::Ones(qk_norm ? head_dim : 0)),
      knorm(VectorF::Ones(qk_norm ? head_dim : 0)),
      attention_only(only_attention) {
  if (only_attention) return;
  out = Linear(width, width);
  fc1 = Linear(width, hidden);
  fc2 = Linear(hidden, width);
}

void BlockScratch::make_room(Eigen::Index tokens, Eigen::Index width, Eigen::Index hidden_width) {
  grow(normed, tokens, width);
  grow(qkv, tokens, 3 * width);
  grow(attended, tokens, width);
  grow(projected, tokens, width);
  grow(hidden, tokens, hidden_width);
}

VectorF modulations(const Stream& stream, CVec c) {
  VectorF mods = apply(stream.mod, silu_of(c));
  if (stream.scale_first) mods.head(mods.size() / 2).swap(mods.tail(mods.size() / 2));
  return mods;
}

void project_qkv(const Stream& stream, CRef x, CVec mods, int heads, int first, BlockScratch& scratch) {
  const Eigen::Index rows = x.rows(), width = x.cols();
  apply(stream.qkv, x, {.shift = mod(mods, Mod::shift1, width), .scale = mod(mods, Mod::scale1, width)},
        scratch.qkv.middleRows(first, rows));
  if (stream.qnorm.size() == 0) return;
  rms_norm_heads(scratch.q().middleRows(first, rows), heads, stream.qnorm);
  rms_norm_heads(scratch.k().middleRows(first, rows), heads, stream.knorm);
}

void add_attention(const Stream& stream, MRef x, CVec mods, int first, BlockScratch& scratch) {
  apply(stream.out, scratch.attended.middleRows(first, x.rows()), {.gate = mod(mods, Mod::gate1, x.cols())}, x);
}

void add_mlp(const Stream& stream, MRef x, CVec mods, int first, BlockScratch& scratch) {
  const Eigen::Index width = x.cols();
  MRef hidden = scratch.hidden.middleRows(first, x.rows());
  apply(stream.fc1, x, {.shift = mod(mods, Mod::shift2, width), .scale = mod(mods, Mod::scale2, width), .gelu = true},
        hidden);
  apply(stream.fc2, hidden, {.gate = mod(mods, Mod::gate2, width)}, x);
}

}  // namespace lesson
