#pragma once
// Normalisations over the last axis (one token), and adaLN's modulation.

#include <string>

#include "core/tensor.h"

namespace lesson {

/// Learned scale and offset of a LayerNorm: [d] each.
struct LayerNorm {
  VectorF weight, bias;

  LayerNorm() = default;
  explicit LayerNorm(int width) : weight(VectorF::Ones(width)), bias(VectorF::Zero(width)) {}

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    f(prefix + "weight", self.weight);
    f(prefix + "bias", self.bias);
  }
};

/// y <- (x - mean) / sqrt(variance + eps), no learned part. x, y [S, d]; may be the same matrix.
void normalise(CRef x, MRef y, float eps = 1e-6f);

/// y <- normalise(x) * weight + bias. PyTorch's default eps is 1e-5.
void layer_norm(const LayerNorm& norm, CRef x, MRef y, float eps = 1e-5f);

/// y <- x / sqrt(mean(x^2) + eps) * weight; weight [d].
void rms_norm(CVec weight, CRef x, MRef y, float eps = 1e-6f);

/// adaLN (Peebles & Xie 2022): y <- normalise(x) * (1 + scale) + shift; shift, scale [d].
void modulate(CRef x, CVec shift, CVec scale, MRef y, float eps = 1e-6f);

/// adaLN-Zero's gated residual: x <- x + gate * branch; gate [d]. A gate of 0 leaves x as it was.
void add_gated(CRef branch, CVec gate, MRef x);

}  // namespace lesson
