#include "core/pipeline/stages.h"

#include "core/blocks/linear.h"

namespace lesson {

namespace {

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

std::array<RunStage, kStages> make_stages(const TinySd3& model, const TrainedDenoiser& trained) {
  const Denoiser& net = trained.net;
  const DenoiserShape& s = net.shape;
  const std::int64_t T = s.context, I = s.image_tokens(), d = s.width;
  std::array<RunStage, kStages> stages;
  for (std::size_t i = 0; i < stages.size(); ++i) stages[i].number = static_cast<int>(i) + 1;
  const auto readers = model.readers();
  for (std::size_t i = 0; i < readers.size(); ++i) {
    set(stages[i], {readers[i].rows, readers[i].width}, readers[i].parameters);
  }
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
  set(stages[12], image_shape(s.latent, 3, model.picture_factor()), model.decoder_parameters());
  return stages;
}

}  // namespace lesson
