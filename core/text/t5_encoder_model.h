#pragma once
// transformers' T5EncoderModel: bidirectional, RMS norm, relative positions as a bias on the scores, which are not
// divided by sqrt(D), gated GELU, no biases in its layers. SD3 hands it no attention mask: pads are read like words.
// Tensors have their published names.

#include <vector>

#include "core/attention/attend.h"
#include "core/blocks/linear.h"

namespace lesson {

/// Sizes, as in config.json.
struct T5ModelShape {
  int vocabulary = 0;
  int width = 0;     ///< d_model, w
  int head_dim = 0;  ///< d_kv, D
  int heads = 0;     ///< H
  int hidden = 0;    ///< d_ff
  int layers = 0;
  int buckets = 32;  ///< relative positions told apart
  int max_distance = 128;
  float eps = 1e-6f;  ///< of the RMS norms

  int inner() const { return heads * head_dim; }
};

struct T5Layer {
  VectorF attention_norm, mlp_norm;  ///< [w]
  Linear q, k, v, o;                 ///< w -> H*D -> w
  Linear wi_0, wi_1, wo;             ///< w -> d_ff (gate, value) -> w

  explicit T5Layer(const T5ModelShape& shape);
};

struct T5EncoderModel {
  T5ModelShape shape;
  MatrixRM shared;                   ///< [vocabulary, w]
  MatrixRM relative_attention_bias;  ///< [buckets, heads]: the first block's, used by all
  std::vector<T5Layer> block;
  VectorF final_layer_norm;  ///< [w]

  explicit T5EncoderModel(const T5ModelShape& shape);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    f(prefix + "shared.weight", self.shared);
    for (std::size_t i = 0; i < self.block.size(); ++i) visit_layer(self, i, prefix, f);
    f(prefix + "encoder.final_layer_norm.weight", self.final_layer_norm);
  }

 private:
  template <class Self, class F>
  static void visit_layer(Self& self, std::size_t i, const std::string& prefix, F&& f) {
    auto& layer = self.block[i];
    const std::string place = prefix + "encoder.block." + std::to_string(i) + ".layer.";
    const std::string attention = place + "0.SelfAttention.", mlp = place + "1.DenseReluDense.";
    Linear::visit(layer.q, attention + "q.", f);
    Linear::visit(layer.k, attention + "k.", f);
    Linear::visit(layer.v, attention + "v.", f);
    Linear::visit(layer.o, attention + "o.", f);
    if (i == 0) f(attention + "relative_attention_bias.weight", self.relative_attention_bias);
    f(place + "0.layer_norm.weight", layer.attention_norm);
    Linear::visit(layer.wi_0, mlp + "wi_0.", f);
    Linear::visit(layer.wi_1, mlp + "wi_1.", f);
    Linear::visit(layer.wo, mlp + "wo.", f);
    f(place + "1.layer_norm.weight", layer.mlp_norm);
  }
};

/// Bucket of a distance (key - query): exact when near, logarithmic when far, half of them for later keys.
/// Rounded to float where PyTorch does it.
int t5_relative_bucket(int distance, int buckets, int max_distance);

/// ids [T], each below the vocabulary -> [T, w].
MatrixRM encode(const T5EncoderModel& model, const std::vector<int>& ids);

}  // namespace lesson
