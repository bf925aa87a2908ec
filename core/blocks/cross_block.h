#pragma once
// Text by cross-attention: the road before MMDiT. Two blocks of it:
//
//   CrossDiTBlock  self -> cross -> MLP with adaLN-Zero: what SD v1.5 does, as a transformer
//                  (the arms with cross-attention; DiT paper's variant of that name)
//   UNetBlock      self -> cross -> GEGLU with learned LayerNorms: the transformer block inside SD v1.5's U-Net
//                  (huggingface/diffusers BasicTransformerBlock)
//
// In both the text is read and never answers: k and v come from the same text in every block.

#include "core/blocks/norm.h"
#include "core/blocks/stream.h"

namespace lesson {

struct CrossDiTBlock {
  Stream self;                          ///< modulation, self-attention and MLP
  Linear cross_q, cross_kv, cross_out;  ///< d -> d, d_c -> 2d, d -> d
  VectorF cross_qnorm, cross_knorm;     ///< [D] or empty
  int heads = 1;

  CrossDiTBlock(int width, int context, int heads_, int hidden, bool qk_norm);

  template <class Self, class F>
  static void visit(Self& block, const std::string& prefix, F&& f) {
    Stream::visit(block.self, prefix, f);
    Linear::visit(block.cross_q, prefix + "cross_q.", f);
    Linear::visit(block.cross_kv, prefix + "cross_kv.", f);
    Linear::visit(block.cross_out, prefix + "cross_out.", f);
    if (block.cross_qnorm.size() == 0) return;
    f(prefix + "cross_qnorm.weight", block.cross_qnorm);
    f(prefix + "cross_knorm.weight", block.cross_knorm);
  }
};

/// What a caller may do to, or see of, both attentions: queries of the image, keys of the image (self) or of
/// the text (cross). Of the cut, image_reads_image silences self-, image_reads_text cross-attention.
struct CrossControl {
  QuadrantCut cut;
  AttentionTap self, cross;  ///< optional
};

/// x [I, d] in place; text [T, d_c] is read only; c [d]. The cross-attention has no gate.
void run(const CrossDiTBlock& block, MRef x, CRef text, CVec c, BlockScratch& scratch,
         const CrossControl& control = {});

/// IP-Adapter's block: the same queries also read a reference picture's rows, through keys and values of their own and
/// in a softmax of its own; what they give is added, times a scale (tencent-ailab/IP-Adapter, attention_processor.py;
/// here around CrossDiTBlock instead of a U-Net's).
struct AdapterBlock : CrossDiTBlock {
  Linear adapter_kv;  ///< d_r -> 2d, no bias

  AdapterBlock(int width, int context, int reference, int heads_, int hidden, bool qk_norm)
      : CrossDiTBlock(width, context, heads_, hidden, qk_norm), adapter_kv(reference, 2 * width, false) {}

  template <class Self, class F>
  static void visit(Self& block, const std::string& prefix, F&& f) {
    CrossDiTBlock::visit(block, prefix, f);
    Linear::visit(block.adapter_kv, prefix + "adapter_kv.", f);
  }
};

/// x [I, d] in place; text [T, d_c] and reference [R, d_r] are read only; c [d].
void run(const AdapterBlock& block, MRef x, CRef text, CRef reference, float adapter_scale, CVec c,
         BlockScratch& scratch);

/// q, k, v without bias, out with.
struct UNetAttention {
  Linear to_q, to_k, to_v, to_out;

  UNetAttention(int width, int context)
      : to_q(width, width, false), to_k(context, width, false), to_v(context, width, false), to_out(width, width) {}

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    Linear::visit(self.to_q, prefix + "to_q.", f);
    Linear::visit(self.to_k, prefix + "to_k.", f);
    Linear::visit(self.to_v, prefix + "to_v.", f);
    Linear::visit(self.to_out, prefix + "to_out.0.", f);
  }
};

struct UNetBlock {
  LayerNorm norm1, norm2, norm3;
  UNetAttention attn1, attn2;  ///< self; cross to the text
  Linear ff_in, ff_out;        ///< d -> 8d (value, gate), 4d -> d
  int heads = 1;

  UNetBlock(int width, int context, int heads_);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    LayerNorm::visit(self.norm1, prefix + "norm1.", f);
    UNetAttention::visit(self.attn1, prefix + "attn1.", f);
    LayerNorm::visit(self.norm2, prefix + "norm2.", f);
    UNetAttention::visit(self.attn2, prefix + "attn2.", f);
    LayerNorm::visit(self.norm3, prefix + "norm3.", f);
    Linear::visit(self.ff_in, prefix + "ff.net.0.proj.", f);
    Linear::visit(self.ff_out, prefix + "ff.net.2.", f);
  }
};

/// x [h*w, d] in place; text [T, d_c] is read only.
void run(const UNetBlock& block, MRef x, CRef text, AttendScratch& scratch, const CrossControl& control = {});

}  // namespace lesson
