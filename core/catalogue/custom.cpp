#include "core/catalogue/custom.h"

#include "core/catalogue/tokens.h"

namespace lesson::catalogue {

namespace {

constexpr CustomField kFields[] = {
    {"image-px",
     "Image side",
     "Pixels; a multiple of patch times VAE factor",
     &CustomNumbers::image_px,
     {8, 8192, 1, 1024}},
    {"vae-factor",
     "VAE factor",
     "Image pixels per latent pixel: 1, 2, 4, 8 or 16",
     &CustomNumbers::vae_factor,
     {1, 16, 1, 8}},
    {"latent-channels", "Latent channels", "Numbers per latent pixel", &CustomNumbers::latent_channels, {1, 64, 1, 16}},
    {"patch", "Patch side", "Latent pixels per image token and side", &CustomNumbers::patch, {1, 8, 1, 2}},
    {"text-tokens",
     "Text tokens",
     "Rows of text in the joint sequence",
     &CustomNumbers::text_tokens,
     {1, 2048, 1, 333}},
    {"heads", "Heads", "Attention heads per block", &CustomNumbers::heads, {1, 128, 1, 24}},
    {"head-dim",
     "Head size",
     "Numbers per head; the width is heads times this",
     &CustomNumbers::head_dim,
     {8, 256, 1, 64}},
    {"blocks",
     "Dual blocks",
     "Dual-stream: weights of their own for text and image",
     &CustomNumbers::blocks,
     {1, 128, 1, 24}},
    {"single-blocks",
     "Single blocks",
     "Single-stream: text and image share them (FLUX recipe)",
     &CustomNumbers::single_blocks,
     {0, 128, 1, 0}},
};

constexpr int kMaxWidth = 8192;
constexpr int kClipRows = 77;

Error wrong(std::string where, std::string what, std::string expected, std::int64_t got, std::string next) {
  return {std::move(what), std::move(where), std::move(expected), std::to_string(got), std::move(next)};
}

Result<void> check_ranges(const CustomNumbers& numbers) {
  for (const CustomField& field : kFields) {
    const int value = numbers.*field.value;
    if (value >= field.bounds.min && value <= field.bounds.max) continue;
    return wrong(field.key, std::string(field.label) + " is out of range",
                 std::to_string(field.bounds.min) + " to " + std::to_string(field.bounds.max), value,
                 "Choose a number in that range.");
  }
  return {};
}

Result<void> check_sizes(const CustomNumbers& numbers) {
  const int factor = numbers.vae_factor;
  if ((factor & (factor - 1)) != 0) {
    return wrong("vae-factor", "the VAE halves the side a whole number of times", "1, 2, 4, 8 or 16", factor,
                 "Choose a power of two.");
  }
  const int unit = factor * numbers.patch;
  if (numbers.image_px % unit != 0) {
    const int below = numbers.image_px - numbers.image_px % unit;
    const int nearest = below > 0 ? below : unit;
    return wrong("image-px", "patches would not cover the image", "a multiple of " + std::to_string(unit),
                 numbers.image_px,
                 "The nearest are " + std::to_string(nearest) + " and " + std::to_string(nearest + unit) + ".");
  }
  const std::int64_t side = numbers.image_px / unit;
  if (side * side + numbers.text_tokens > kMaxCustomTokens) {
    return wrong("image-px", "too many tokens", "at most " + std::to_string(kMaxCustomTokens),
                 side * side + numbers.text_tokens, "Use a smaller image or larger patches.");
  }
  return {};
}

Result<void> check_text(const CustomNumbers& numbers) {
  if (numbers.recipe == Recipe::sd3 && numbers.text_tokens <= kClipRows) {
    return wrong("text-tokens", "SD3's recipe puts T5 rows after CLIP's 77", "78 or more", numbers.text_tokens,
                 "Use more text tokens, or the FLUX recipe.");
  }
  const int width = numbers.heads * numbers.head_dim;
  if (width > kMaxWidth) {
    return wrong("heads", "the width, heads times head size, is too large", "at most " + std::to_string(kMaxWidth),
                 width, "Use fewer or smaller heads.");
  }
  return {};
}

ModelSpec model_of(const CustomNumbers& numbers) {
  const bool flux = numbers.recipe == Recipe::flux;
  ModelSpec model = find_model(flux ? "flux.1-schnell" : "sd3-medium").value();
  model.id = ModelId::custom;
  model.key = "custom";
  model.title = "Your own numbers";
  model.d = numbers.heads * numbers.head_dim;
  model.heads = numbers.heads;
  model.head_dim = numbers.head_dim;
  model.blocks = numbers.blocks;
  model.single_blocks = flux ? numbers.single_blocks : 0;
  model.qk_norm = numbers.qk_norm || flux;
  model.position_table = 0;
  model.position = "not chosen";
  model.patch = numbers.patch;
  model.image_px = kFields[0].bounds;
  model.text_tokens = {1, 2048, 1, 333};
  model.published = "";
  model.note = flux ? "FLUX's recipe with your numbers." : "SD3's recipe with your numbers.";
  return model;
}

}  // namespace

std::span<const CustomField> custom_fields() { return kFields; }

Result<Setting> make_custom(const CustomNumbers& numbers) {
  for (const auto check : {check_ranges, check_sizes, check_text}) {
    const Result<void> checked = check(numbers);
    if (!checked) return checked.error();
  }
  Setting setting;
  setting.model = model_of(numbers);
  setting.vae = autoencoder(setting.model.vae);
  setting.vae.name = "VAE with your numbers";
  setting.vae.channels = numbers.latent_channels;
  setting.vae.factor = numbers.vae_factor;
  setting.image_px = numbers.image_px;
  setting.text_tokens = numbers.text_tokens;
  return setting;
}

}  // namespace lesson::catalogue
