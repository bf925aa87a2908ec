#pragma once
// How many modulation vectors (shift, scale, gate) adaLN-Zero makes in each block.
// One is a vector of d numbers per image, made from c by one Linear.
// Sources: facebookresearch/DiT models.py; Stability-AI/sd3.5 mmditx.py n_mods (6, 9, 2 if pre_only);
// black-forest-labs/flux layers.py Modulation.

#include <cstdint>

#include "core/catalogue/models.h"

namespace lesson::catalogue {

struct AdaLnCount {
  int image = 0;        ///< image stream; a single-stream block counts its shared ones here
  int text = 0;         ///< text stream
  bool shared = false;  ///< one set for text and image alike (FLUX single-stream)
  int total() const { return image + text; }
};

/// Block `index` of 0 .. total_blocks() - 1; a U-Net has none: its time embedding is added.
AdaLnCount adaln_count(const ModelSpec& model, int index);

/// The first block's count: 6 DiT, 12 MMDiT and FLUX, 15 SD3.5 Medium, 0 U-Net. Later blocks may
/// have fewer (last MMDiT block 8, FLUX single-stream 3): see adaln_count.
int adaln_per_block(const ModelSpec& model);

/// Before the last Linear of every transformer: shift and scale.
inline constexpr int kAdaLnFinalLayer = 2;

/// Weights that make `count` modulation vectors: count * (d^2 + d).
std::int64_t adaln_parameters(int count, int d);

/// adaLN weights of all blocks; the final layer's kAdaLnFinalLayer come on top.
std::int64_t adaln_parameters_total(const ModelSpec& model);

}  // namespace lesson::catalogue
