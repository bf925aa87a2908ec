#pragma once
// Blocks under the names that diffusers publishes: SD3's JointTransformerBlock, whose last one drops its text
// (context_pre_only), FLUX's double and single blocks, which also turn queries and keys (AttentionControl::rope), and
// the two that the trainer's arms put in their place (tools/train/tinysd3/mmdit.py), named in the same way.
// q, k and v are one layer here and three in a file: their rows are named apart.

#include <array>

#include "core/blocks/cross_block.h"
#include "core/blocks/flux_block.h"
#include "core/blocks/mmdit_block.h"

namespace lesson {

/// Outputs [first, first + count) of a layer, under the name of a layer of their own.
template <class Layer, class F>
void visit_outputs(Layer& layer, Eigen::Index first, Eigen::Index count, const std::string& prefix, F&& f) {
  auto weight = layer.weight.middleRows(first, count);
  f(prefix + "weight", weight);
  if (layer.bias.size() == 0) return;
  auto bias = layer.bias.segment(first, count);
  f(prefix + "bias", bias);
}

/// Queries, keys and values of a stream, and their norms where it has them: PREFIX norm q.weight ...
template <class StreamOf, class F>
void visit_qkv(StreamOf& stream, const std::string& prefix, const std::string& norm,
               const std::array<const char*, 3>& names, F&& f) {
  const Eigen::Index width = stream.qkv.weight.cols();
  for (std::size_t i = 0; i < names.size(); ++i) {
    visit_outputs(stream.qkv, static_cast<Eigen::Index>(i) * width, width, prefix + names[i], f);
  }
  if (stream.qnorm.size() == 0) return;
  f(prefix + norm + "q.weight", stream.qnorm);
  f(prefix + norm + "k.weight", stream.knorm);
}

/// A whole stream of one modality: modulation, attention `attn`, MLP.
template <class StreamOf, class F>
void visit_stream(StreamOf& stream, const std::string& prefix, const std::string& attn, F&& f) {
  Linear::visit(stream.mod, prefix + "norm1.linear.", f);
  visit_qkv(stream, prefix + attn, "norm_", {"to_q.", "to_k.", "to_v."}, f);
  Linear::visit(stream.out, prefix + attn + "to_out.0.", f);
  Linear::visit(stream.fc1, prefix + "ff.net.0.proj.", f);
  Linear::visit(stream.fc2, prefix + "ff.net.2.", f);
}

/// FluxTransformerBlock, and with qk_norm optional JointTransformerBlock. Runs as an MMDiTBlock.
struct JointTransformerBlock : MMDiTBlock {
  JointTransformerBlock(int width, int heads_, int hidden, bool qk_norm, bool context_pre_only = false)
      : MMDiTBlock(width, heads_, hidden, qk_norm, context_pre_only) {
    text.scale_first = context_pre_only;
  }

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    visit_stream(self.image, prefix, "attn.", f);
    Linear::visit(self.text.mod, prefix + "norm1_context.linear.", f);
    visit_qkv(self.text, prefix + "attn.", "norm_added_", {"add_q_proj.", "add_k_proj.", "add_v_proj."}, f);
    if (self.drops_text()) return;
    Linear::visit(self.text.out, prefix + "attn.to_add_out.", f);
    Linear::visit(self.text.fc1, prefix + "ff_context.net.0.proj.", f);
    Linear::visit(self.text.fc2, prefix + "ff_context.net.2.", f);
  }
};

/// One set of weights for text and image rows. Runs as a SharedBlock.
struct SharedTransformerBlock : SharedBlock {
  using SharedBlock::SharedBlock;

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    visit_stream(self.both, prefix, "attn.", f);
  }
};

/// Self-attention, cross-attention without modulation or gate, MLP, as PixArt has them. Runs as a CrossDiTBlock.
struct CrossTransformerBlock : CrossDiTBlock {
  using CrossDiTBlock::CrossDiTBlock;

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    visit_stream(self.self, prefix, "attn1.", f);
    const Eigen::Index width = self.cross_q.weight.rows();
    Linear::visit(self.cross_q, prefix + "attn2.to_q.", f);
    visit_outputs(self.cross_kv, 0, width, prefix + "attn2.to_k.", f);
    visit_outputs(self.cross_kv, width, width, prefix + "attn2.to_v.", f);
    Linear::visit(self.cross_out, prefix + "attn2.to_out.0.", f);
    if (self.cross_qnorm.size() == 0) return;
    f(prefix + "attn2.norm_q.weight", self.cross_qnorm);
    f(prefix + "attn2.norm_k.weight", self.cross_knorm);
  }
};

/// FluxSingleTransformerBlock. Runs as a FluxSingleBlock.
struct FluxSingleTransformerBlock : FluxSingleBlock {
  using FluxSingleBlock::FluxSingleBlock;

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    const Eigen::Index width = self.linear1.weight.cols(), hidden = self.linear1.weight.rows() - 3 * width;
    Linear::visit(self.mod, prefix + "norm.linear.", f);
    visit_outputs(self.linear1, 0, width, prefix + "attn.to_q.", f);
    visit_outputs(self.linear1, width, width, prefix + "attn.to_k.", f);
    visit_outputs(self.linear1, 2 * width, width, prefix + "attn.to_v.", f);
    visit_outputs(self.linear1, 3 * width, hidden, prefix + "proj_mlp.", f);
    Linear::visit(self.linear2, prefix + "proj_out.", f);
    f(prefix + "attn.norm_q.weight", self.qnorm);
    f(prefix + "attn.norm_k.weight", self.knorm);
  }
};

}  // namespace lesson
