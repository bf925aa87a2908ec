// Runs that start from a picture. tests/interop holds the encoder, and such a run, to diffusers.

#include "core/pipeline/run.h"
#include "core/pipeline/run_log.h"
#include "core/pipeline/run_packet.h"
#include "core/vae/pixels.h"
#include "tests/core/pipeline/tiny.h"

using namespace lesson;

namespace {

RunRequest quick(ModelKind kind = ModelKind::flow) {
  RunRequest request = default_request(tiny_sd3(), kind);
  request.prompt = "a red boat on the sea";
  request.seed = 5;
  request.steps = 4;
  request.record = false;
  return request;
}

Run finished(const RunRequest& request) {
  auto run = run_to_end(tiny_sd3(), request);
  INFO((run ? "" : run.error().message()));
  REQUIRE(run);
  return std::move(run).value();
}

/// A painted picture: something that the autoencoder knows.
const Picture& painted() {
  static const Picture picture = finished(quick()).picture();
  return picture;
}

double distance(const std::vector<std::uint8_t>& a, const std::vector<std::uint8_t>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(int{a[i]} - int{b[i]});
  return sum / static_cast<double>(a.size());
}

}  // namespace

TEST_CASE("bytes are colours and back", "[vae]") {
  std::vector<std::uint8_t> all;
  for (int i = 0; i < 255; ++i) all.push_back(static_cast<std::uint8_t>(i + i % 2));
  CHECK(to_rgb(from_rgb(all)) == all);
  CHECK(from_rgb(std::vector<std::uint8_t>{0, 255, 51})(1, 0) == 1.0f);
}

TEST_CASE("at full strength nothing of the picture is left", "[pipeline][image]") {
  RunRequest request = quick();
  const std::string without = finished(request).picture_sha256();
  request.image = {painted().rgb, 1.0};
  CHECK(finished(request).picture_sha256() == without);
}

TEST_CASE("less strength keeps more of the picture, for every kind of model", "[pipeline][image][property]") {
  for (const ModelKind kind : {ModelKind::flow, ModelKind::noise, ModelKind::v_diffusion}) {
    INFO(kModelKindIds[static_cast<std::size_t>(kind)]);
    RunRequest request = quick(kind);
    request.steps = 1;  // one step of ten is the way down from a tenth of the noise
    request.prompt = "a green circle";
    request.image = {painted().rgb, 0.1};
    const Run run = finished(request);
    const double near = distance(run.picture().rgb, painted().rgb);
    request.image.strength = 1;
    CHECK(near < distance(finished(request).picture().rgb, painted().rgb) / 2);
    CHECK(distance(run.image_again().rgb, painted().rgb) < 6);  // of 255: the autoencoder's own loss
  }
}

TEST_CASE("the steps of such a run are the last ones of a longer schedule", "[pipeline][image]") {
  RunRequest longer = quick();
  longer.steps = 10;
  const auto whole = plan_steps(longer, *tiny_sd3().denoiser(ModelKind::flow));
  RunRequest request = quick();
  request.image = {painted().rgb, 0.4};
  const auto part = plan_steps(request, *tiny_sd3().denoiser(ModelKind::flow));
  REQUIRE((whole && part));
  REQUIRE(part.value().steps() == 4);
  for (std::size_t i = 0; i < 5; ++i) CHECK(part.value().times[i] == whole.value().times[i + 6]);
}

TEST_CASE("a log is told what the autoencoder made of the picture", "[pipeline][image][log]") {
  RunRequest request = quick();
  request.image = {painted().rgb, 0.5};
  auto run = Run::start(tiny_sd3(), request);
  REQUIRE(run);
  RunLog log;
  const auto taken = log.take(start_packet(run.value(), tiny_sd3()));
  INFO((taken ? "" : taken.error().message()));
  REQUIRE(taken);
  CHECK(log.image_latent() == run.value().image_latent());
  CHECK(log.image_again().rgb == run.value().image_again().rgb);
  CHECK(log.request().image.rgb == painted().rgb);
}

TEST_CASE("a picture of another size or strength is refused by name", "[pipeline][image][errors]") {
  const auto where = [](StartImage image) {
    RunRequest request = quick();
    request.image = std::move(image);
    const auto run = Run::start(tiny_sd3(), request);
    REQUIRE_FALSE(run);
    return run.error().where;
  };
  CHECK(where({{1, 2, 3}, 0.5}) == "image.rgb");
  CHECK(where({painted().rgb, 0.05}) == "image.strength");
  CHECK(where({painted().rgb, 1.01}) == "image.strength");
  CHECK(where({painted().rgb, std::nan("")}) == "image.strength");
  CHECK(request_from(parse_json(R"({"image": {"rgb": "Zm9*"}})"), {}).error().where == "image.rgb");
  CHECK(request_from(parse_json(R"({"image": {"rg": ""}})"), {}).error().where == "image.rg");
  CHECK(request_from(parse_json(R"({"image": {"strength": 0.5}})"), {}).error().where == "image.rgb");
  CHECK(request_from(parse_json(R"({"image": {}})"), {}).error().where == "image.rgb");
  CHECK(request_from(parse_json(R"({"image": 3})"), {}).error().where == "image");
}
