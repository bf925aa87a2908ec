#pragma once
// The VAEs: latent channels, scale, shift, and their weights by counting the network layer by layer.

#include <cstdint>

namespace lesson::catalogue {

enum class AutoencoderId { sd15, sdxl, sd3, flux, tiny };

/// z fed to the denoiser = (z - shift) * scale; decoding divides and adds back.
struct AutoencoderSpec {
  AutoencoderId id;
  const char* name;
  int channels;  ///< C, latent channels
  int factor;    ///< image pixels per latent pixel and side; a power of two
  double scale;
  double shift;
  int base_channels;        ///< width of the first level
  int blocks;               ///< residual blocks a level in the encoder; the decoder has one more
  bool middle_attention;    ///< between the two residual blocks of the middle
  bool quant_convolutions;  ///< 1x1 convolutions around the latent (SD v1.5, SDXL)
  const char* source;
};

const AutoencoderSpec& autoencoder(AutoencoderId id);

/// Encoder and decoder of CompVis' AutoencoderKL: widths base * (1, 2, 4, 4), so many levels as the factor takes.
std::int64_t autoencoder_parameters(const AutoencoderSpec& spec);

}  // namespace lesson::catalogue
