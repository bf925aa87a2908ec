#pragma once
// From image size and text length to tokens, and from tokens to attention entries.

#include <cstdint>
#include <optional>

#include "core/catalogue/models.h"
#include "core/catalogue/shape.h"

namespace lesson::catalogue {

int latent_side(const Setting& setting);     ///< image_px / VAE factor
Shape latent_shape(const Setting& setting);  ///< [C, h, w]

/// Numbers in one patch vector, p * p * C; 0 for a U-Net, which has no patches.
std::int64_t patch_numbers(const Setting& setting);

/// I. For a U-Net: latent pixels of the finest level with attention.
std::int64_t image_tokens(const Setting& setting);

/// S = T + I; for DiT, which reads no text, S = I. Absent for a U-Net: text and image rows never
/// stand in one sequence.
std::optional<std::int64_t> joint_tokens(const Setting& setting);

/// Rows of a model's CLIPs; 0 where it has none.
int clip_rows(const ModelSpec& model);

/// Rows an encoder contributes to T: CLIP's where its rows are used, the rest of T for T5.
std::int64_t encoder_rows(const Setting& setting, const EncoderUse& use);

/// One head's attention weights in one block: S * S; for a U-Net's finest level I * I + I * T.
std::int64_t attention_entries_per_head(const Setting& setting);

/// Weights of all heads of all blocks of one forward (both attentions where there are two).
std::int64_t attention_entries_total(const Setting& setting);

/// The lesson's comparison: self- plus cross-attention over I and T, and one joint attention.
std::int64_t self_and_cross_entries(std::int64_t image_tokens, std::int64_t text_tokens);
std::int64_t joint_entries(std::int64_t image_tokens, std::int64_t text_tokens);

}  // namespace lesson::catalogue
