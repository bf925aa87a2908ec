#pragma once
// One modality's way through a transformer block with adaLN-Zero, in four calls around an attention:
//
//   mods = modulations(c)                    shift1, scale1, gate1, shift2, scale2, gate2
//   qkv  <- Linear(modulate(x, shift1, scale1)), then QK-norm where the model has one
//   ...     attention, alone or together with another stream ...
//   x    <- x + gate1 * Linear(attended)
//   x    <- x + gate2 * MLP(modulate(x, shift2, scale2))
//
// A DiT block is one stream attending to itself; an MMDiT block is two streams sharing one softmax;
// "naive concatenation" is one stream over text and image alike.
// Sources: facebookresearch/DiT models.py DiTBlock; Stability-AI/sd3.5 mmditx.py DismantledBlock.

#include "core/attention/attend.h"
#include "core/attention/rope.h"
#include "core/blocks/linear.h"

namespace lesson {

/// Weights of one stream of one block. d width, m hidden width of the MLP (4d as published).
struct Stream {
  Linear mod;                   ///< d -> 6d; d -> 2d when attention_only
  Linear qkv;                   ///< d -> 3d: q, k, v side by side
  VectorF qnorm, knorm;         ///< [D] QK-norm, or empty
  Linear out;                   ///< d -> d
  Linear fc1, fc2;              ///< d -> m -> d
  bool attention_only = false;  ///< text of MMDiT's last block: read by the image, then dropped
  bool scale_first = false;     ///< of an attention_only stream: mod gives scale, then shift (AdaLayerNormContinuous)

  Stream() = default;
  Stream(int width, int hidden, int head_dim, bool qk_norm, bool only_attention = false);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    Linear::visit(self.mod, prefix + "mod.", f);
    Linear::visit(self.qkv, prefix + "qkv.", f);
    if (self.qnorm.size() > 0) {
      f(prefix + "qnorm.weight", self.qnorm);
      f(prefix + "knorm.weight", self.knorm);
    }
    if (self.attention_only) return;
    Linear::visit(self.out, prefix + "out.", f);
    Linear::visit(self.fc1, prefix + "fc1.", f);
    Linear::visit(self.fc2, prefix + "fc2.", f);
  }
};

/// What a caller may do to, or see of, a block's attention.
struct AttentionControl {
  QuadrantCut cut;                  ///< joint blocks only
  const RopeTable* rope = nullptr;  ///< FLUX only; one row per token of the sequence
  AttentionTap tap;                 ///< optional
};

/// Buffers shared by all blocks of a model. They grow at first use and stay: what a block allocates after that are its
/// modulations, [6d] a stream.
struct BlockScratch {
  MatrixRM normed;     ///< [S, d]
  MatrixRM qkv;        ///< [S, 3d]
  MatrixRM attended;   ///< [S, d]
  MatrixRM projected;  ///< [S, d]
  MatrixRM hidden;     ///< [S, m]
  AttendScratch attend;

  void make_room(Eigen::Index tokens, Eigen::Index width, Eigen::Index hidden_width);

  auto q() { return qkv.leftCols(qkv.cols() / 3); }
  auto k() { return qkv.middleCols(qkv.cols() / 3, qkv.cols() / 3); }
  auto v() { return qkv.rightCols(qkv.cols() / 3); }
};

/// c [d] -> [6d] or [2d]: Linear(SiLU(c)).
VectorF modulations(const Stream& stream, CVec c);

/// x: this stream's tokens, sitting in rows [first, first + x.rows()) of the sequence.
/// Fills those rows of scratch.qkv.
void project_qkv(const Stream& stream, CRef x, CVec mods, int heads, int first, BlockScratch& scratch);

/// x <- x + gate1 * Linear(attended), with those rows of scratch.attended.
void add_attention(const Stream& stream, MRef x, CVec mods, int first, BlockScratch& scratch);

/// x <- x + gate2 * MLP(modulate(x)), GELU tanh between.
void add_mlp(const Stream& stream, MRef x, CVec mods, int first, BlockScratch& scratch);

}  // namespace lesson
