#pragma once
// What one forward costs. FLOPs: a multiply and an add count 2. Matrix products only; norms,
// activations, softmax and additions are left out, as is usual.
//
// Unit trap: "Gflops" in Peebles & Xie 2022 are multiply-adds. Halve ours to compare: DiT-XL/2 at 256 px
// is 118.6 G multiply-adds, 237 GFLOP here.
//
//   I image tokens, T text tokens, S = T + I, d width, d_c columns of the text rows,
//   r d hidden width of the MLP (published models: r = 4, as the shorter formulas say)

#include <cstdint>

#include "core/catalogue/models.h"

namespace lesson::catalogue {

/// One block, one image.
struct BlockFlops {
  std::int64_t projections = 0;  ///< q, k, v and output, of every attention
  std::int64_t core = 0;         ///< scores and weighted sum: 4 d per attention entry
  std::int64_t mlp = 0;
  std::int64_t adaln = 0;  ///< per image, not per token

  std::int64_t total() const;
};

/// DiT: 24 I d^2 + 4 I^2 d + 12 d^2.
BlockFlops dit_block_flops(std::int64_t image, int d);
/// DiT with a cross-attention: 28 I d^2 + 4 I (I + T) d + 4 T d_c d + 12 d^2. The text's keys and values
/// (4 T d_c d) could be kept over all steps; they are counted here.
BlockFlops self_cross_block_flops(std::int64_t image, std::int64_t text, int d, int context);
/// MMDiT, FLUX dual-stream: (8 + 4 r) S d^2 + 4 S^2 d + 24 d^2; 24 S d^2 + ...
BlockFlops joint_block_flops(std::int64_t image, std::int64_t text, int d, int mlp_ratio = kMlpRatio);
/// Last MMDiT block, text output dropped: (8 + 4 r) I d^2 + 6 T d^2 + 4 S^2 d + 16 d^2; 24 I d^2 + ...
BlockFlops joint_last_block_flops(std::int64_t image, std::int64_t text, int d, int mlp_ratio = kMlpRatio);
/// A second, image-only attention (MMDiT-X) adds 8 I d^2 + 4 I^2 d + 6 d^2.
BlockFlops second_attention_flops(std::int64_t image, int d);
/// FLUX single-stream: 24 S d^2 + 4 S^2 d + 6 d^2.
BlockFlops single_block_flops(std::int64_t image, std::int64_t text, int d);

/// Everything outside the blocks: embeddings, text Linear, conditioning MLPs, final layer. U-Net: 0.
std::int64_t outside_blocks_flops(const Setting& setting);

/// One forward of the denoiser for one image: SD3 Medium at 1024 px, T = 333: 8.90 TFLOP. A picture costs
/// steps * passes_per_step of these.
std::int64_t forward_flops(const Setting& setting);

}  // namespace lesson::catalogue
