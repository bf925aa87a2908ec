#pragma once
// MMDiT: "shared listening, separate thinking". Text and image have their own modulation, projections
// and MLP; only the softmax is common. 36 d^2 + 30 d parameters at m = 4d (+ 4D with QK-norm), the last
// block 23 d^2 + 20 d, since its text is read and then dropped.
// Sources: Esser et al. 2024, figure 2; Stability-AI/sd3.5 mmditx.py; FLUX's double block is the same with RoPE.

#include "core/blocks/stream.h"

namespace lesson {

struct MMDiTBlock {
  Stream text, image;
  int heads = 1;

  MMDiTBlock(int width, int heads_, int hidden, bool qk_norm, bool last = false)
      : text(width, hidden, width / heads_, qk_norm, last),
        image(width, hidden, width / heads_, qk_norm),
        heads(heads_) {}

  /// The last block leaves the text rows as they came.
  bool drops_text() const { return text.attention_only; }

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    Stream::visit(self.text, prefix + "text.", f);
    Stream::visit(self.image, prefix + "image.", f);
  }
};

/// text [T, d] and image [I, d] in place; c [d].
void run(const MMDiTBlock& block, MRef text, MRef image, CVec c, BlockScratch& scratch,
         const AttentionControl& control = {});

/// The negative example: both modalities through the same projections, as one stream.
struct SharedBlock {
  Stream both;
  int heads = 1;

  SharedBlock(int width, int heads_, int hidden, bool qk_norm)
      : both(width, hidden, width / heads_, qk_norm), heads(heads_) {}

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    Stream::visit(self.both, prefix + "both.", f);
  }
};

/// text [T, d] and image [I, d] in place; c [d].
void run(const SharedBlock& block, MRef text, MRef image, CVec c, BlockScratch& scratch,
         const AttentionControl& control = {});

}  // namespace lesson
