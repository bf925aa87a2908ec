#pragma once
// FLUX's single-stream block: after the double blocks, text and image share every weight, and attention
// and MLP run side by side from one projection. 15 d^2 + 11 d + 2D parameters at m = 4d.
// Source: black-forest-labs/flux src/flux/modules/layers.py SingleStreamBlock.

#include "core/blocks/stream.h"

namespace lesson {

struct FluxSingleBlock {
  Linear mod;            ///< d -> 3d: shift, scale, gate
  Linear linear1;        ///< d -> 3d + m: q, k, v, and the MLP's hidden numbers
  Linear linear2;        ///< d + m -> d: from [attended, GELU(hidden)]
  VectorF qnorm, knorm;  ///< [D]
  int heads = 1;

  FluxSingleBlock(int width, int heads_, int hidden)
      : mod(width, 3 * width),
        linear1(width, 3 * width + hidden),
        linear2(width + hidden, width),
        qnorm(VectorF::Ones(width / heads_)),
        knorm(VectorF::Ones(width / heads_)),
        heads(heads_) {}

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    Linear::visit(self.mod, prefix + "modulation.lin.", f);
    Linear::visit(self.linear1, prefix + "linear1.", f);
    Linear::visit(self.linear2, prefix + "linear2.", f);
    f(prefix + "norm.query_norm.scale", self.qnorm);
    f(prefix + "norm.key_norm.scale", self.knorm);
  }
};

/// x [S, d] in place, text rows first; c [d]. text_tokens matters only to control.cut.
void run(const FluxSingleBlock& block, MRef x, int text_tokens, CVec c, AttendScratch& scratch,
         const AttentionControl& control = {});

}  // namespace lesson
