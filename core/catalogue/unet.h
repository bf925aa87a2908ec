#pragma once
// The U-Nets of SD v1.5 and SDXL, walked layer by layer: levels, weights and FLOPs come from one walk.
// Sources: CompVis/stable-diffusion v1-inference.yaml and openaimodel.py; Stability-AI/generative-models
// sd_xl_base.yaml and sgm/modules/diffusionmodules/openaimodel.py.

#include <array>
#include <cstdint>
#include <vector>

namespace lesson::catalogue {

inline constexpr int kMaxUnetLevels = 4;

struct UnetSpec {
  int latent_channels = 4;
  int base_channels = 320;
  int levels = 0;
  std::array<int, kMaxUnetLevels> multiplier = {};  ///< width of a level / base_channels
  std::array<int, kMaxUnetLevels> depth = {};       ///< transformer blocks per attention layer, 0: none
  int middle_depth = 0;
  int heads = 0;     ///< heads everywhere, or 0 when head_dim is fixed instead
  int head_dim = 0;  ///< used when heads is 0
  int context = 0;   ///< columns of the text rows that cross-attention reads
  int vector = 0;    ///< size of the vector added to the time embedding (SDXL 2816), 0: none
};

/// One resolution of the U-Net that has attention.
struct UnetLevel {
  int side = 0;             ///< latent pixels per side
  std::int64_t tokens = 0;  ///< side * side
  int channels = 0;
  int heads = 0;
  int head_dim = 0;
  int blocks_down = 0;  ///< transformer blocks on the way down
  int blocks_middle = 0;
  int blocks_up = 0;

  int blocks() const { return blocks_down + blocks_middle + blocks_up; }
};

/// Levels with attention, finest first; the middle of the U-Net is its own entry when no other
/// attention runs at its resolution. latent_side must be a multiple of 2^(levels - 1).
std::vector<UnetLevel> unet_levels(const UnetSpec& spec, int latent_side);

/// All transformer blocks: 16 in SD v1.5, 70 in SDXL.
int unet_transformer_blocks(const UnetSpec& spec);

/// Exact number of weights: 859,520,964 (SD v1.5), 2,567,463,684 (SDXL).
std::int64_t unet_parameters(const UnetSpec& spec);

/// FLOPs (2 per multiply-add) of one forward for one image: convolutions, linear layers and both
/// matrix products of every attention; norms, activations and additions are not counted.
std::int64_t unet_flops(const UnetSpec& spec, int latent_side, int text_tokens);

}  // namespace lesson::catalogue
