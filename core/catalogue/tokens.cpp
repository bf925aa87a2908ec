#include "core/catalogue/tokens.h"

#include "core/catalogue/count.h"

namespace lesson::catalogue {

namespace {

bool is_unet(const Setting& setting) { return setting.model.family == Family::unet; }

std::int64_t square(std::int64_t n) { return (Count(n) * n).get(); }

std::int64_t unet_entries_total(const Setting& setting) {
  Count total = 0;
  for (const UnetLevel& level : unet_levels(setting.model.unet, latent_side(setting))) {
    const Count per_head = self_and_cross_entries(level.tokens, setting.text_tokens);
    total += per_head * level.heads * level.blocks();
  }
  return total.get();
}

}  // namespace

int latent_side(const Setting& setting) { return setting.image_px / setting.vae.factor; }

Shape latent_shape(const Setting& setting) {
  const int side = latent_side(setting);
  return {setting.vae.channels, side, side};
}

std::int64_t patch_numbers(const Setting& setting) {
  return (Count(setting.model.patch) * setting.model.patch * setting.vae.channels).get();
}

std::int64_t image_tokens(const Setting& setting) {
  if (is_unet(setting)) {
    return unet_levels(setting.model.unet, latent_side(setting)).front().tokens;
  }
  return square(latent_side(setting) / setting.model.patch);
}

std::optional<std::int64_t> joint_tokens(const Setting& setting) {
  if (is_unet(setting)) return std::nullopt;
  return setting.text_tokens + image_tokens(setting);
}

int clip_rows(const ModelSpec& model) {
  for (const EncoderUse& use : model.encoders_used()) {
    if (encoder(use.id).kind == EncoderKind::clip) return encoder(use.id).context;
  }
  return 0;
}

std::int64_t encoder_rows(const Setting& setting, const EncoderUse& use) {
  if (!use.tokens) return 0;
  const EncoderSpec& spec = encoder(use.id);
  if (setting.model.join == TextJoin::sequence && spec.kind == EncoderKind::t5) {
    return setting.text_tokens - clip_rows(setting.model);
  }
  if (setting.model.join == TextJoin::sequence) return spec.context;
  return setting.text_tokens;
}

std::int64_t attention_entries_per_head(const Setting& setting) {
  if (is_unet(setting)) return self_and_cross_entries(image_tokens(setting), setting.text_tokens);
  return square(*joint_tokens(setting));
}

std::int64_t attention_entries_total(const Setting& setting) {
  if (is_unet(setting)) return unet_entries_total(setting);
  const ModelSpec& model = setting.model;
  const Count joint = Count(attention_entries_per_head(setting)) * model.total_blocks();
  const Count image_only = Count(square(image_tokens(setting))) * model.dual_attention_blocks;
  return ((joint + image_only) * model.heads).get();
}

std::int64_t self_and_cross_entries(std::int64_t image_tokens, std::int64_t text_tokens) {
  return (Count(image_tokens) * image_tokens + Count(image_tokens) * text_tokens).get();
}

std::int64_t joint_entries(std::int64_t image_tokens, std::int64_t text_tokens) {
  return square((Count(image_tokens) + text_tokens).get());
}

}  // namespace lesson::catalogue
