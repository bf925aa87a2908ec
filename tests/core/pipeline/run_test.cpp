// Whole runs: against themselves and under every intervention. tests/interop holds them to diffusers.

#include "core/pipeline/run.h"

#include "tests/core/pipeline/tiny.h"

using namespace lesson;

namespace {

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

}  // namespace

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
  CHECK(run.stages()[4].tensor.rows() == tiny_sizes().text);
  CHECK(run.stages()[5].tensor.size() == 0);
  CHECK(run.picture().rgb.empty());
  run.advance();
  CHECK_FALSE(run.finished());
  CHECK(run.stages()[12].tensor.size() == 0);
  run.advance();
  CHECK(run.finished());
  const TinySizes size = tiny_sizes();
  const auto readers = tiny_sd3().readers();
  const LatentShape z = tiny_sd3().latent();
  const std::vector<std::int64_t> latent = {z.channels, z.height, z.width};
  const std::int64_t side = std::int64_t{z.height} * tiny_sd3().picture_factor();
  const std::vector<std::vector<std::int64_t>> shapes = {{readers[0].rows, readers[0].width},
                                                         {readers[1].rows, readers[1].width},
                                                         {readers[2].rows, readers[2].width},
                                                         {size.width},
                                                         {size.text, size.width},
                                                         {size.image, size.width},
                                                         {size.joint, size.width},
                                                         {size.joint, size.width},
                                                         {size.image, size.width},
                                                         latent,
                                                         latent,
                                                         latent,
                                                         {3, side, side}};
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
  std::int64_t want = parameters(tiny_sd3().denoiser(ModelKind::flow)->net) + tiny_sd3().decoder_parameters();
  for (const ReaderSize& reader : tiny_sd3().readers()) want += reader.parameters;
  CHECK(sum == want);
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
    for (int block = 0; block < tiny_sizes().blocks; ++block) {
      const bool here = step == 1 && block == 2;
      CHECK(cut.record().cut(step, block).any() == here);
      const MatrixRM weights = cut.record().weights(step, block, 0, AttentionKind::joint);
      CHECK(weights.bottomLeftCorner(tiny_sizes().image, tiny_sizes().text).isZero(0) == here);
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
