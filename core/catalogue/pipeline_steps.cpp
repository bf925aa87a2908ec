#include "core/catalogue/pipeline_steps.h"

#include <cstdio>

#include "core/catalogue/text_path.h"
#include "core/catalogue/tokens.h"

namespace lesson::catalogue {

namespace {

struct StepName {
  const char* id;
  const char* lessons;
};
constexpr StepName kSteps[kPipelineSteps] = {
    {"clip-l", "6.3.3"},
    {"clip-g", "7.4.1"},
    {"t5", "4.2.6"},
    {"text-sequence", "6.3.4"},
    {"global-vector", "7.4.1, 7.4.2"},
    {"noise", "6.3.5"},
    {"patchify", "7.4.2"},
    {"attention", "4.2.4"},
    {"blocks", "4.2.5, 7.4.2"},
    {"final", "7.4.2"},
    {"unpatchify", "7.4.2"},
    {"step", "7.2.2"},
    {"decode", "6.3.5"},
};

constexpr int kTimeFeatures = 256;

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

PipelineStep missing(const char* title, const char* why) {
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
  if (use == nullptr) return missing(name, "This model does not have it.");
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
    return missing("Text sequence", "Conditioned on a class label, not on text.");
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

PipelineStep noise(const Setting& setting) { return make("Start from noise", {{"latent", latent_shape(setting)}}); }

PipelineStep patchify(const Setting& setting) {
  const ModelSpec& model = setting.model;
  const std::int64_t side = latent_side(setting);
  if (model.family == Family::unet) {
    return make("3 × 3 convolution", {{"features", {model.unet.base_channels, side, side}}},
                "No patches: the U-Net keeps the picture's grid.");
  }
  const std::int64_t tokens = image_tokens(setting);
  const char* note = model.family == Family::flux
                         ? "The position comes later, as a rotation of q and k."
                         : "A sin-cos position is added to every image token; text tokens get none.";
  return make("Cut into patches, Linear",
              {{"patches", {tokens, patch_numbers(setting)}}, {"image tokens", {tokens, model.d}}}, note);
}

PipelineStep unet_attention(const Setting& setting) {
  const std::int64_t side = latent_side(setting);
  const UnetLevel finest = unet_levels(setting.model.unet, static_cast<int>(side)).front();
  const std::int64_t text = setting.text_tokens;
  return make("Self-attention, then cross-attention, per block",
              {{"Q", {finest.heads, finest.tokens, finest.head_dim}},
               {"self weights", {finest.heads, finest.tokens, finest.tokens}},
               {"K, V from text", {finest.heads, text, finest.head_dim}},
               {"cross weights", {finest.heads, finest.tokens, text}}},
              "Shapes of the finest level with attention. Text is read, never updated.");
}

PipelineStep attention(const Setting& setting) {
  const ModelSpec& model = setting.model;
  if (model.family == Family::unet) return unet_attention(setting);
  const std::int64_t rows = *joint_tokens(setting);
  const bool joint = model.family != Family::dit;
  return make(joint ? "Joint attention, per block" : "Self-attention, per block",
              {{"Q, K, V", {model.heads, rows, model.head_dim}}, {"weights", {model.heads, rows, rows}}},
              "As one table of " + with_commas(entries({model.heads, rows, rows})) +
                  " weights it "
                  "would take " +
                  short_bytes(2 * entries({model.heads, rows, rows})) + " in fp16, so it is computed piece by piece.");
}

PipelineStep blocks(const Setting& setting) {
  const ModelSpec& model = setting.model;
  const std::string count = std::to_string(model.total_blocks());
  if (model.family == Family::unet) {
    const std::int64_t side = latent_side(setting);
    return make("Through the U-Net: " + count + " transformer blocks between residual blocks",
                {{"features", {model.unet.base_channels, side, side}}},
                "Down to the coarsest level and back up, with skip connections.");
  }
  const NamedShape image = {"image tokens", {image_tokens(setting), model.d}};
  if (model.family == Family::dit) return make(count + " DiT blocks", {image});
  const NamedShape text = {"text tokens", {setting.text_tokens, model.d}};
  if (model.family == Family::flux) {
    return make(std::to_string(model.blocks) + " dual-stream, then " + std::to_string(model.single_blocks) +
                    " single-stream blocks",
                {{"joint tokens", {*joint_tokens(setting), model.d}}, image},
                "The text rows are dropped after the last block.");
  }
  return make(count + " MMDiT blocks", {text, image},
              std::to_string(model.blocks - 1) + " full ones; the text output of the last is dropped.");
}

PipelineStep final_layer(const Setting& setting) {
  const ModelSpec& model = setting.model;
  if (model.family == Family::unet) {
    return make("Norm, 3 × 3 convolution", {{"noise estimate", latent_shape(setting)}});
  }
  const bool variance = model.family == Family::dit;
  const std::int64_t numbers = patch_numbers(setting) * (variance ? 2 : 1);
  return make("adaLN, Linear", {{"patches", {image_tokens(setting), numbers}}},
              variance ? "Twice the channels: noise and its variance." : "");
}

PipelineStep unpatchify(const Setting& setting) {
  if (setting.model.family == Family::unet) {
    return missing("Unpatchify", "Nothing to put back: the U-Net never left the grid.");
  }
  Shape shape = latent_shape(setting);
  const bool variance = setting.model.family == Family::dit;
  if (variance) shape[0] *= 2;
  return make("Put the patches back", {{variance ? "noise and variance" : "velocity v", shape}});
}

PipelineStep step(const Setting& setting) {
  const ModelSpec& model = setting.model;
  const bool flow = model.family == Family::mmdit || model.family == Family::flux;
  const std::string times = model.steps > 0 ? ", " + std::to_string(model.steps) + " times by default" : "";
  std::string note = flow ? "x + (sigma_next - sigma) v" : "Remove the predicted noise";
  note += times + (model.passes_per_step == 2 ? ". Two forwards a step: with the prompt and without."
                                              : ". One forward a step.");
  return make(flow ? "Flow-matching step" : "Denoising step", {{"latent", latent_shape(setting)}}, note);
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
      encode(setting, "clip_l", "CLIP-L"),
      encode(setting, "clip_g", "OpenCLIP bigG"),
      encode(setting, "t5", "T5"),
      text_sequence(setting),
      global_vector(setting),
      noise(setting),
      patchify(setting),
      attention(setting),
      blocks(setting),
      final_layer(setting),
      unpatchify(setting),
      step(setting),
      decode(setting),
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].number = static_cast<int>(i) + 1;
    steps[i].id = kSteps[i].id;
    steps[i].lessons = kSteps[i].lessons;
  }
  return steps;
}

}  // namespace lesson::catalogue
