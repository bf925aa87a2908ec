#include "core/pipeline/stages.h"

#include "core/blocks/linear.h"

namespace lesson {

namespace {

struct StageText {
  const char* id;
  const char* name;
  const char* name_cross;  ///< for the baseline, where text and image never meet in one sequence
  const char* lesson;
};

constexpr StageText kTexts[kStages] = {
    {"clip_l", "The prompt through the first CLIP-like encoder", nullptr, "6.3.3"},
    {"clip_g", "The prompt through the second CLIP-like encoder", nullptr, "7.4.1"},
    {"t5", "The prompt through the T5-like encoder", nullptr, "4.2.6"},
    {"condition", "Time and pooled text become the vector c", nullptr, "7.4.1"},
    {"text_tokens", "Text features are joined and projected", nullptr, "6.3.4"},
    {"patchify", "The noisy latent is cut into patches", nullptr, "7.4.2"},
    {"concatenate", "Text and image tokens form one sequence", "The text stays aside, read only", "7.4.3"},
    {"blocks", "MMDiT blocks: one softmax, separate thinking", "Blocks of self- and cross-attention", "7.4.3"},
    {"split", "The image tokens are taken out again", "Only image tokens went through the blocks", "7.4.3"},
    {"unpatchify", "Patches become the predicted velocity", "Patches become the predicted noise", "7.4.2"},
    {"step", "One flow-matching step of the sampler", "One denoising step of the sampler", "7.2.2"},
    {"repeat", "Steps 6 to 11, again and again", nullptr, "6.4.1"},
    {"decode", "The VAE decodes the latent", nullptr, "6.3.5"},
};

std::vector<std::int64_t> image_shape(const LatentShape& s, int channels, int factor) {
  return {channels, std::int64_t{s.height} * factor, std::int64_t{s.width} * factor};
}

std::int64_t block_parameters(const Denoiser& net) {
  std::int64_t count = 0;
  Denoiser::visit_blocks(net, "", [&count](const std::string&, const auto& tensor) { count += tensor.size(); });
  return count;
}

void set(RunStage& stage, std::vector<std::int64_t> shape, std::int64_t weights = 0) {
  stage.shape = std::move(shape);
  stage.parameters = weights;
}

}  // namespace

RunStage plain_stage(int number, bool joint) {
  const StageText& text = kTexts[number - 1];
  RunStage stage;
  stage.number = number;
  stage.id = text.id;
  stage.name = joint || !text.name_cross ? text.name : text.name_cross;
  stage.lesson = text.lesson;
  return stage;
}

std::array<RunStage, kStages> make_stages(const TinySd3& model, const TrainedDenoiser& trained) {
  const Denoiser& net = trained.net;
  const DenoiserShape& s = net.shape;
  const std::int64_t T = s.context, I = s.image_tokens(), d = s.width;
  std::array<RunStage, kStages> stages;
  for (std::size_t i = 0; i < stages.size(); ++i) stages[i] = plain_stage(static_cast<int>(i) + 1, s.joint());
  const TextEncoders& encoders = model.encoders();
  set(stages[0], {T, encoders.clip_l.shape.width}, parameters(encoders.clip_l));
  set(stages[1], {T, encoders.clip_g.shape.width}, parameters(encoders.clip_g));
  set(stages[2], {T, encoders.t5.shape.width}, parameters(encoders.t5));
  set(stages[3], {d},
      parameters(net.time1) + parameters(net.time2) + parameters(net.pooled1) + parameters(net.pooled2));
  set(stages[4], {T, d}, parameters(net.text));
  set(stages[5], {I, d}, parameters(net.patch));
  set(stages[6], {s.joint() ? T + I : T, d});
  set(stages[7], {s.joint() ? T + I : I, d}, block_parameters(net));
  set(stages[8], {I, d});
  set(stages[9], image_shape(s.latent, s.latent.channels, 1), parameters(net.final_mod) + parameters(net.final));
  set(stages[10], image_shape(s.latent, s.latent.channels, 1));
  set(stages[11], image_shape(s.latent, s.latent.channels, 1));
  set(stages[12], image_shape(s.latent, 3, 2), parameters(model.decoder()));
  return stages;
}

}  // namespace lesson
