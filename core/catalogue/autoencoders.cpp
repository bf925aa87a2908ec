#include "core/catalogue/autoencoders.h"

#include "core/catalogue/count.h"
#include "core/catalogue/picture_flops.h"

namespace lesson::catalogue {

namespace {

constexpr AutoencoderSpec kAutoencoders[] = {
    {AutoencoderId::sd15, "SD v1.5 VAE", 4, 8, 0.18215, 0.0, 128, 2, true, true,
     "CompVis/stable-diffusion: configs/stable-diffusion/v1-inference.yaml"},
    {AutoencoderId::sdxl, "SDXL VAE", 4, 8, 0.13025, 0.0, 128, 2, true, true,
     "Stability-AI/generative-models: configs/inference/sd_xl_base.yaml"},
    {AutoencoderId::sd3, "SD3 VAE", 16, 8, 1.5305, 0.0609, 128, 2, true, false,
     "Stability-AI/sd3.5: sd3_impls.py SD3LatentFormat; Esser et al. 2024, section 5.2.1"},
    {AutoencoderId::flux, "FLUX.1 VAE", 16, 8, 0.3611, 0.1159, 128, 2, true, false,
     "black-forest-labs/flux: src/flux/util.py, modules/autoencoder.py"},
    {AutoencoderId::tiny, "tiny VAE", 4, 2, 1.0, 0.0, 16, 1, false, false,
     "this repository: tools/train/tinysd3/vae.py; scale and shift are in the weights file"},
};

// Each level but the first halves the side: factor 8 is 4 levels of widths base * (1, 2, 4, 4).
int levels(const AutoencoderSpec& spec) {
  int count = 1;
  for (int factor = spec.factor; factor > 1; factor /= 2) ++count;
  return count;
}

Count level_width(const AutoencoderSpec& spec, int level) {
  return Count(spec.base_channels) * (level == 0 ? 1 : level == 1 ? 2 : 4);
}

Count convolution(Count in, Count out, int kernel) { return in * out * kernel * kernel + out; }
Count norm(Count channels) { return 2 * channels; }

Count residual(Count in, Count out) {
  const Count skip = in.get() == out.get() ? Count(0) : convolution(in, out, 1);
  return norm(in) + convolution(in, out, 3) + norm(out) + convolution(out, out, 3) + skip;
}

Count middle(const AutoencoderSpec& spec, Count c) {
  const Count attention = spec.middle_attention ? norm(c) + 4 * convolution(c, c, 1) : Count(0);
  return 2 * residual(c, c) + attention;
}

Count encoder_half(const AutoencoderSpec& spec) {
  Count width = spec.base_channels;
  Count total = convolution(3, width, 3);
  for (int level = 0; level < levels(spec); ++level) {
    const Count next = level_width(spec, level);
    total += residual(width, next) + Count(spec.blocks - 1) * residual(next, next);
    width = next;
    if (level + 1 < levels(spec)) total += convolution(width, width, 3);  // halve the side
  }
  return total + middle(spec, width) + norm(width) + convolution(width, 2 * Count(spec.channels), 3);
}

Count decoder_half(const AutoencoderSpec& spec) {
  Count width = level_width(spec, levels(spec) - 1);
  Count total = convolution(spec.channels, width, 3) + middle(spec, width);
  for (int level = levels(spec) - 1; level >= 0; --level) {
    const Count next = level_width(spec, level);
    total += residual(width, next) + Count(spec.blocks) * residual(next, next);
    width = next;
    if (level > 0) total += convolution(width, width, 3);  // double the side
  }
  return total + norm(width) + convolution(width, 3, 3);
}

// The same walk as decoder_half, in multiply-adds at `pixels` positions.
Count convolution_work(Count in, Count out, int kernel, Count pixels) { return in * out * kernel * kernel * pixels; }

Count residual_work(Count in, Count out, Count pixels) {
  const Count skip = in.get() == out.get() ? Count(0) : convolution_work(in, out, 1, pixels);
  return convolution_work(in, out, 3, pixels) + convolution_work(out, out, 3, pixels) + skip;
}

Count decoder_work(const AutoencoderSpec& spec, Count pixels) {
  Count width = level_width(spec, levels(spec) - 1);
  Count work = convolution_work(spec.channels, width, 3, pixels) + 2 * residual_work(width, width, pixels);
  if (spec.middle_attention) work += 4 * convolution_work(width, width, 1, pixels) + 2 * pixels * pixels * width;
  if (spec.quant_convolutions) work += convolution_work(spec.channels, spec.channels, 1, pixels);
  for (int level = levels(spec) - 1; level >= 0; --level) {
    const Count next = level_width(spec, level);
    work += residual_work(width, next, pixels) + Count(spec.blocks) * residual_work(next, next, pixels);
    width = next;
    if (level == 0) break;
    pixels = 4 * pixels;
    work += convolution_work(width, width, 3, pixels);
  }
  return work + convolution_work(width, 3, 3, pixels);
}

}  // namespace

const AutoencoderSpec& autoencoder(AutoencoderId id) {
  for (const AutoencoderSpec& spec : kAutoencoders) {
    if (spec.id == id) return spec;
  }
  return kAutoencoders[0];  // unreachable: every id has its row (tested)
}

std::int64_t autoencoder_parameters(const AutoencoderSpec& spec) {
  const Count z = spec.channels;
  Count total = encoder_half(spec) + decoder_half(spec);
  if (spec.quant_convolutions) total += convolution(2 * z, 2 * z, 1) + convolution(z, z, 1);
  return total.get();
}

std::int64_t autoencoder_decode_flops(const AutoencoderSpec& spec, int latent_side) {
  const Count pixels = Count(latent_side) * latent_side;
  return (2 * decoder_work(spec, pixels)).get();
}

}  // namespace lesson::catalogue
