// A run taken apart into packets and put together again is the same run; broken packets are told apart.

#include "core/pipeline/run_log.h"

#include <functional>
#include <iostream>

#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "core/pipeline/run_packet.h"
#include "tests/core/pipeline/tiny.h"

using namespace lesson;

namespace {

RunRequest small(ModelKind kind) {
  RunRequest request = default_request(tiny_sd3(), kind);
  request.prompt = "a wombat on a beach";
  request.seed = 5;
  request.steps = 2;
  request.cut.quadrants.set(Quadrant::text_reads_image, kind != ModelKind::noise_cross);
  request.cut.blocks = {1};
  return request;
}

struct Sent {
  Run run;
  RunLog log;
};

Sent send(const RunRequest& request) {
  auto run = Run::start(tiny_sd3(), request);
  INFO((run ? "" : run.error().message()));
  REQUIRE(run);
  Sent sent{std::move(run).value(), {}};
  REQUIRE(sent.log.take(start_packet(sent.run, tiny_sd3())));
  while (!sent.run.finished()) {
    sent.run.advance();
    const auto taken = sent.log.take(step_packet(sent.run));
    INFO((taken ? "" : taken.error().message()));
    REQUIRE(taken);
  }
  REQUIRE(sent.log.take(end_packet(sent.run)));
  return sent;
}

}  // namespace

TEST_CASE("packets carry a whole run", "[pipeline][packet]") {
  const auto [run, log] = send(small(ModelKind::flow));
  CHECK(log.finished());
  CHECK(to_json(log.request()) == to_json(run.request()));
  CHECK(log.labels() == run.prompt().labels);
  CHECK(log.unknown_words() == std::vector<std::string>{"wombat"});
  CHECK(log.picture().rgb == run.picture().rgb);
  CHECK(log.picture_sha256() == run.picture_sha256());
  CHECK(log.noise() == run.history()[0].latent);
  REQUIRE(log.steps_done() == 2);
  for (std::size_t step = 0; step < 2; ++step) {
    CHECK(log.steps()[step].t == run.history()[step].t);
    CHECK(log.steps()[step].prediction == run.history()[step].prediction);
    CHECK(log.steps()[step].preview.rgb == run.preview(static_cast<int>(step)).rgb);
  }
  for (std::size_t i = 0; i < kStages; ++i) {
    CHECK(log.stages()[i].number == static_cast<int>(i) + 1);
    CHECK(log.stages()[i].shape == run.stages()[i].shape);
    CHECK(log.stages()[i].tensor == run.stages()[i].tensor);
  }
}

TEST_CASE("what a page keeps of 50 recorded steps fits into 96 MB", "[pipeline][packet][record]") {
  const auto [run, log] = send(small(ModelKind::flow));
  RunRequest request = small(ModelKind::flow);
  request.steps = 3;
  const auto [longer, more] = send(request);
  const auto a_step = static_cast<double>(more.bytes() - log.bytes());
  const double fifty = static_cast<double>(log.bytes()) + 48 * a_step;
  std::cout << "  50 recorded steps: " << fifty / 1e6 << " MB, " << a_step / 1e6 << " MB a step\n";
  CHECK(a_step > 100e3);  // the record is there
  CHECK(fifty < 96e6);
  // Room for 50 steps is made at once; the rest comes with them.
  CHECK(static_cast<double>(longer.bytes()) < 96e6);
}

TEST_CASE("packets tell what the weights' file told", "[pipeline][packet]") {
  const TrainedDenoiser& flow = *tiny_sd3().denoiser(ModelKind::flow);
  const auto [run, log] = send(small(ModelKind::flow));
  CHECK(log.full_size() == flow.full_size);
  REQUIRE(log.pointing().has_value() == flow.pointing.has_value());
  if (flow.pointing) {
    CHECK(log.pointing()->time == flow.pointing->time);
    CHECK(log.pointing()->image_reads_text.block == flow.pointing->image_reads_text.block);
    CHECK(log.pointing()->text_reads_image.accuracy == flow.pointing->text_reads_image.accuracy);
  }
}

TEST_CASE("attention comes through packets unchanged, cuts and masses too", "[pipeline][packet]") {
  const auto [run, log] = send(small(ModelKind::flow));
  for (int block = 0; block < log.shape().blocks; ++block) {
    CHECK(log.record().weights(1, block, 2, AttentionKind::joint) ==
          run.record().weights(1, block, 2, AttentionKind::joint));
    CHECK(log.record().mass(1, block, 2) == run.record().mass(1, block, 2));
    CHECK(log.record().cut(1, block).any() == (block == 1));
  }
}

TEST_CASE("a run without a record sends its progress and its picture", "[pipeline][packet]") {
  RunRequest request = small(ModelKind::flow);
  request.record = false;
  auto run = Run::start(tiny_sd3(), request);
  REQUIRE(run);
  run.value().advance();
  CHECK(step_packet(run.value()).size() < 1000);
  const auto [whole, log] = send(request);
  CHECK(log.finished());
  CHECK(log.steps_done() == 2);
  CHECK(log.steps()[1].t == whole.history()[1].t);
  CHECK(log.steps()[1].preview.rgb.empty());
  CHECK(log.picture().rgb == whole.picture().rgb);
}

TEST_CASE("the baseline's two attentions come through packets", "[pipeline][packet]") {
  const auto [run, log] = send(small(ModelKind::noise_cross));
  for (const AttentionKind kind : {AttentionKind::self, AttentionKind::cross}) {
    CHECK(log.record().weights(0, 1, 0, kind) == run.record().weights(0, 1, 0, kind));
  }
}

TEST_CASE("packets out of turn or broken are refused", "[pipeline][packet]") {
  auto run = Run::start(tiny_sd3(), small(ModelKind::flow));
  REQUIRE(run);
  const auto start = start_packet(run.value(), tiny_sd3());
  run.value().advance();
  const auto step = step_packet(run.value());

  RunLog log;
  CHECK_FALSE(log.take(step));
  CHECK_FALSE(log.take(std::span(start).first(start.size() / 2)));
  CHECK_FALSE(log.started());
  REQUIRE(log.take(start));
  CHECK_FALSE(log.take(start));
  REQUIRE(log.take(step));
  const auto again = log.take(step);
  REQUIRE_FALSE(again);
  CHECK(again.error().message().find("packet") != std::string::npos);
  CHECK(log.steps_done() == 1);
}

TEST_CASE("guidance's half-steps come through packets; without guidance there are none", "[pipeline][packet]") {
  RunRequest request = small(ModelKind::flow);
  request.guidance = 3;
  const auto [run, log] = send(request);
  const LoggedStep& step = log.steps()[1];
  CHECK(step.with_prompt == run.history()[1].with_prompt);
  CHECK(step.without_prompt == run.history()[1].without_prompt);
  const MatrixRM guided = step.without_prompt + 3.0f * (step.with_prompt - step.without_prompt);
  CHECK((guided - step.prediction).cwiseAbs().maxCoeff() < 1e-4f);
  request.guidance = 1;
  CHECK(send(request).log.steps()[1].with_prompt.size() == 0);
}

namespace {

/// The start packet with something said otherwise.
std::vector<std::byte> start_saying(const std::function<void(Json&)>& change) {
  const auto run = Run::start(tiny_sd3(), small(ModelKind::flow));
  REQUIRE(run);
  const auto bytes = start_packet(run.value(), tiny_sd3());
  const auto file = SafetensorsFile::borrow(bytes);
  REQUIRE(file);
  Json json = parse_json(file.value().metadata().at("json"));
  change(json);
  SafetensorsWriter writer;
  writer.set_metadata("packet", "start");
  writer.set_metadata("json", print_json(json));
  for (const TensorView& tensor : file.value().tensors()) {
    writer.add_raw(std::string(tensor.name), tensor.dtype, {tensor.shape.begin(), tensor.shape.end()},
                   {tensor.data.begin(), tensor.data.end()});
  }
  return writer.finish().value();
}

}  // namespace

TEST_CASE("the patch size is the model's own, and sizes are read whole", "[pipeline][packet]") {
  RunLog log;
  REQUIRE(log.take(start_saying([](Json& json) {
    json["patch"] = 4;
    json["image_tokens"] = 64;
  })));
  CHECK(log.shape().image_tokens() == 64);
  const auto refused = [](const char* key, const Json& value) {
    return !RunLog().take(start_saying([&](Json& json) { json[key] = value; }));
  };
  CHECK(refused("patch", 4));  // and yet 256 image tokens
  CHECK(refused("patch", 5));
  CHECK(refused("latent", {4, 32, 4294967328}));  // 32, cut to 32 bits
  CHECK(refused("image_tokens", 4294967552));
  CHECK_FALSE(refused("patch", 2));
}

TEST_CASE("packets carry numbers; the words of the stages stay at home", "[pipeline][packet]") {
  const auto start = start_saying([](Json& json) {
    for (const Json& stage : json["stages"]) {
      CHECK(stage.size() == 2);
      CHECK((stage.contains("shape") && stage.contains("parameters")));
    }
  });
  CHECK(RunLog().take(start));
}
