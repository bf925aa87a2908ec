// The tiny SD3's workloads: a prompt read, one forward, one picture decoded, a short run from prompt to picture.

#include <cmath>
#include <memory>

#include "core/pipeline/run.h"
#include "shell/cli/bench_scenes.h"
#include "shell/native/tiny_sd3_files.h"

namespace lesson::cli {

namespace {

using Timed = std::function<double()>;

constexpr const char* kPrompt = "a cat sitting on a beach at sunset";

/// The model, or nullptr where its weights are not to be found.
std::shared_ptr<const TinySd3> shipped_model() {
  const auto folder = find_weights_folder();
  if (!folder) return nullptr;
  auto model = load_tiny_sd3(folder.value());
  return model ? std::make_shared<const TinySd3>(std::move(model).value()) : nullptr;
}

/// A scene on the model. Without weights its call gives NaN, which the benchmark shows.
BenchScene on_model(std::string id, std::string what, std::string unit,
                    std::function<Timed(const std::shared_ptr<const TinySd3>&)> prepare) {
  return {std::move(id), std::move(what), 1, std::move(unit), [prepare = std::move(prepare)]() -> Timed {
            if (const auto model = shipped_model()) return prepare(model);
            return [] { return std::nan(""); };
          }};
}

Timed encode_scene(const std::shared_ptr<const TinySd3>& model) {
  return [model] { return static_cast<double>(model->read(kPrompt).t5(0, 0)); };
}

Timed forward_scene(const std::shared_ptr<const TinySd3>& model) {
  const Denoiser& net = model->denoiser(ModelKind::flow)->net;
  const EncodedText text = model->read(kPrompt);
  const auto meaning = std::make_shared<TextCondition>(condition(net, model->features(text)));
  const auto noise = std::make_shared<MatrixRM>(noise_latent(net.shape.latent, 1, 0));
  const auto scratch = std::make_shared<ForwardScratch>();
  return [=] {
    const Denoiser& again = model->denoiser(ModelKind::flow)->net;
    return static_cast<double>(predict(again, *noise, 0.5, *meaning, *scratch)(0, 0));
  };
}

Timed decode_scene(const std::shared_ptr<const TinySd3>& model) {
  const LatentShape shape = model->latent();
  const auto noise = std::make_shared<MatrixRM>(noise_latent(shape, 1, 0));
  return [=] { return static_cast<double>(model->colours(*noise, model->latent())(0, 0)); };
}

/// What a learner waits for after pressing Run: the prompt, the first of 28 guided steps, and its picture.
Timed preview_scene(const std::shared_ptr<const TinySd3>& model) {
  RunRequest request = default_request(*model);
  request.prompt = kPrompt;
  request.steps = 28;
  return [=] {
    auto run = Run::start(*model, request);
    if (!run) return std::nan("");
    run.value().advance();
    return static_cast<double>(run.value().preview(0).rgb[0]) + 1;
  };
}

Timed run_scene(const std::shared_ptr<const TinySd3>& model, int steps) {
  RunRequest request = default_request(*model);
  request.prompt = kPrompt;
  request.steps = steps;
  return [=] {
    const auto run = run_to_end(*model, request);
    return run ? static_cast<double>(run.value().latent()(0, 0)) : std::nan("");
  };
}

}  // namespace

std::vector<BenchScene> model_scenes() {
  return {on_model("tiny-sd3/encode", "Read a prompt with all three encoders", "prompt", encode_scene),
          on_model("tiny-sd3/forward", "One forward of the flow denoiser, 333 tokens", "forward", forward_scene),
          on_model("tiny-sd3/decode", "Decode a latent to 64 x 64 pixels", "picture", decode_scene),
          on_model("tiny-sd3/first-preview", "From pressing Run to the first of 28 previews", "preview", preview_scene),
          on_model("tiny-sd3/run-4", "Prompt to picture in 4 guided steps, recorded", "run",
                   [](const auto& model) { return run_scene(model, 4); }),
          on_model("tiny-sd3/run-28", "The same in 28 guided steps: the ratio to first-preview is what waiting costs",
                   "run", [](const auto& model) { return run_scene(model, 28); })};
}

}  // namespace lesson::cli
