#pragma once
// How many weights: closed formulas per block (d width, h head dim, r d hidden width of the MLP), biases
// included, and the totals they add up to. Each reproduces the published constructor exactly (tests/core/catalogue).

#include <cstdint>
#include <string>
#include <vector>

#include "core/catalogue/models.h"

namespace lesson::catalogue {

/// 18 d^2 + 15 d: q, k, v, out, MLP of width 4d, adaLN.
std::int64_t dit_block_parameters(int d);
/// (20 + 4 r) d^2 + (22 + 2 r) d (+ 4 h with QK-norm): two DiT blocks, one a stream. r = 4: 36 d^2 + 30 d.
std::int64_t mmdit_block_parameters(int d, int head_dim, bool qk_norm, int mlp_ratio = kMlpRatio);
/// (15 + 2 r) d^2 + (16 + r) d (+ 4 h): the text stream only feeds the attention, its output is dropped.
/// r = 4: 23 d^2 + 20 d.
std::int64_t mmdit_last_block_parameters(int d, int head_dim, bool qk_norm, int mlp_ratio = kMlpRatio);
/// What a second, image-only attention adds to a block: 7 d^2 + 7 d (+ 2 h). MMDiT + this = MMDiT-X.
std::int64_t second_attention_parameters(int d, int head_dim, bool qk_norm);
/// 15 d^2 + 11 d + 2 h: one stream for text and image alike.
std::int64_t flux_single_block_parameters(int d, int head_dim);
/// A self- and cross-attention DiT block for comparison, matrices only: 20 d^2 + 2 d d_c.
std::int64_t cross_attention_block_matrices(int d, int context);

/// The denoiser (U-Net or transformer). Frozen position tables are not weights and not counted.
std::int64_t denoiser_parameters(const Setting& setting);
/// Embeddings, conditioning MLPs and the final layer: everything outside the blocks. U-Net: 0.
std::int64_t outside_blocks_parameters(const Setting& setting);
/// Numbers in the stored sin-cos table beside the weights; DiT: d * I. 0 where none is stored.
std::int64_t position_table_entries(const Setting& setting);

/// One text encoder as this model loads it: counted, or the lesson's stated number.
std::int64_t encoder_use_parameters(const EncoderUse& use);

struct PipelineParameters {
  struct TextEncoder {
    std::string key;  ///< "clip_l", "clip_g", "t5"
    std::int64_t parameters = 0;
  };
  std::int64_t transformer = 0;  ///< the denoiser, also where it is a U-Net
  std::vector<TextEncoder> text_encoders;
  std::int64_t vae = 0;

  std::int64_t text_total() const;
  std::int64_t total() const;
};
PipelineParameters pipeline_parameters(const Setting& setting);

/// Bytes a weight takes. int8 leaves out the few scales that come with it.
enum class WeightFormat { fp32, fp16, int8 };
inline constexpr WeightFormat kWeightFormats[] = {WeightFormat::fp32, WeightFormat::fp16, WeightFormat::int8};
const char* to_string(WeightFormat format);
std::int64_t weight_bytes(std::int64_t parameters, WeightFormat format);

/// IP-Adapter for a U-Net: key and value matrices for every cross-attention, and the Linear + norm that
/// turns an image embedding into `tokens` rows. SD v1.5, 1024 -> 4 tokens: 22,319,616 ("22M").
/// Source: tencent-ailab/IP-Adapter, ip_adapter.py ImageProjModel, attention_processor.py.
std::int64_t ip_adapter_parameters(const UnetSpec& unet, int image_embedding, int tokens);

}  // namespace lesson::catalogue
