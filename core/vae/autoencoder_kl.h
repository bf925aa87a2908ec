#pragma once
// diffusers' AutoencoderKL, named as published: residual blocks with group norm, halved by a convolution with stride 2
// on the way in, doubled by nearest neighbours and a convolution on the way out. Feature maps [C, h*w].

#include <vector>

#include "core/vae/resnet.h"

namespace lesson {

/// Sizes, as in config.json.
struct AutoencoderShape {
  int latent = 4;             ///< channels of a latent
  std::vector<int> channels;  ///< block_out_channels: at the picture's size first; each a multiple of groups
  int layers = 1;             ///< layers_per_block
  int groups = 32;            ///< norm_num_groups
  bool mid_attention = true;  ///< mid_block_add_attention
  float scaling = 1;          ///< latent of the denoiser = (latent of the autoencoder - shift) * scaling
  float shift = 0;

  int factor() const { return 1 << (channels.size() - 1); }  ///< picture pixels on a side of a latent pixel
};

/// Residual blocks, then a change of size (none in the last level).
struct AutoencoderLevel {
  std::vector<ResnetBlock> resnets;
  std::optional<Conv3x3> resize;

  AutoencoderLevel(int in, int out, int layers, int groups, bool resized);

  /// sampler: "downsamplers.0.conv." or "upsamplers.0.conv."
  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, const char* sampler, F&& f) {
    for (std::size_t i = 0; i < self.resnets.size(); ++i) {
      ResnetBlock::visit(self.resnets[i], prefix + "resnets." + std::to_string(i) + ".", f);
    }
    if (self.resize) Conv3x3::visit(*self.resize, prefix + sampler, f);
  }
};

struct AutoencoderDecoder {
  AutoencoderShape shape;
  Conv3x3 conv_in;
  MidBlock mid_block;
  std::vector<AutoencoderLevel> up_blocks;
  GroupNorm conv_norm_out;
  Conv3x3 conv_out;

  explicit AutoencoderDecoder(const AutoencoderShape& shape);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    Conv3x3::visit(self.conv_in, prefix + "conv_in.", f);
    MidBlock::visit(self.mid_block, prefix + "mid_block.", f);
    for (std::size_t i = 0; i < self.up_blocks.size(); ++i) {
      const std::string place = prefix + "up_blocks." + std::to_string(i) + ".";
      AutoencoderLevel::visit(self.up_blocks[i], place, "upsamplers.0.conv.", f);
    }
    GroupNorm::visit(self.conv_norm_out, prefix + "conv_norm_out.", f);
    Conv3x3::visit(self.conv_out, prefix + "conv_out.", f);
  }
};

struct AutoencoderEncoder {
  AutoencoderShape shape;
  Conv3x3 conv_in;
  std::vector<AutoencoderLevel> down_blocks;
  MidBlock mid_block;
  GroupNorm conv_norm_out;
  Conv3x3 conv_out;

  explicit AutoencoderEncoder(const AutoencoderShape& shape);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    Conv3x3::visit(self.conv_in, prefix + "conv_in.", f);
    for (std::size_t i = 0; i < self.down_blocks.size(); ++i) {
      const std::string place = prefix + "down_blocks." + std::to_string(i) + ".";
      AutoencoderLevel::visit(self.down_blocks[i], place, "downsamplers.0.conv.", f);
    }
    MidBlock::visit(self.mid_block, prefix + "mid_block.", f);
    GroupNorm::visit(self.conv_norm_out, prefix + "conv_norm_out.", f);
    Conv3x3::visit(self.conv_out, prefix + "conv_out.", f);
  }
};

/// Latent of the denoiser [C, h*w] -> colours [3, (h*factor) * (w*factor)], about -1 to 1, not clipped.
MatrixRM decode(const AutoencoderDecoder& decoder, CRef latent, int height, int width);

/// Colours [3, h*w], -1 to 1, sides multiples of factor -> latent of the denoiser [C, h*w / factor^2], its mean.
MatrixRM encode(const AutoencoderEncoder& encoder, CRef colours, int height, int width);

}  // namespace lesson
