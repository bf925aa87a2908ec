#include "core/catalogue/pipeline_steps.h"

#include <cstdio>

#include "core/catalogue/text_path.h"
#include "core/catalogue/thirteen_steps.h"
#include "core/catalogue/tokens.h"

namespace lesson::catalogue {

namespace {

constexpr int kTimeFeatures = 256;

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

/// `title`: empty where the model does what the list of the thirteen steps says.
PipelineStep missing(const char* why, const char* title = "") {
  PipelineStep step;
  step.title = title;
  step.note = why;
  step.absent = true;
  return step;
}

PipelineStep make(std::string title, std::vector<NamedShape> tensors, std::string note = "") {
  PipelineStep step;
  step.title = std::move(title);
  step.tensors = std::move(tensors);
  step.note = std::move(note);
  return step;
}

const EncoderUse* use_of(const ModelSpec& model, std::string_view key) {
  for (const EncoderUse& use : model.encoders_used()) {
    if (key == encoder(use.id).key) return &use;
  }
  return nullptr;
}

PipelineStep encode(const Setting& setting, const char* key, const char* name) {
  const EncoderUse* use = use_of(setting.model, key);
  if (use == nullptr) return missing("This model does not have it.", name);
  const EncoderSpec& spec = encoder(use->id);
  std::vector<NamedShape> tensors;
  if (use->tokens) tensors.push_back({"tokens", {encoder_rows(setting, *use), spec.width}});
  if (use->pooled) tensors.push_back({"pooled", {spec.pooled}});
  return make(std::string("Prompt → ") + spec.name, std::move(tensors),
              use->tokens ? "" : "Only the pooled vector is used: no CLIP rows in the sequence.");
}

PipelineStep text_sequence(const Setting& setting) {
  const TextPath path = text_path(setting);
  if (path.sequence.empty()) {
    return missing("Conditioned on a class label, not on text.", "Text rows");
  }
  std::vector<NamedShape> tensors;
  for (const TextStep& step : path.sequence) {
    if (step.op != TextOp::encode) tensors.push_back(step.output);
  }
  if (tensors.empty()) return make("Text rows as they are", {path.sequence.back().output});
  return make("Join the text rows", std::move(tensors));
}

PipelineStep global_vector(const Setting& setting) {
  const ModelSpec& model = setting.model;
  if (model.family == Family::unet) {
    const std::int64_t time = 4 * std::int64_t{model.unet.base_channels};
    std::vector<NamedShape> tensors = {{"time vector", {time}}};
    if (model.unet.vector > 0) tensors.insert(tensors.begin(), {"pooled and sizes", {model.unet.vector}});
    return make("Timestep → vector added in every residual block", std::move(tensors),
                model.unet.vector > 0 ? "Added, not used to scale: no adaptive norm." : "Text does not enter here.");
  }
  std::vector<NamedShape> tensors = {{"time features", {kTimeFeatures}}};
  if (model.guidance_embedding) tensors.push_back({"guidance features", {kTimeFeatures}});
  if (pooled_width(setting) > 0) tensors.push_back({"pooled text", pooled_shape(setting)});
  tensors.push_back({"c", {model.d}});
  const char* how = model.family == Family::dit ? "MLP(timestep) + class embedding: drives every adaLN."
                                                : "One MLP each, summed: c drives every adaLN.";
  return make("Global vector c", std::move(tensors), how);
}

PipelineStep patchify(const Setting& setting) {
  const ModelSpec& model = setting.model;
  const NamedShape latent = {"latent", latent_shape(setting)};
  const std::int64_t side = latent_side(setting);
  if (model.family == Family::unet) {
    return make("Noise \u2192 3 × 3 convolution", {latent, {"features", {model.unet.base_channels, side, side}}},
                "No patches: the U-Net keeps the picture's grid.");
  }
  const std::int64_t tokens = image_tokens(setting);
  const char* note = model.family == Family::flux
                         ? "The position comes later, as a rotation of q and k."
                         : "A sin-cos position is added to every image token; text tokens get none.";
  return make("Noise \u2192 patches, Linear",
              {latent, {"patches", {tokens, patch_numbers(setting)}}, {"image tokens", {tokens, model.d}}}, note);
}

bool joins(const ModelSpec& model) { return model.family == Family::mmdit || model.family == Family::flux; }

PipelineStep concatenate(const Setting& setting) {
  const ModelSpec& model = setting.model;
  if (model.family == Family::unet) return missing("Text stays aside: the blocks only read it.");
  if (!joins(model)) return missing("There is no text; the class went into c.");
  return make("", {{"joint tokens", {*joint_tokens(setting), model.d}}});
}

PipelineStep unet_blocks(const Setting& setting) {
  const std::int64_t side = latent_side(setting);
  const UnetLevel finest = unet_levels(setting.model.unet, static_cast<int>(side)).front();
  const std::int64_t text = setting.text_tokens;
  return make("Through the U-Net: " + std::to_string(setting.model.total_blocks()) +
                  " transformer blocks between residual blocks",
              {{"Q", {finest.heads, finest.tokens, finest.head_dim}},
               {"self weights", {finest.heads, finest.tokens, finest.tokens}},
               {"K, V from text", {finest.heads, text, finest.head_dim}},
               {"cross weights", {finest.heads, finest.tokens, text}},
               {"features", {setting.model.unet.base_channels, side, side}}},
              "Down to the coarsest level and back up, with skip connections. Self-attention, then cross-attention; "
              "shapes of the finest level with attention. Text is read, never updated.");
}

std::string blocks_title(const ModelSpec& model) {
  if (model.family == Family::dit) return std::to_string(model.total_blocks()) + " DiT blocks";
  if (model.family == Family::mmdit) return std::to_string(model.total_blocks()) + " MMDiT blocks";
  return std::to_string(model.blocks) + " dual-stream, then " + std::to_string(model.single_blocks) +
         " single-stream blocks";
}

PipelineStep blocks(const Setting& setting) {
  const ModelSpec& model = setting.model;
  if (model.family == Family::unet) return unet_blocks(setting);
  const std::int64_t rows = *joint_tokens(setting);
  const Shape weights = {model.heads, rows, rows};
  std::string note = "As one table of " + with_commas(entries(weights)) + " weights a block it would take " +
                     short_bytes(2 * entries(weights)) + " in fp16, so it is computed piece by piece.";
  if (model.family == Family::mmdit) {
    note = std::to_string(model.blocks - 1) + " full ones; the text output of the last is dropped. " + note;
  }
  return make(blocks_title(model),
              {{"Q, K, V", {model.heads, rows, model.head_dim}}, {"weights", weights}, {"tokens", {rows, model.d}}},
              note);
}

PipelineStep split(const Setting& setting) {
  if (!joins(setting.model)) return missing("Nothing to take out: only the image went through.");
  return make("", {{"image tokens", {image_tokens(setting), setting.model.d}}});
}

PipelineStep unpatchify(const Setting& setting) {
  const ModelSpec& model = setting.model;
  if (model.family == Family::unet) {
    return make("Norm, 3 × 3 convolution", {{"noise estimate", latent_shape(setting)}},
                "Nothing to put back: the U-Net never left the grid.");
  }
  Shape shape = latent_shape(setting);
  const bool variance = model.family == Family::dit;
  if (variance) shape[0] *= 2;
  const std::int64_t numbers = patch_numbers(setting) * (variance ? 2 : 1);
  return make("adaLN, Linear, put the patches back",
              {{"patches", {image_tokens(setting), numbers}}, {variance ? "noise and variance" : "velocity", shape}},
              variance ? "Twice the channels: noise and its variance." : "");
}

PipelineStep step(const Setting& setting) {
  return make(joins(setting.model) ? "One flow-matching step" : "One denoising step",
              {{"latent", latent_shape(setting)}},
              joins(setting.model) ? "x + (sigma_next - sigma) v" : "Remove a part of the predicted noise");
}

PipelineStep repeat(const Setting& setting) {
  const ModelSpec& model = setting.model;
  const std::string times = model.steps > 0 ? " " + std::to_string(model.steps) + " times by default." : "";
  return make("Repeat 4 (its time part) and 6–11", {{"latent", latent_shape(setting)}},
              model.passes_per_step == 2
                  ? times + " Two forwards a step: 4 and 6 to 10 with the prompt and without; 11 follows both."
                  : times + " One forward a step.");
}

PipelineStep decode(const Setting& setting) {
  const AutoencoderSpec& vae = setting.vae;
  std::string note = "z / " + number(vae.scale);
  if (vae.shift > 0) note += " + " + number(vae.shift);
  note += ", then the VAE's decoder.";
  if (vae.id == AutoencoderId::tiny) note = "The VAE's decoder; its scale is in the weights file.";
  return make("Decode", {{"image", {3, setting.image_px, setting.image_px}}}, note);
}

}  // namespace

std::vector<PipelineStep> pipeline_steps(const Setting& setting) {
  std::vector<PipelineStep> steps = {
      encode(setting, "clip_l", "Prompt \u2192 CLIP-L"),
      encode(setting, "clip_g", "Prompt \u2192 CLIP-G"),
      encode(setting, "t5", "Prompt \u2192 T5"),
      global_vector(setting),
      text_sequence(setting),
      patchify(setting),
      concatenate(setting),
      blocks(setting),
      split(setting),
      unpatchify(setting),
      step(setting),
      repeat(setting),
      decode(setting),
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Stage& stage = lesson::stage(static_cast<int>(i) + 1, setting.model.family != Family::unet);
    steps[i].number = stage.number;
    steps[i].id = stage.id;
    steps[i].lesson = stage.lesson;
    if (steps[i].title.empty()) steps[i].title = stage.title;
  }
  return steps;
}

}  // namespace lesson::catalogue
