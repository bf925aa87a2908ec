#pragma once
// A CLIP-like text encoder: causal, pre-LayerNorm. Read as SD3 reads CLIP: tokens from the penultimate
// layer without a final norm, and one pooled vector at the end-of-text token. FORMAT.md, "Text encoders".

#include <vector>

#include "core/text/clip_text_model.h"

namespace lesson {

struct ClipBlock {
  LayerNorm ln1, ln2;
  Linear q, k, v, out, fc1, fc2;

  explicit ClipBlock(int width)
      : ln1(width),
        ln2(width),
        q(width, width),
        k(width, width),
        v(width, width),
        out(width, width),
        fc1(width, 4 * width),
        fc2(4 * width, width) {}

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    LayerNorm::visit(self.ln1, prefix + "ln1.", f);
    Linear::visit(self.q, prefix + "q.", f);
    Linear::visit(self.k, prefix + "k.", f);
    Linear::visit(self.v, prefix + "v.", f);
    Linear::visit(self.out, prefix + "out.", f);
    LayerNorm::visit(self.ln2, prefix + "ln2.", f);
    Linear::visit(self.fc1, prefix + "fc1.", f);
    Linear::visit(self.fc2, prefix + "fc2.", f);
  }
};

/// Sizes of one encoder, as in the weights file's config.
struct ClipShape {
  int vocabulary = 0;
  int context = 77;  ///< T
  int width = 0;     ///< w
  int layers = 0;
  int heads = 0;
  ClipActivation activation = ClipActivation::quick_gelu;
  bool project = false;  ///< the pooled vector goes through a learned [w, w] projection
};

struct ClipEncoder {
  ClipShape shape;
  MatrixRM token;     ///< [vocabulary, w]
  MatrixRM position;  ///< [T, w]
  std::vector<ClipBlock> blocks;
  LayerNorm final;
  Linear projection;  ///< [w, w] without bias, where shape.project

  explicit ClipEncoder(const ClipShape& shape);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    f(prefix + "token.weight", self.token);
    f(prefix + "position", self.position);
    for (std::size_t i = 0; i < self.blocks.size(); ++i) {
      ClipBlock::visit(self.blocks[i], prefix + "blocks." + std::to_string(i) + ".", f);
    }
    LayerNorm::visit(self.final, prefix + "final.", f);
    if (self.shape.project) Linear::visit(self.projection, prefix + "project.", f);
  }
};

/// ids [T]; eos: place of the end-of-text token.
ClipOut encode(const ClipEncoder& encoder, const std::vector<int>& ids, int eos);

}  // namespace lesson
