#pragma once
// What a whole picture costs, from prompt to pixels: the readers and the decoder beside the denoiser of flops.h.
// FLOPs: a multiply and an add count 2; matrix products and convolutions only.

#include <cstdint>

#include "core/catalogue/models.h"

namespace lesson::catalogue {

/// Reading `rows` tokens once: projections, scores and weighted sums (all of them, causal or not), MLPs, and with
/// `with_projection` CLIP's pooled projection. Looking words up costs none.
///   CLIP: N (8 n d^2 + 4 n^2 d + 4 n d m);   T5: N (8 n d^2 + 4 n^2 d + 6 n d m), its MLP being gated
std::int64_t encoder_flops(const EncoderSpec& spec, std::int64_t rows, bool with_projection);

/// One reader reading one prompt. A CLIP always reads its whole context, also where only its pooled vector is used.
std::int64_t encoder_use_flops(const Setting& setting, const EncoderUse& use);

/// Decoding one latent of latent_side x latent_side: convolutions and the middle's attention.
std::int64_t autoencoder_decode_flops(const AutoencoderSpec& spec, int latent_side);

/// What one picture costs from prompt to pixels. The readers read once, and once more without the words where guidance
/// takes two passes; the denoiser is asked in every step; the latent is decoded once.
struct PictureFlops {
  std::int64_t text = 0, denoiser = 0, decode = 0;

  std::int64_t total() const;
};
/// With the model's own number of steps, a single one where none is published. SD3 Medium: 5.0, 498 and 10 TFLOP.
PictureFlops picture_flops(const Setting& setting);

}  // namespace lesson::catalogue
