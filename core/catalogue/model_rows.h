#pragma once
// The rows of the catalogue. Included by models.cpp alone; read it like a table.

#include "core/catalogue/models.h"

namespace lesson::catalogue {

// What several rows share. A size "bound by the calculator" has no published limit: 4096 keeps the
// picture readable and every count far from 2^63.
inline constexpr Bounds kNoText = {0, 0, 1, 0};
inline constexpr Bounds kClipText = {77, 77, 1, 77};
inline constexpr Bounds kSd3Text = {77 + 77, 77 + 512, 1, 77 + 256};

inline constexpr const char* kCalculatorLimit = "bound of this calculator; none is published";
inline constexpr const char* kSd3TableLimit = "the position table: 192 patches of 16 px a side";
inline constexpr const char* kClipLimit = "CLIP's position table has 77 rows";
inline constexpr const char* kSd3TextLimit =
    "77 CLIP rows and a T5 length of 77 (paper, reference code) to 512; 256 is the diffusers default";

inline constexpr const char* kDitSource = "facebookresearch/DiT: models.py; Peebles & Xie 2022, tables 1 and 4";
inline constexpr const char* kSd3Source =
    "Stability-AI/sd3.5: mmditx.py; Esser et al. 2024, section 4; published config files";
inline constexpr const char* kSd3TextSource =
    "Stability-AI/sd3.5: sd3_infer.py get_cond; huggingface/diffusers: "
    "pipeline_stable_diffusion_3.py (T5 256); Esser et al. 2024, appendix B.2 (77 + 77)";
inline constexpr const char* kFluxSource = "black-forest-labs/flux: src/flux/util.py, model.py, modules/layers.py";
inline constexpr const char* kFluxTextSource =
    "black-forest-labs/flux: src/flux/sampling.py prepare, util.py load_t5, cli.py";
inline constexpr const char* kFluxPosition = "rotary over 3 axes (16 + 56 + 56), theta 10,000";
inline constexpr const char* kLessonNote =
    "The lesson leaves d, H and N open and says \"~2B\": SD3 Medium's d, H and N stand in.";

inline constexpr std::array<EncoderUse, 3> kSd3Encoders = {{
    {EncoderId::clip_l, true, true, true},
    {EncoderId::clip_g, true, true, true},
    {EncoderId::t5_xxl, true, false, false},
}};
inline constexpr std::array<EncoderUse, 3> kFluxEncoders = {{
    {EncoderId::clip_l, false, true, false},
    {EncoderId::t5_xxl, true, false, false},
}};
inline constexpr std::array<EncoderUse, 3> kLessonEncoders = {{
    {EncoderId::clip_l, true, true, true, 123'000'000},
    {EncoderId::clip_g, true, true, true, 354'000'000},
    {EncoderId::t5_xxl, true, false, false, 4'700'000'000},
}};

// clang-format off: a row groups its fields by topic.

constexpr ModelSpec lesson_row(ModelId id, const char* key, const char* title, int image_px) {
  return {
      .id = id, .key = key, .title = title, .family = Family::mmdit,
      .d = 1536, .heads = 24, .head_dim = 64, .blocks = 24, .patch = 2,
      .position = "not said",
      .vae = AutoencoderId::sd15, .encoder_uses = kLessonEncoders, .encoder_count = 3,
      .join = TextJoin::each_projected,
      .image_px = {image_px, image_px, 16, image_px}, .text_tokens = kClipText,
      .size_limit = "a fixed example", .text_limit = "a fixed example",
      .steps = 28, .guidance = 0, .passes_per_step = 1,
      .as_taught = true, .stated_parameters = 2'000'000'000, .published = "~2B",
      .note = kLessonNote, .source = "this lesson, simplified",
      .text_source = "this lesson, simplified", .steps_source = "this lesson, simplified"};
}

constexpr ModelSpec dit_row(ModelId id, const char* key, const char* title, int blocks, int heads,
                            int head_dim, const char* published) {
  return {
      .id = id, .key = key, .title = title, .family = Family::dit,
      .d = heads * head_dim, .heads = heads, .head_dim = head_dim, .blocks = blocks, .patch = 2,
      .position = "sin-cos, frozen, made for the image size",
      .vae = AutoencoderId::sd15, .join = TextJoin::none,
      .image_px = {16, 4096, 16, 256}, .text_tokens = kNoText,
      .size_limit = kCalculatorLimit, .text_limit = "conditioned on an ImageNet class, not on text",
      .steps = 250, .guidance = 4.0, .passes_per_step = 2,
      .published = published,
      .note = "Published for 256 × 256 (XL/2 also for 512 × 512) ImageNet pictures.",
      .source = kDitSource, .text_source = kDitSource,
      .steps_source = "Peebles & Xie 2022, section 4 (250 DDPM steps); facebookresearch/DiT: sample.py"};
}

constexpr ModelSpec sd3_row(ModelId id, const char* key, const char* title, int depth) {
  // The rule of the family: d = 64 * depth, heads = depth.
  return {
      .id = id, .key = key, .title = title, .family = Family::mmdit,
      .d = 64 * depth, .heads = depth, .head_dim = 64, .blocks = depth, .patch = 2,
      .position_table = 192, .position = "sin-cos table 192 × 192, centre-cropped; text gets none",
      .vae = AutoencoderId::sd3, .encoder_uses = kSd3Encoders, .encoder_count = 3,
      .join = TextJoin::sequence,
      .image_px = {16, 3072, 16, 1024}, .text_tokens = kSd3Text,
      .size_limit = kSd3TableLimit, .text_limit = kSd3TextLimit,
      .passes_per_step = 2,
      .source = kSd3Source, .text_source = kSd3TextSource};
}

constexpr ModelSpec sd3_medium_row() {
  ModelSpec row = sd3_row(ModelId::sd3_medium, "sd3-medium", "SD3 Medium", 24);
  row.steps = 28;
  row.guidance = 7.0;
  row.published = "2B";
  row.steps_source =
      "huggingface/diffusers: pipeline_stable_diffusion_3.py (28, 7.0); "
      "the vendor's own code has 50 steps, guidance 5.0";
  return row;
}

constexpr ModelSpec sd35_medium_row() {
  ModelSpec row = sd3_row(ModelId::sd35_medium, "sd3.5-medium", "SD3.5 Medium", 24);
  row.dual_attention_blocks = 13;
  row.qk_norm = true;
  row.position_table = 384;
  row.position = "sin-cos table 384 × 384, cropped; text gets none";
  row.image_px.max = 6144;
  row.size_limit = "the position table: 384 patches of 16 px a side";
  row.steps = 40;
  row.guidance = 4.5;
  row.published = "2.5B, its stored position table included";
  row.note = "Blocks 0 to 12 have a second attention that only image tokens take part in.";
  row.steps_source = "model card example (40, 4.5), second-hand; the vendor's code has 50, 5.0";
  return row;
}

constexpr ModelSpec sd35_large_row() {
  ModelSpec row = sd3_row(ModelId::sd35_large, "sd3.5-large", "SD3.5 Large", 38);
  row.qk_norm = true;
  row.steps = 40;
  row.guidance = 4.5;
  row.published = "8B";
  row.note = "No second attention: only SD3.5 Medium has it.";
  row.steps_source = "Stability-AI/sd3.5: sd3_infer.py (40, 4.5); 28, 3.5 in many copies of the card";
  return row;
}

constexpr ModelSpec flux_row(ModelId id, const char* key, const char* title, bool guidance,
                             int text_limit, int steps) {
  return {
      .id = id, .key = key, .title = title, .family = Family::flux,
      .d = 3072, .heads = 24, .head_dim = 128, .blocks = 19, .single_blocks = 38,
      .qk_norm = true, .guidance_embedding = guidance, .patch = 2, .position = kFluxPosition,
      .vae = AutoencoderId::flux, .encoder_uses = kFluxEncoders, .encoder_count = 2,
      .join = TextJoin::t5_only,
      .image_px = {16, 4096, 16, 1024}, .text_tokens = {1, text_limit, 1, text_limit},
      .size_limit = kCalculatorLimit,
      .text_limit = guidance ? "T5 rows: at most 512" : "T5 rows: at most 256",
      .steps = steps, .guidance = guidance ? 3.5 : 0.0, .passes_per_step = 1,
      .published = "12B",
      .note = guidance ? "Guidance is an input, so one pass a step is enough."
                       : "Distilled to 1-4 steps; no guidance input.",
      .source = kFluxSource, .text_source = kFluxTextSource,
      .steps_source = guidance ? "huggingface/diffusers: pipeline_flux.py (28, 3.5); "
                                 "the vendor's code has 50 steps"
                               : "black-forest-labs/flux: cli.py (4); model card (1 to 4)"};
}

inline constexpr ModelSpec kModelRows[] = {
    lesson_row(ModelId::lesson_333, "lesson-333", "Lesson: 256 + 77", 256),
    lesson_row(ModelId::lesson_1101, "lesson-1101", "Lesson: 1024 + 77", 512),
    {.id = ModelId::sd15, .key = "sd1.5", .title = "SD v1.5", .family = Family::unet,
     .position = "none: convolutions",
     .unet = {.latent_channels = 4, .base_channels = 320, .levels = 4, .multiplier = {1, 2, 4, 4},
              .depth = {1, 1, 1, 0}, .middle_depth = 1, .heads = 8, .context = 768},
     .vae = AutoencoderId::sd15,
     .encoder_uses = {{{EncoderId::clip_l, true, false, false}}}, .encoder_count = 1,
     .join = TextJoin::single,
     .image_px = {64, 4096, 64, 512}, .text_tokens = kClipText,
     .size_limit = kCalculatorLimit, .text_limit = kClipLimit,
     .steps = 50, .guidance = 7.5, .passes_per_step = 2, .published = "860M U-Net",
     .note = "Sizes in steps of 64 px, so that all four levels have whole sides.",
     .source = "CompVis/stable-diffusion: configs/stable-diffusion/v1-inference.yaml",
     .text_source = "CompVis/stable-diffusion: configs/stable-diffusion/v1-inference.yaml",
     .steps_source = "huggingface/diffusers: pipeline_stable_diffusion.py (50, 7.5)"},
    {.id = ModelId::sdxl, .key = "sdxl", .title = "SDXL", .family = Family::unet,
     .position = "none: convolutions",
     .unet = {.latent_channels = 4, .base_channels = 320, .levels = 3, .multiplier = {1, 2, 4},
              .depth = {0, 2, 10}, .middle_depth = 10, .head_dim = 64, .context = 2048,
              .vector = 2816},
     .vae = AutoencoderId::sdxl,
     .encoder_uses = {{{EncoderId::clip_l, true, false, false},
                       {EncoderId::clip_g, true, true, true}}},
     .encoder_count = 2, .join = TextJoin::channels,
     .image_px = {32, 4096, 32, 1024}, .text_tokens = kClipText,
     .size_limit = kCalculatorLimit, .text_limit = kClipLimit,
     .steps = 50, .guidance = 5.0, .passes_per_step = 2, .published = "2.6B U-Net",
     .note = "The added vector is 2816 = 1280 pooled + 6 × 256 for sizes and crop.",
     .source = "Stability-AI/generative-models: configs/inference/sd_xl_base.yaml",
     .text_source = "Stability-AI/generative-models: configs/inference/sd_xl_base.yaml",
     .steps_source = "huggingface/diffusers: pipeline_stable_diffusion_xl.py (50, 5.0)"},
    dit_row(ModelId::dit_s, "dit-s/2", "DiT-S/2", 12, 6, 64, "33M"),
    dit_row(ModelId::dit_b, "dit-b/2", "DiT-B/2", 12, 12, 64, "130M"),
    dit_row(ModelId::dit_l, "dit-l/2", "DiT-L/2", 24, 16, 64, "458M"),
    dit_row(ModelId::dit_xl, "dit-xl/2", "DiT-XL/2", 28, 16, 72, "675M"),
    sd3_medium_row(),
    sd35_medium_row(),
    sd35_large_row(),
    flux_row(ModelId::flux_dev, "flux.1-dev", "FLUX.1-dev", true, 512, 28),
    flux_row(ModelId::flux_schnell, "flux.1-schnell", "FLUX.1-schnell", false, 256, 4),
    {.id = ModelId::tiny_sd3, .key = "tiny-sd3", .title = "Tiny SD3", .family = Family::mmdit,
     .d = 128, .heads = 4, .head_dim = 32, .blocks = 4, .qk_norm = true, .patch = 2,
     .position = "sin-cos, computed; text gets none",
     .vae = AutoencoderId::tiny,
     .encoder_uses = {{{EncoderId::tiny_clip_l, true, true, true},
                       {EncoderId::tiny_clip_g, true, true, true},
                       {EncoderId::tiny_t5, true, false, false}}},
     .encoder_count = 3, .join = TextJoin::sequence,
     .image_px = {64, 64, 4, 64}, .text_tokens = {77, 77, 1, 77},
     .size_limit = "trained for 64 px alone", .text_limit = "33 rows of CLIP and 44 of T5",
     .steps = 28, .guidance = 2.0, .passes_per_step = 2,
     .note = "Trained for this course and run live in the page.",
     .source = "this repository: tools/train/tinysd3/mmdit.py",
     .text_source = "this repository: tools/train/tinysd3/readers.py",
     .steps_source = "this repository: tools/train/tinysd3"},
};

// clang-format on

}  // namespace lesson::catalogue
