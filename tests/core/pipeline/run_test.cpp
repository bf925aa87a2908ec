// Whole runs: against PyTorch, against themselves, and under every intervention.

#include "core/pipeline/run.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "core/pipeline/tiny.h"
#include "core/random.h"

using namespace lesson;
using reference::check_close;

namespace {

/// The fixture's settings: 8 guided Euler steps.
RunRequest fixture_request(int item) {
  const auto info = nlohmann::json::parse(tiny_fixture().metadata().at("info"), nullptr, false);
  REQUIRE(info.is_object());
  RunRequest request;
  request.prompt = info["prompts"][static_cast<std::size_t>(item)].get<std::string>();
  request.seed = info["seeds"][static_cast<std::size_t>(item)].get<std::uint64_t>();
  request.steps = info["steps"].get<int>();
  request.guidance = info["guidance"].get<double>();
  request.shift = info["shift"].get<double>();
  return request;
}

RunRequest quick(int steps = 2) {
  RunRequest request;
  request.prompt = "a red circle above a blue square";
  request.seed = 3;
  request.steps = steps;
  return request;
}

Run finished(const RunRequest& request) {
  auto run = run_to_end(tiny_sd3(), request);
  INFO((run ? "" : run.error().message()));
  REQUIRE(run);
  REQUIRE(run.value().finished());
  return std::move(run).value();
}

int different_pixels(const std::vector<std::uint8_t>& got, const MatrixRM& want) {
  REQUIRE(got.size() == static_cast<std::size_t>(want.size()));
  int different = 0;
  for (std::size_t i = 0; i < got.size(); i += 3) {
    const float* w = want.data() + i;
    different += got[i] != static_cast<int>(w[0]) || got[i + 1] != static_cast<int>(w[1]) ||
                 got[i + 2] != static_cast<int>(w[2]);
  }
  return different;
}

}  // namespace

TEST_CASE("a guided run gives PyTorch's latent and picture", "[pipeline][parity]") {
  for (int item = 0; item < 2; ++item) {
    const Run run = finished(fixture_request(item));
    CHECK(run.history()[0].latent == fixture_item("run.noise", 4, 1024, item));
    check_close(run.latent(), fixture_item("run.latent", 4, 1024, item), 1e-3);
    const int different = different_pixels(run.picture().rgb, fixture_item("run.image", 4096, 3, item));
    const double share = 1 - different / 4096.0;
    std::cout << "  picture " << item + 1 << ": " << 100 * share << " % of the pixels are PyTorch's\n";
    CHECK(share >= 0.999);
  }
}

TEST_CASE("the baseline's samplers give PyTorch's latents", "[pipeline][parity]") {
  for (const auto& [sampler, name] :
       {std::pair{RunSampler::ddim, "ddpm.ddim8"}, {RunSampler::ancestral, "ddpm.ancestral8"}}) {
    RunRequest request = fixture_request(1);
    request.model = ModelKind::ddpm;
    request.sampler = sampler;
    request.guidance = 3.0;
    const Run run = finished(request);
    check_close(run.latent(), fixture_item(name, 4, 1024, 1), 2e-3, name);
  }
}

TEST_CASE("the same request gives the same picture, another seed another", "[pipeline][property]") {
  RunRequest request = quick();
  const std::string first = finished(request).picture_sha256();
  CHECK(finished(request).picture_sha256() == first);
  request.record = false;
  CHECK(finished(request).picture_sha256() == first);
  request.seed = 4;
  CHECK(finished(request).picture_sha256() != first);
}

TEST_CASE("a run goes through the lesson's 13 stages", "[pipeline][stages]") {
  auto started = Run::start(tiny_sd3(), quick());
  REQUIRE(started);
  Run run = std::move(started).value();
  CHECK(run.stages()[4].tensor.rows() == 77);
  CHECK(run.stages()[5].tensor.size() == 0);
  CHECK(run.picture().rgb.empty());
  run.advance();
  CHECK_FALSE(run.finished());
  CHECK(run.stages()[12].tensor.size() == 0);
  run.advance();
  CHECK(run.finished());
  const std::vector<std::vector<std::int64_t>> shapes = {{77, 48},    {77, 80},    {77, 160},  {128},      {77, 128},
                                                         {256, 128},  {333, 128},  {333, 128}, {256, 128}, {4, 32, 32},
                                                         {4, 32, 32}, {4, 32, 32}, {3, 64, 64}};
  for (std::size_t i = 0; i < kStages; ++i) {
    const RunStage& stage = run.stages()[i];
    CHECK(stage.number == static_cast<int>(i) + 1);
    CHECK(stage.shape == shapes[i]);
    std::int64_t numbers = 1;
    for (const auto n : stage.shape) numbers *= n;
    CHECK(stage.tensor.size() == numbers);
    CHECK(stage.ms >= 0);
  }
  run.advance();  // finished: nothing happens
  CHECK(run.steps_done() == 2);
}

TEST_CASE("the stages hold every weight of the file once", "[pipeline][stages]") {
  const Run run = Run::start(tiny_sd3(), quick()).value();
  std::int64_t sum = 0;
  for (const RunStage& stage : run.stages()) sum += stage.parameters;
  const auto& encoders = tiny_sd3().encoders();
  CHECK(sum == parameters(encoders.clip_l) + parameters(encoders.clip_g) + parameters(encoders.t5) +
                   parameters(tiny_sd3().denoiser(ModelKind::flow)->net) + parameters(tiny_sd3().decoder()));
}

TEST_CASE("guidance 1 asks once, guidance 0 ignores the prompt", "[pipeline][guidance]") {
  RunRequest request = quick();
  request.guidance = 0;
  const std::string none = finished(request).picture_sha256();
  request.prompt = "a dog in a city at night";
  CHECK(finished(request).picture_sha256() == none);
  request.guidance = 1;
  CHECK(finished(request).picture_sha256() != none);
}

TEST_CASE("with all encoders dropped the prompt does not matter", "[pipeline][drop]") {
  RunRequest request = quick();
  request.drop = parse_encoder_drop("clip_l,clip_g,t5").value();
  const std::string mute = finished(request).picture_sha256();
  request.prompt = "a dog in a city at night";
  CHECK(finished(request).picture_sha256() == mute);
  request.drop = parse_encoder_drop("clip_l,clip_g").value();
  CHECK(finished(request).picture_sha256() != mute);
}

TEST_CASE("a cut acts in its blocks and steps only", "[pipeline][cut]") {
  RunRequest request = quick(3);
  const Run plain = finished(request);
  request.cut.quadrants.set(Quadrant::image_reads_text);
  request.cut.first_step = 1;
  request.cut.last_step = 1;
  request.cut.blocks = {2};
  const Run cut = finished(request);
  CHECK(cut.history()[1].latent == plain.history()[1].latent);  // step 0 ran alike
  CHECK(cut.history()[2].latent != plain.history()[2].latent);
  for (int step = 0; step < 3; ++step) {
    for (int block = 0; block < 4; ++block) {
      const bool here = step == 1 && block == 2;
      CHECK(cut.record().cut(step, block).any() == here);
      const MatrixRM weights = cut.record().weights(step, block, 0, AttentionKind::joint);
      CHECK(weights.bottomLeftCorner(256, 77).isZero(0) == here);
      CHECK((cut.record().mass(step, block, 0)[2] == 0) == here);
    }
  }
}

TEST_CASE("Heun asks twice and moves differently", "[pipeline][sampler]") {
  RunRequest request = quick(3);
  const Run euler = finished(request);
  request.sampler = RunSampler::heun;
  const Run heun = finished(request);
  CHECK(heun.history()[0].prediction == euler.history()[0].prediction);
  CHECK(heun.history()[1].latent != euler.history()[1].latent);
}

TEST_CASE("previews are pictures of the predicted data, the last is nearly the picture", "[pipeline][preview]") {
  const Run run = finished(quick(3));
  const Picture first = run.preview(0), last = run.preview(2);
  CHECK(first.width == 64);
  CHECK(first.rgb.size() == 64 * 64 * 3);
  CHECK(first.rgb != last.rgb);
  int largest = 0;
  for (std::size_t i = 0; i < last.rgb.size(); ++i)
    largest = std::max(largest, std::abs(last.rgb[i] - run.picture().rgb[i]));
  CHECK(largest <= 1);  // the last Euler step goes to the predicted data itself
}

TEST_CASE("a cancelled run stops between steps", "[pipeline][callbacks]") {
  int told = 0;
  const auto run = run_to_end(tiny_sd3(), quick(5), {[&](const Run&) { ++told; }, [&] { return told == 2; }});
  REQUIRE(run);
  CHECK(run.value().steps_done() == 2);
  CHECK_FALSE(run.value().finished());
}

TEST_CASE("unknown words are kept for the page", "[pipeline]") {
  RunRequest request = quick();
  request.prompt = "a zebra near a river";
  const auto run = Run::start(tiny_sd3(), request);
  REQUIRE(run);
  CHECK(run.value().prompt().unknown_words == std::vector<std::string>{"zebra"});
}
