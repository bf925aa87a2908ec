#pragma once
// DiT: one stream, self-attention, adaLN-Zero from c = time + class. 18 d^2 + 15 d parameters at m = 4d.
// Source: Peebles & Xie 2022; facebookresearch/DiT models.py DiTBlock.

#include "core/blocks/stream.h"

namespace lesson {

struct DiTBlock {
  Stream stream;
  int heads = 1;

  DiTBlock(int width, int heads_, int hidden, bool qk_norm = false)
      : stream(width, hidden, width / heads_, qk_norm), heads(heads_) {}

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    Stream::visit(self.stream, prefix, f);
  }
};

/// x [I, d] in place; c [d].
void run(const DiTBlock& block, MRef x, CVec c, BlockScratch& scratch, const AttentionControl& control = {});

}  // namespace lesson
