// The engine's thread: runs arrive whole at the desk, can be cancelled, and fail in words.

#include "shell/native/engine.h"

#include <catch_amalgamated.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "shell/native/files.h"
#include "shell/native/tiny_sd3_files.h"
#include "shell/native/two_threads.h"
#include "tests/core/pipeline/tiny.h"
#include "tests/shell/temporary_folder.h"

using namespace lesson;
using namespace std::chrono_literals;

namespace {

const TinySd3& model() {
  static const TinySd3 loaded = [] {
    const auto bytes = read_file(std::string(LESSON_WEIGHTS) + "/tiny-sd3.safetensors");
    REQUIRE(bytes);
    auto result = TinySd3::load(bytes.value());
    REQUIRE(result);
    return std::move(result).value();
  }();
  return loaded;
}

RunRequest two_steps(const char* prompt) {
  RunRequest request = default_request(model());
  request.prompt = prompt;
  request.steps = 2;
  return request;
}

/// Pumps until `done`; gives up after a minute, so that a hang is a failed test.
template <class Done>
bool pump_until(Engine& engine, Done done) {
  const auto give_up = std::chrono::steady_clock::now() + 60s;
  while (!done() && std::chrono::steady_clock::now() < give_up) {
    engine.pump();
    std::this_thread::sleep_for(1ms);
  }
  return done();
}

}  // namespace

TEST_CASE("two threads give the numbers of one, bit by bit", "[engine]") {
  RunRequest request = two_steps("a red cat");
  request.sampler = GENERATE(RunSampler::euler, RunSampler::heun);
  request.guidance = GENERATE(1.0, 3.0);
  const auto one = run_to_end(model(), request);
  const auto two = run_to_end(model(), request, {.take_step = advance_in_two_threads()});
  REQUIRE(one);
  REQUIRE(two);
  CHECK(one.value().picture_sha256() == two.value().picture_sha256());
  CHECK(one.value().latent() == two.value().latent());
}

TEST_CASE("a run asked for at the desk arrives there", "[engine]") {
  RunDesk desk;
  Engine engine(model(), desk);
  CHECK(desk.available());
  desk.request(kPageRun, two_steps("a cat on a beach"));
  REQUIRE(pump_until(engine, [&] { return desk.find(kPageRun)->phase == RunPhase::done; }));
  CHECK(desk.find(kPageRun)->log->steps_done() == 2);
  CHECK_FALSE(desk.find(kPageRun)->log->picture().rgb.empty());
}

TEST_CASE("a newer request overtakes", "[engine]") {
  RunDesk desk;
  Engine engine(model(), desk);
  RunRequest slow = two_steps("a dog in a field");
  slow.steps = kMaxRunSteps;
  desk.request(kPageRun, slow);
  REQUIRE(pump_until(engine, [&] { return desk.find(kPageRun)->phase == RunPhase::running; }));
  desk.request(kPageRun, two_steps("a cat in the snow"));
  REQUIRE(pump_until(engine, [&] { return desk.find(kPageRun)->phase == RunPhase::done; }));
  CHECK(desk.find(kPageRun)->log->request().prompt == "a cat in the snow");
  CHECK_FALSE(engine.busy());
}

TEST_CASE("a run wanted now goes before those that can wait, and they go on after it", "[engine]") {
  RunDesk desk;
  Engine engine(model(), desk);
  RunRequest slow = two_steps("a dog in a field");
  slow.steps = 30;
  slow.record = false;
  desk.request("slow", slow, Urgency::when_idle);
  desk.request("next", two_steps("a house in a city"), Urgency::when_idle);
  REQUIRE(pump_until(engine, [&] { return desk.find("slow")->phase == RunPhase::running; }));
  desk.request(kPageRun, two_steps("a cat in the snow"));
  REQUIRE(pump_until(engine, [&] { return desk.find(kPageRun)->phase == RunPhase::done; }));
  CHECK(desk.find("slow")->phase == RunPhase::running);
  CHECK(desk.find("next")->phase == RunPhase::waiting);
  REQUIRE(pump_until(engine, [&] { return desk.find("next")->phase == RunPhase::done; }));
  CHECK(desk.find("slow")->phase == RunPhase::done);
  CHECK(desk.find("slow")->log->steps_done() == 30);
}

TEST_CASE("a run that has not begun can be taken back", "[engine]") {
  RunDesk desk;
  Engine engine(model(), desk);
  RunRequest slow = two_steps("a dog in a field");
  slow.steps = kMaxRunSteps;
  desk.request("slow", slow, Urgency::when_idle);
  desk.request("next", two_steps("a house in a city"), Urgency::when_idle);
  engine.pump();
  desk.cancel("slow");
  desk.cancel("next");
  REQUIRE(pump_until(engine, [&] { return !engine.busy(); }));
  CHECK(desk.find("next")->phase == RunPhase::empty);
  CHECK_FALSE(desk.find("slow")->phase == RunPhase::done);
}

TEST_CASE("a request the model refuses fails in words", "[engine]") {
  RunDesk desk;
  Engine engine(model(), desk);
  RunRequest request = two_steps("a cat");
  request.guidance = -1;
  desk.request(kPageRun, request);
  REQUIRE(pump_until(engine, [&] { return desk.find(kPageRun)->phase == RunPhase::failed; }));
  CHECK(desk.find(kPageRun)->problem.find("guidance") != std::string::npos);
}

namespace {

const std::filesystem::path kWeights = LESSON_WEIGHTS;

void copy_weights(const tests::TemporaryFolder& folder, std::initializer_list<const char*> names) {
  for (const char* name : names) std::filesystem::copy_file(kWeights / name, folder / name);
}

}  // namespace

TEST_CASE("a denoiser whose file is missing takes no other with it", "[engine]") {
  const tests::TemporaryFolder folder;
  copy_weights(folder, {"tiny-sd3.safetensors"});
  const auto arm = random_arm(tiny_sd3(), ModelKind::noise_cross);
  REQUIRE(write_file((folder / "tiny-sd3-noise-cross.safetensors").string(), arm));
  const auto loaded = load_whole_tiny_sd3(folder.path());
  REQUIRE(loaded);
  CHECK(loaded.value().denoiser(ModelKind::noise_cross));
  CHECK_FALSE(loaded.value().denoiser(ModelKind::flow_shared));
}

TEST_CASE("a weights file that is there and broken is named, not passed over", "[engine]") {
  const tests::TemporaryFolder folder;
  copy_weights(folder, {"tiny-sd3.safetensors"});
  std::ofstream(folder / "tiny-sd3-noise-cross.safetensors") << "not weights";
  const auto loaded = load_whole_tiny_sd3(folder.path());
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().message().find("tiny-sd3-noise-cross.safetensors") != std::string::npos);
}
