#pragma once
// The parts of diffusers' AutoencoderKL, named as published. Feature maps [C, h*w].

#include <optional>
#include <vector>

#include "core/blocks/norm.h"
#include "core/vae/convolution.h"

namespace lesson {

/// Mean and variance over a group of channels and all their pixels, eps 1e-6; learned scale and offset per channel.
struct GroupNorm {
  LayerNorm affine;  ///< [C]
  int groups = 1;    ///< divides C

  GroupNorm(int channels, int groups_) : affine(channels), groups(groups_) {}

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    LayerNorm::visit(self.affine, prefix, f);
  }
};
MatrixRM group_norm(const GroupNorm& norm, CRef x);

/// ResnetBlock2D without time: x + conv2(silu(norm2(conv1(silu(norm1(x)))))), a 1x1 convolution on x where the number
/// of channels changes.
struct ResnetBlock {
  GroupNorm norm1;
  Conv3x3 conv1;
  GroupNorm norm2;
  Conv3x3 conv2;
  std::optional<Linear> conv_shortcut;

  ResnetBlock(int in, int out, int groups);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    GroupNorm::visit(self.norm1, prefix + "norm1.", f);
    Conv3x3::visit(self.conv1, prefix + "conv1.", f);
    GroupNorm::visit(self.norm2, prefix + "norm2.", f);
    Conv3x3::visit(self.conv2, prefix + "conv2.", f);
    if (self.conv_shortcut) Linear::visit(*self.conv_shortcut, prefix + "conv_shortcut.", f);
  }
};
MatrixRM run(const ResnetBlock& block, CRef x, int height, int width);

/// Self-attention over the pixels, one head as wide as the channels.
struct PixelAttention {
  GroupNorm group_norm;
  Linear to_q, to_k, to_v, to_out;

  PixelAttention(int channels, int groups);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    GroupNorm::visit(self.group_norm, prefix + "group_norm.", f);
    Linear::visit(self.to_q, prefix + "to_q.", f);
    Linear::visit(self.to_k, prefix + "to_k.", f);
    Linear::visit(self.to_v, prefix + "to_v.", f);
    Linear::visit(self.to_out, prefix + "to_out.0.", f);
  }
};
MatrixRM run(const PixelAttention& attention, CRef x);

/// UNetMidBlock2D: resnet, attention (where the config has it), resnet.
struct MidBlock {
  std::optional<PixelAttention> attention;
  std::vector<ResnetBlock> resnets;  ///< 2

  MidBlock(int channels, int groups, bool with_attention);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    if (self.attention) PixelAttention::visit(*self.attention, prefix + "attentions.0.", f);
    for (std::size_t i = 0; i < self.resnets.size(); ++i) {
      ResnetBlock::visit(self.resnets[i], prefix + "resnets." + std::to_string(i) + ".", f);
    }
  }
};
MatrixRM run(const MidBlock& block, CRef x, int height, int width);

}  // namespace lesson
