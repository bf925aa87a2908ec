#include "core/catalogue/picture_flops.h"

#include <algorithm>

#include "core/catalogue/count.h"
#include "core/catalogue/flops.h"
#include "core/catalogue/tokens.h"

namespace lesson::catalogue {

std::int64_t encoder_flops(const EncoderSpec& spec, std::int64_t rows, bool with_projection) {
  const Count n = rows, d = spec.width;
  const int matrices = spec.kind == EncoderKind::clip ? 2 : 3;  // of the MLP
  const Count layer = 8 * n * d * d + 4 * n * n * d + Count(2 * matrices) * n * d * spec.mlp;
  const Count pooled = with_projection ? 2 * d * spec.projection : Count(0);
  return (Count(spec.layers) * layer + pooled).get();
}

std::int64_t encoder_use_flops(const Setting& setting, const EncoderUse& use) {
  const EncoderSpec& spec = encoder(use.id);
  return encoder_flops(spec, spec.context > 0 ? spec.context : encoder_rows(setting, use), use.projection);
}

std::int64_t PictureFlops::total() const { return (Count(text) + denoiser + decode).get(); }

PictureFlops picture_flops(const Setting& setting) {
  const ModelSpec& model = setting.model;
  const Count passes = model.passes_per_step;
  Count text = 0;
  for (const EncoderUse& use : model.encoders_used()) text += encoder_use_flops(setting, use);
  return {.text = (passes * text).get(),
          .denoiser = (Count(std::max(model.steps, 1)) * passes * forward_flops(setting)).get(),
          .decode = autoencoder_decode_flops(setting.vae, latent_side(setting))};
}

}  // namespace lesson::catalogue
