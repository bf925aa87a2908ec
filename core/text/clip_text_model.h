#pragma once
// transformers' CLIPTextModelWithProjection, read as SD3 reads it: tokens from the penultimate layer without a final
// norm (hidden_states[-2]), and one pooled vector at the end-of-text token, through the projection (text_embeds).
// Causal, pre-LayerNorm. Tensors have their published names.

#include <vector>

#include "core/attention/attend.h"
#include "core/blocks/linear.h"
#include "core/blocks/norm.h"

namespace lesson {

enum class ClipActivation { quick_gelu, gelu_erf };

/// Sizes of one encoder, as in its config.json.
struct ClipTextShape {
  int vocabulary = 0;
  int positions = 77;  ///< longest sequence
  int width = 0;       ///< w
  int hidden = 0;      ///< of the MLPs
  int layers = 0;
  int heads = 0;
  int projection = 0;  ///< width of the pooled vector
  ClipActivation activation = ClipActivation::quick_gelu;
  float eps = 1e-5f;  ///< of the LayerNorms
};

struct ClipTextLayer {
  LayerNorm layer_norm1, layer_norm2;
  Linear q_proj, k_proj, v_proj, out_proj, fc1, fc2;

  explicit ClipTextLayer(const ClipTextShape& shape);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    LayerNorm::visit(self.layer_norm1, prefix + "layer_norm1.", f);
    Linear::visit(self.q_proj, prefix + "self_attn.q_proj.", f);
    Linear::visit(self.k_proj, prefix + "self_attn.k_proj.", f);
    Linear::visit(self.v_proj, prefix + "self_attn.v_proj.", f);
    Linear::visit(self.out_proj, prefix + "self_attn.out_proj.", f);
    LayerNorm::visit(self.layer_norm2, prefix + "layer_norm2.", f);
    Linear::visit(self.fc1, prefix + "mlp.fc1.", f);
    Linear::visit(self.fc2, prefix + "mlp.fc2.", f);
  }
};

struct ClipTextModel {
  ClipTextShape shape;
  MatrixRM token_embedding;     ///< [vocabulary, w]
  MatrixRM position_embedding;  ///< [positions, w]
  std::vector<ClipTextLayer> layers;
  LayerNorm final_layer_norm;
  Linear text_projection;  ///< [projection, w], no bias

  explicit ClipTextModel(const ClipTextShape& shape);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    const std::string model = prefix + "text_model.";
    f(model + "embeddings.token_embedding.weight", self.token_embedding);
    f(model + "embeddings.position_embedding.weight", self.position_embedding);
    for (std::size_t i = 0; i < self.layers.size(); ++i) {
      ClipTextLayer::visit(self.layers[i], model + "encoder.layers." + std::to_string(i) + ".", f);
    }
    LayerNorm::visit(self.final_layer_norm, model + "final_layer_norm.", f);
    Linear::visit(self.text_projection, prefix + "text_projection.", f);
  }
};

struct ClipOut {
  MatrixRM tokens;  ///< [T, w], input of the last layer
  VectorF pooled;   ///< [projection], at row `eos`
};

/// ids [T], each below the vocabulary, T <= positions; eos: place of the first end-of-text token.
ClipOut encode(const ClipTextModel& model, const std::vector<int>& ids, int eos);

}  // namespace lesson
