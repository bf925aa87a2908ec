#include "core/catalogue/parameters.h"

#include "core/catalogue/count.h"
#include "core/catalogue/text_path.h"
#include "core/catalogue/tokens.h"

namespace lesson::catalogue {

namespace {

constexpr int kTimeFeatures = 256;  // sinusoids of the timestep (and of FLUX's guidance)
constexpr int kDitLabels = 1001;    // ImageNet classes and "none"

// in -> d -> d with biases: the MLP of time, guidance and pooled text.
Count conditioning_mlp(Count in, Count d) { return in * d + d + d * d + d; }

Count linear(Count in, Count out) { return in * out + out; }

Count final_layer(Count d, Count out) { return linear(d, 2 * d) + linear(d, out); }

Count dit_outside(const Setting& setting, Count d) {
  const Count patch = patch_numbers(setting);
  const Count learned_variance = 2;  // puts out noise and variance
  return linear(patch, d) + conditioning_mlp(kTimeFeatures, d) + Count(kDitLabels) * d +
         final_layer(d, learned_variance * patch);
}

Count mmdit_outside(const Setting& setting, Count d) {
  const Count patch = patch_numbers(setting);
  return linear(patch, d) + conditioning_mlp(kTimeFeatures, d) + conditioning_mlp(pooled_width(setting), d) +
         linear(context_width(setting), d) + final_layer(d, patch);
}

Count flux_outside(const Setting& setting, Count d) {
  const Count guidance = setting.model.guidance_embedding ? conditioning_mlp(kTimeFeatures, d) : Count(0);
  return mmdit_outside(setting, d) + guidance;  // same parts, FLUX's widths
}

std::int64_t mmdit_blocks(const ModelSpec& model) {
  const auto block = mmdit_block_parameters(model.d, model.head_dim, model.qk_norm, model.mlp_ratio);
  const auto last = mmdit_last_block_parameters(model.d, model.head_dim, model.qk_norm, model.mlp_ratio);
  const auto second = second_attention_parameters(model.d, model.head_dim, model.qk_norm);
  return (Count(model.blocks - 1) * block + last + Count(model.dual_attention_blocks) * second).get();
}

std::int64_t flux_blocks(const ModelSpec& model) {
  return (Count(model.blocks) * mmdit_block_parameters(model.d, model.head_dim, model.qk_norm) +
          Count(model.single_blocks) * flux_single_block_parameters(model.d, model.head_dim))
      .get();
}

std::int64_t block_parameters(const ModelSpec& model) {
  switch (model.family) {
    case Family::dit: return (Count(model.blocks) * dit_block_parameters(model.d)).get();
    case Family::mmdit: return mmdit_blocks(model);
    case Family::flux: return flux_blocks(model);
    case Family::unet: break;
  }
  return unet_parameters(model.unet);
}

}  // namespace

std::int64_t dit_block_parameters(int width) {
  const Count d = width;
  return (18 * d * d + 15 * d).get();
}

std::int64_t mmdit_block_parameters(int width, int head_dim, bool qk_norm, int mlp_ratio) {
  const Count d = width, r = mlp_ratio;
  return ((20 + 4 * r) * d * d + (22 + 2 * r) * d + (qk_norm ? 4 * Count(head_dim) : Count(0))).get();
}

std::int64_t mmdit_last_block_parameters(int width, int head_dim, bool qk_norm, int mlp_ratio) {
  const Count d = width, r = mlp_ratio;
  return ((15 + 2 * r) * d * d + (16 + r) * d + (qk_norm ? 4 * Count(head_dim) : Count(0))).get();
}

std::int64_t second_attention_parameters(int width, int head_dim, bool qk_norm) {
  const Count d = width;
  return (7 * d * d + 7 * d + (qk_norm ? 2 * Count(head_dim) : Count(0))).get();
}

std::int64_t flux_single_block_parameters(int width, int head_dim) {
  const Count d = width;
  return (15 * d * d + 11 * d + 2 * Count(head_dim)).get();
}

std::int64_t cross_attention_block_matrices(int width, int context) {
  const Count d = width;
  return (20 * d * d + 2 * d * context).get();
}

std::int64_t denoiser_parameters(const Setting& setting) {
  if (setting.model.stated_parameters > 0) return setting.model.stated_parameters;
  return (Count(block_parameters(setting.model)) + outside_blocks_parameters(setting)).get();
}

std::int64_t outside_blocks_parameters(const Setting& setting) {
  const Count d = setting.model.d;
  switch (setting.model.family) {
    case Family::dit: return dit_outside(setting, d).get();
    case Family::mmdit: return mmdit_outside(setting, d).get();
    case Family::flux: return flux_outside(setting, d).get();
    case Family::unet: break;
  }
  return 0;
}

std::int64_t position_table_entries(const Setting& setting) {
  const ModelSpec& model = setting.model;
  if (model.family == Family::dit) return (Count(model.d) * image_tokens(setting)).get();
  return (Count(model.position_table) * model.position_table * model.d).get();
}

std::int64_t encoder_use_parameters(const EncoderUse& use) {
  if (use.stated > 0) return use.stated;
  return encoder_parameters(encoder(use.id), use.projection);
}

std::int64_t PipelineParameters::text_total() const {
  Count sum = 0;
  for (const TextEncoder& encoder : text_encoders) sum += encoder.parameters;
  return sum.get();
}

std::int64_t PipelineParameters::total() const { return (Count(transformer) + text_total() + vae).get(); }

PipelineParameters pipeline_parameters(const Setting& setting) {
  PipelineParameters parameters;
  parameters.transformer = denoiser_parameters(setting);
  for (const EncoderUse& use : setting.model.encoders_used()) {
    parameters.text_encoders.push_back({encoder(use.id).key, encoder_use_parameters(use)});
  }
  parameters.vae = autoencoder_parameters(setting.vae);
  return parameters;
}

const char* to_string(WeightFormat format) {
  switch (format) {
    case WeightFormat::fp32: return "fp32";
    case WeightFormat::fp16: return "fp16";
    case WeightFormat::int8: break;
  }
  return "int8";
}

std::int64_t weight_bytes(std::int64_t parameters, WeightFormat format) {
  const int bytes = format == WeightFormat::fp32 ? 4 : format == WeightFormat::fp16 ? 2 : 1;
  return (Count(parameters) * bytes).get();
}

std::int64_t ip_adapter_parameters(const UnetSpec& unet, int image_embedding, int tokens) {
  Count key_and_value = 0;
  for (const UnetLevel& level : unet_levels(unet, 1 << (kMaxUnetLevels - 1))) {
    key_and_value += 2 * Count(unet.context) * level.channels * level.blocks();
  }
  const Count projection = linear(image_embedding, Count(tokens) * unet.context);
  const Count norm = 2 * Count(unet.context);
  return (key_and_value + projection + norm).get();
}

}  // namespace lesson::catalogue
