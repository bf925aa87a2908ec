#pragma once
// The tiny VAE's decoder: latent [4, 32, 32] -> picture [3, 64, 64]. FORMAT.md, "VAE".

#include <cstdint>
#include <vector>

#include "core/vae/convolution.h"

namespace lesson {

struct VaeDecoder {
  Conv3x3 conv_in, mid, up, mid2, conv_out;
  float scale = 1, shift = 0;  ///< latent of the denoiser = (latent of the VAE - shift) * scale

  /// channels: of the latent, at its size, and at the picture's size. As trained: 4, 48, 24.
  VaeDecoder(int latent, int wide, int narrow)
      : conv_in(latent, wide), mid(wide, wide), up(wide, narrow), mid2(narrow, narrow), conv_out(narrow, 3) {}

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    Conv3x3::visit(self.conv_in, prefix + "conv_in.", f);
    Conv3x3::visit(self.mid, prefix + "mid.", f);
    Conv3x3::visit(self.up, prefix + "up.", f);
    Conv3x3::visit(self.mid2, prefix + "mid2.", f);
    Conv3x3::visit(self.conv_out, prefix + "conv_out.", f);
  }
};

/// Standardised latent [4, h*w] -> colours [3, 4*h*w], about -1 to 1, not clipped.
MatrixRM decode(const VaeDecoder& decoder, CRef latent, int height, int width);

/// Colours [3, n] -> n RGB pixels: floor((clamp(x, -1, 1) + 1) * 127.5 + 0.5).
std::vector<std::uint8_t> to_rgb(CRef colours);

}  // namespace lesson
