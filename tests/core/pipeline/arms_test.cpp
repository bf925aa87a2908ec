// The arms of the experiment: denoisers beside the main one, each loaded from a file of its own.

#include "core/blocks/embedding.h"
#include "core/pipeline/run.h"
#include "core/pipeline/run_log.h"
#include "core/pipeline/run_packet.h"
#include "tests/core/pipeline/tiny.h"

using namespace lesson;

namespace {

RunRequest request_of(ModelKind kind, int steps = 3) {
  RunRequest request = default_request(tiny_sd3(), kind);
  request.prompt = "a red boat";
  request.steps = steps;
  return request;
}

/// The answer of a network that knows the data: the same everywhere and always.
Predict knowing(const RunRequest& request, const StepPlan& plan, const MatrixRM& data) {
  return [&request, &plan, &data](CRef latent, double t) -> MatrixRM {
    const auto at = static_cast<std::size_t>(std::find(plan.times.begin(), plan.times.end(), t) - plan.times.begin());
    const auto signal = static_cast<float>(std::sqrt(plan.alpha_bar[at])),
               noise = static_cast<float>(std::sqrt(1 - plan.alpha_bar[at]));
    const MatrixRM eps = (latent - signal * data) / noise;
    if (objective_of(request.model) == Objective::noise) return eps;
    return signal * eps - noise * data;
  };
}

}  // namespace

TEST_CASE("every arm runs by its own sampler to a picture", "[pipeline][arms]") {
  for (int i = 1; i < kModelKinds; ++i) {
    const auto kind = static_cast<ModelKind>(i);
    INFO(kModelKindIds[static_cast<std::size_t>(i)]);
    const RunRequest request = request_of(kind);
    CHECK(request.guidance == 1.5);
    CHECK(request.sampler == (objective_of(kind) == Objective::velocity ? RunSampler::euler : RunSampler::ddim));
    const auto run = run_to_end(tiny_sd3(), request);
    INFO((run ? "" : run.error().message()));
    REQUIRE(run);
    CHECK(run.value().latent().allFinite());
    CHECK(run.value().shape().joint() == (conditioning_of(kind) != BlockConditioning::cross));
    CHECK(run.value().record().has(2, 2, run.value().shape().joint() ? AttentionKind::joint : AttentionKind::cross));
  }
}

TEST_CASE("with cross-attention no block rewrites the text, with shared weights every block does", "[pipeline][arms]") {
  for (const auto& [kind, rewritten] : {std::pair{ModelKind::flow_cross, 0}, {ModelKind::flow_shared, 3}}) {
    const Denoiser& net = tiny_sd3().denoiser(kind)->net;
    const TextCondition text = condition(net, tiny_sd3().features(tiny_sd3().read("two cats")));
    int changed = 0;
    MatrixRM before = text.context;
    ForwardHooks hooks;
    hooks.on_block = [&](int, CRef rows, CRef, const auto&) {
      changed += rows != before;
      before = rows;
    };
    ForwardScratch scratch;
    predict(net, noise_latent(net.shape.latent, 1, 0), 0.5, text, scratch, hooks);
    CHECK(changed == rewritten);
  }
}

TEST_CASE("a network that knows the data is led to them by DDIM, from noise prediction and from v",
          "[pipeline][sampler]") {
  for (const ModelKind kind : {ModelKind::noise, ModelKind::noise_cross, ModelKind::v_diffusion}) {
    const RunRequest request = request_of(kind, 9);
    const TrainedDenoiser& trained = *tiny_sd3().denoiser(kind);
    const StepPlan plan = plan_steps(request, trained).value();
    CHECK(plan.alpha_bar.back() == 1);
    CHECK((plan.alpha_bar.front() == 0) == (kind == ModelKind::v_diffusion));  // its first level is all noise
    const MatrixRM data = MatrixRM::Constant(4, 1024, 0.5f);
    MatrixRM latent = noise_latent(trained.net.shape.latent, 2, 0);
    for (int step = 0; step < request.steps; ++step) {
      take_step(request, trained, plan, step, knowing(request, plan, data), MatrixRM(), latent);
    }
    reference::check_close(latent, data, 1e-5);
  }
}

TEST_CASE("an arm on small pictures paints them small, its patches in the middle of the page's", "[pipeline][arms]") {
  TinySd3 model = TinySd3::load(file_bytes(weights_path("tiny-sd3.safetensors"))).value();
  const auto half = [](Json& config) { config["sample_size"] = 16; };
  REQUIRE(model.add(random_arm(model, ModelKind::flow_small, half)));
  const TrainedDenoiser& small = *model.denoiser(ModelKind::flow_small);
  CHECK_FALSE(small.full_size);
  CHECK(small.net.shape.image_tokens() == 64);

  DenoiserShape fine = model.denoiser(ModelKind::flow)->net.shape;
  REQUIRE(small.net.positions.rows() == 64);
  const MatrixRM here =
      sincos_positions({0.5f, 2.5f, 4.5f, 6.5f, 8.5f, 10.5f, 12.5f, 14.5f},
                       {0.5f, 2.5f, 4.5f, 6.5f, 8.5f, 10.5f, 12.5f, 14.5f}, fine.width, AxisOrder::x_first);
  reference::check_close(small.net.positions, here, 1e-6);

  RunRequest request = default_request(model, ModelKind::flow_small);
  request.steps = 4;
  const auto run = run_to_end(model, request);
  REQUIRE(run);
  CHECK(run.value().picture().width == 32);
  CHECK(run.value().picture().rgb.size() == std::size_t{3 * 32 * 32});
  // A picture to start from comes in the page's size and is averaged down, as the arm's data were.
  request.image = {std::vector<std::uint8_t>(model.picture_bytes(), 200), 0.5};
  const auto from = run_to_end(model, request);
  REQUIRE(from);
  CHECK(from.value().image_latent().cols() == 256);
  RunLog log;
  CHECK(log.take(start_packet(from.value(), model)));
}

TEST_CASE("an arm that does not fit is refused by its key, one that is not there in a sentence", "[pipeline][errors]") {
  TinySd3 model = TinySd3::load(file_bytes(weights_path("tiny-sd3.safetensors"))).value();
  const auto refused = [&](const std::function<void(Json&)>& change) {
    const auto added = model.add(random_arm(model, ModelKind::noise, change));
    REQUIRE_FALSE(added);
    return added.error().where;
  };
  CHECK(refused([](Json& c) { c["format"] = "tiny-sd3/1"; }) == "config.format");
  CHECK(refused([](Json& c) { c["kind"] = "flow"; }) == "config.kind");
  CHECK(refused([](Json& c) { c["kind"] = "ddpm"; }) == "config.kind");
  CHECK(refused([](Json& c) { c["heads"] = 60000; }) == "config.heads");
  CHECK(refused([](Json& c) { c["blocks"] = 60000; }) == "config.heads");
  for (const int side : {0, 3, 12, 64}) {
    CHECK(refused([=](Json& c) { c["sample_size"] = side; }) == "config.sample_size");
  }
  CHECK(refused([](Json& c) { c["blocks"] = 4; }).starts_with("transformer.transformer_blocks.2."));
  CHECK(refused([](Json& c) { c.erase("defaults"); }) == "config.defaults");
  CHECK(refused([](Json& c) { c["kind"] = "noise_cross"; }).starts_with("transformer.transformer_blocks.0."));
  RunRequest request = default_request(model);
  request.model = ModelKind::noise;
  const auto missing = validate(request, model);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().message().find("noise") != std::string::npos);
  CHECK_FALSE(TinySd3::load(random_arm(model, ModelKind::noise)));
  CHECK(model.add(random_arm(model, ModelKind::noise)));
  CHECK(validate(default_request(model, ModelKind::noise), model));
}

TEST_CASE("kinds go by their names and by two former ones", "[pipeline][arms]") {
  for (int i = 0; i < kModelKinds; ++i) {
    CHECK(static_cast<int>(parse_model_kind(kModelKindIds[static_cast<std::size_t>(i)]).value()) == i);
  }
  CHECK(parse_model_kind("ddpm").value() == ModelKind::noise_cross);
  CHECK(parse_model_kind("shared").value() == ModelKind::flow_shared);
  CHECK(parse_model_kind("flow-cross").error().where == "model");
}
