#include "core/catalogue/flops.h"

#include "core/catalogue/count.h"
#include "core/catalogue/text_path.h"
#include "core/catalogue/tokens.h"

namespace lesson::catalogue {

namespace {

constexpr int kTimeFeatures = 256;

// A Linear in -> out over `rows` rows.
Count linear(Count rows, Count in, Count out) { return 2 * rows * in * out; }

// Scores and weighted sum of `entries` attention weights, all heads together.
Count core(Count entries, Count d) { return 4 * entries * d; }

// q, k, v, output for all rows; MLP d -> r d -> d; `vectors` modulation vectors.
BlockFlops transformer(Count rows, Count entries, Count d, int vectors, int mlp_ratio = kMlpRatio) {
  return {.projections = (4 * linear(rows, d, d)).get(),
          .core = core(entries, d).get(),
          .mlp = (2 * linear(rows, d, mlp_ratio * d)).get(),
          .adaln = linear(1, d, Count(vectors) * d).get()};
}

Count conditioning_mlp(Count in, Count d) { return linear(1, in, d) + linear(1, d, d); }

Count mmdit_blocks(const ModelSpec& model, std::int64_t image, std::int64_t text) {
  const Count block = joint_block_flops(image, text, model.d, model.mlp_ratio).total();
  const Count last = joint_last_block_flops(image, text, model.d, model.mlp_ratio).total();
  return Count(model.blocks - 1) * block + last +
         Count(model.dual_attention_blocks) * second_attention_flops(image, model.d).total();
}

Count flux_blocks(const ModelSpec& model, std::int64_t image, std::int64_t text) {
  return Count(model.blocks) * joint_block_flops(image, text, model.d).total() +
         Count(model.single_blocks) * single_block_flops(image, text, model.d).total();
}

}  // namespace

std::int64_t BlockFlops::total() const { return (Count(projections) + core + mlp + adaln).get(); }

BlockFlops dit_block_flops(std::int64_t image, int d) { return transformer(image, Count(image) * image, d, 6); }

BlockFlops self_cross_block_flops(std::int64_t image, std::int64_t text, int d, int context) {
  BlockFlops flops = transformer(image, self_and_cross_entries(image, text), d, 6);
  const Count cross = 2 * linear(image, d, d) + 2 * linear(text, context, d);
  flops.projections = (Count(flops.projections) + cross).get();
  return flops;
}

BlockFlops joint_block_flops(std::int64_t image, std::int64_t text, int d, int mlp_ratio) {
  return transformer(Count(image) + text, joint_entries(image, text), d, 12, mlp_ratio);
}

BlockFlops joint_last_block_flops(std::int64_t image, std::int64_t text, int d, int mlp_ratio) {
  // The text's queries are computed although nothing reads what they attend to.
  BlockFlops flops = transformer(image, joint_entries(image, text), d, 8, mlp_ratio);
  flops.projections = (Count(flops.projections) + 3 * linear(text, d, d)).get();
  return flops;
}

BlockFlops second_attention_flops(std::int64_t image, int d) {
  BlockFlops flops = transformer(image, Count(image) * image, d, 3);
  flops.mlp = 0;
  return flops;
}

BlockFlops single_block_flops(std::int64_t image, std::int64_t text, int d) {
  return transformer(Count(image) + text, joint_entries(image, text), d, 3);
}

std::int64_t outside_blocks_flops(const Setting& setting) {
  const ModelSpec& model = setting.model;
  if (model.family == Family::unet) return 0;
  const Count d = model.d;
  const Count image = image_tokens(setting);
  const Count patch = patch_numbers(setting);
  const Count out = model.family == Family::dit ? 2 * patch : patch;  // DiT: variance as well
  Count total =
      linear(image, patch, d) + linear(image, d, out) + linear(1, d, 2 * d) + conditioning_mlp(kTimeFeatures, d);
  if (model.family == Family::dit) return total.get();
  total += linear(setting.text_tokens, context_width(setting), d);
  total += conditioning_mlp(pooled_width(setting), d);
  if (model.guidance_embedding) total += conditioning_mlp(kTimeFeatures, d);
  return total.get();
}

std::int64_t forward_flops(const Setting& setting) {
  const ModelSpec& model = setting.model;
  if (model.family == Family::unet) {
    return unet_flops(model.unet, latent_side(setting), setting.text_tokens);
  }
  const std::int64_t image = image_tokens(setting);
  const std::int64_t text = setting.text_tokens;
  Count blocks = 0;
  if (model.family == Family::dit) {
    blocks = Count(model.blocks) * dit_block_flops(image, model.d).total();
  } else if (model.family == Family::flux) {
    blocks = flux_blocks(model, image, text);
  } else {
    blocks = mmdit_blocks(model, image, text);
  }
  return (blocks + outside_blocks_flops(setting)).get();
}

}  // namespace lesson::catalogue
