#pragma once
// A T5-like text encoder: bidirectional, RMSNorm, relative positions as a bias on the scores, gated GELU,
// no biases in its layers, no pooled vector. FORMAT.md, "Text encoders".

#include <vector>

#include "core/attention/attend.h"
#include "core/blocks/linear.h"

namespace lesson {

struct T5Block {
  VectorF norm1, norm2;
  Linear q, k, v, out, wi0, wi1, wo;

  T5Block(int width, int hidden)
      : norm1(VectorF::Ones(width)),
        norm2(VectorF::Ones(width)),
        q(width, width, false),
        k(width, width, false),
        v(width, width, false),
        out(width, width, false),
        wi0(width, hidden, false),
        wi1(width, hidden, false),
        wo(hidden, width, false) {}

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    f(prefix + "norm1.weight", self.norm1);
    Linear::visit(self.q, prefix + "q.", f);
    Linear::visit(self.k, prefix + "k.", f);
    Linear::visit(self.v, prefix + "v.", f);
    Linear::visit(self.out, prefix + "out.", f);
    f(prefix + "norm2.weight", self.norm2);
    Linear::visit(self.wi0, prefix + "wi0.", f);
    Linear::visit(self.wi1, prefix + "wi1.", f);
    Linear::visit(self.wo, prefix + "wo.", f);
  }
};

/// Sizes, as in the weights file's config.
struct T5Shape {
  int vocabulary = 0;
  int width = 0;  ///< w
  int layers = 0;
  int heads = 0;
  int hidden = 0;    ///< d_ff
  int buckets = 32;  ///< relative positions told apart
  int max_distance = 128;
};

struct T5Encoder {
  T5Shape shape;
  MatrixRM token;  ///< [vocabulary, w]
  MatrixRM bias;   ///< [buckets, heads], shared by all blocks
  std::vector<T5Block> blocks;
  VectorF final;  ///< [w]

  explicit T5Encoder(const T5Shape& shape);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    f(prefix + "token.weight", self.token);
    f(prefix + "bias.weight", self.bias);
    for (std::size_t i = 0; i < self.blocks.size(); ++i) {
      T5Block::visit(self.blocks[i], prefix + "blocks." + std::to_string(i) + ".", f);
    }
    f(prefix + "final.weight", self.final);
  }
};

/// Bucket of a distance (key - query): exact when near, logarithmic when far, 16 more when the key is later.
int relative_bucket(int distance, int buckets = 32, int max_distance = 128);

/// ids [T] -> [T, w]. PAD keys are not read, so rows of words do not depend on how many PADs follow.
MatrixRM encode(const T5Encoder& encoder, const std::vector<int>& ids);

}  // namespace lesson
