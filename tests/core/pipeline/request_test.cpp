// RunRequest: JSON there and back, defaults, and what is refused.

#include "core/catalogue/models.h"
#include "core/io/json.h"
#include "core/pipeline/run.h"
#include "tests/core/pipeline/tiny.h"

using namespace lesson;

TEST_CASE("a request survives JSON", "[pipeline][request]") {
  RunRequest request;
  request.prompt = "two \"blue\" cats\n\xc3\xa9";
  request.seed = 9007199254740992;
  request.model = ModelKind::noise_cross;
  request.sampler = RunSampler::ancestral;
  request.steps = 50;
  request.guidance = 4.25;
  request.shift = 1.5;
  request.cut.quadrants.set(Quadrant::text_reads_image);
  request.cut.blocks = {0, 3};
  request.cut.first_step = 2;
  request.cut.last_step = 7;
  request.drop.set(TextEncoder::clip_g);
  request.image = {{1, 2, 3, 4}, 0.25};
  request.record = false;
  const auto back = request_from(to_json(request), RunRequest{});
  REQUIRE(back);
  CHECK(to_json(back.value()) == to_json(request));
  CHECK(back.value().prompt == request.prompt);
  CHECK(back.value().cut.blocks == request.cut.blocks);
}

TEST_CASE("missing keys keep what was there", "[pipeline][request]") {
  RunRequest base;
  base.steps = 7;
  const auto read = request_from(parse_json(R"({"prompt": "a cat"})"), base);
  REQUIRE(read);
  CHECK(read.value().steps == 7);
  CHECK(read.value().prompt == "a cat");
}

TEST_CASE("JSON that is not a request is refused by name", "[pipeline][request][errors]") {
  const auto where = [](const char* json) {
    const auto read = request_from(parse_json(json), RunRequest{});
    INFO(json);
    REQUIRE_FALSE(read);
    return read.error().where;
  };
  CHECK(where("") == "run request");
  CHECK(where("[1]") == "run request");
  CHECK(where(R"({"prompt": 3})") == "prompt");
  CHECK(where(R"({"seed": -1})") == "seed");
  CHECK(where(R"({"seed": 1.5})") == "seed");
  CHECK(where(R"({"seed": 1e300})") == "seed");
  CHECK(where(R"({"steps": 0})") == "steps");
  CHECK(where(R"({"steps": "28"})") == "steps");
  CHECK(where(R"({"model": "sdxl"})") == "model");
  CHECK(where(R"({"sampler": 1})") == "sampler");
  CHECK(where(R"({"guidance": null})") == "guidance");
  CHECK(where(R"({"cut": "image_reads_text"})") == "cut");
  CHECK(where(R"({"cut": {"quadrants": "x"}})") == "cut.quadrants");
  CHECK(where(R"({"cut": {"blocks": 3}})") == "cut.blocks");
  CHECK(where(R"({"cut": {"blocks": [-1]}})") == "cut.blocks");
  CHECK(where(R"({"cut": {"block": [1]}})") == "cut.block");
  CHECK(where(R"({"drop_encoders": "t5xxl"})") == "drop_encoders");
  CHECK(where(R"({"record": 1})") == "record");
  CHECK(where(R"({"promt": "a cat"})") == "promt");
}

TEST_CASE("settings out of range are refused by name", "[pipeline][request][errors]") {
  const auto refused = [](auto change) {
    RunRequest request;
    change(request);
    const auto run = Run::start(tiny_sd3(), request);
    REQUIRE_FALSE(run);
    return run.error().where;
  };
  CHECK(refused([](RunRequest& r) { r.steps = 0; }) == "steps");
  CHECK(refused([](RunRequest& r) { r.steps = kMaxRunSteps + 1; }) == "steps");
  CHECK(refused([](RunRequest& r) { r.guidance = -0.5; }) == "guidance");
  CHECK(refused([](RunRequest& r) { r.guidance = std::nan(""); }) == "guidance");
  CHECK(refused([](RunRequest& r) { r.shift = 0; }) == "shift");
  CHECK(refused([](RunRequest& r) { r.prompt.assign(3000, 'a'); }) == "prompt");
  CHECK(refused([](RunRequest& r) { r.sampler = RunSampler::ancestral; }) == "sampler");
  CHECK(refused([](RunRequest& r) {
          r = default_request(tiny_sd3(), ModelKind::noise_cross);
          r.levels = RunLevels::scaled_linear;
        }) == "levels");
  CHECK(refused([](RunRequest& r) { r.cut.blocks = {tiny_sizes().blocks}; }) == "cut.blocks");
  CHECK(refused([](RunRequest& r) { r.cut.blocks = {1, 1}; }) == "cut.blocks");
  CHECK(refused([](RunRequest& r) { r.cut.first_step = 28; }) == "cut.first_step");
  CHECK(refused([](RunRequest& r) { r.cut.first_step = 5, r.cut.last_step = 4; }) == "cut.last_step");
}

TEST_CASE("with cross-attention only the image reads, and only its quadrants can be cut",
          "[pipeline][request][errors]") {
  RunRequest request = default_request(tiny_sd3(), ModelKind::noise_cross);
  request.cut.quadrants.set(Quadrant::image_reads_text);
  request.cut.quadrants.set(Quadrant::image_reads_image);
  CHECK(validate(request, tiny_sd3()));
  for (const Quadrant absent : {Quadrant::text_reads_text, Quadrant::text_reads_image}) {
    RunRequest wrong = request;
    wrong.cut.quadrants.set(absent);
    const auto valid = validate(wrong, tiny_sd3());
    REQUIRE_FALSE(valid);
    CHECK(valid.error().where == "cut.quadrants");
  }
}

TEST_CASE("defaults are those of the weights file", "[pipeline][request]") {
  const RunRequest request = default_request(tiny_sd3());
  CHECK(request.steps == tiny_sd3().denoiser(ModelKind::flow)->defaults.steps);
  CHECK(to_json(request) == to_json(RunRequest{}));  // what widgets start from
  CHECK(catalogue::make_setting("tiny-sd3").value().model.guidance == request.guidance);
  CHECK(validate(request, tiny_sd3()));
}
