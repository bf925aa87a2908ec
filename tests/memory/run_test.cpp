// Runs with no memory left: what was refused is asked for again, of the same run or of a new one, and comes to the same
// picture.

#include <memory>

#include "core/io/sha256.h"
#include "core/pipeline/run_packet.h"
#include "tests/core/pipeline/tiny.h"
#include "tests/memory/repeat.h"
#include "widgets/page/run_desk.h"

using namespace lesson;
using testing::check;
using testing::must;
using testing::refuse_and_repeat;
using testing::refuse_each;

namespace {

RunRequest small_request() {
  RunRequest request = default_request(tiny_sd3());
  request.prompt = "two red cranes near a river";
  request.steps = 2;
  request.guidance = 1;
  request.record = false;
  return request;
}

RunRequest recorded() {
  RunRequest request = small_request();
  request.record = true;
  return request;
}

RunRequest traced() {
  RunRequest request = small_request();
  request.trace.rows = {0, 50};
  request.trace.single = true;
  return request;
}

RunRequest guided() {
  RunRequest request = small_request();
  request.guidance = 3;
  return request;
}

RunRequest from_picture() {
  RunRequest request = small_request();
  request.image.rgb.assign(tiny_sd3().picture_bytes(), 99);
  return request;
}

/// Everything a run left, but the times.
std::string left_by(const Run& run) {
  std::string left = run.picture_sha256() + std::to_string(run.bytes());
  for (const RunStage& stage : run.stages()) {
    const auto* numbers = reinterpret_cast<const std::byte*>(stage.tensor.data());
    left += sha256_hex({numbers, static_cast<std::size_t>(stage.tensor.size()) * sizeof(float)});
  }
  return left;
}

std::string whole_run(const RunRequest& request) {
  const auto run = run_to_end(tiny_sd3(), request);
  must(run);
  return left_by(run.value());
}

/// The same run goes on after a step that found no memory.
testing::Played refuse_steps(const RunRequest& request, std::size_t most) {
  const std::string expected = whole_run(request);
  bool whole = true;
  const auto scene = [&] {
    whole = true;
    auto run = Run::start(tiny_sd3(), request);
    must(run);
    bool refused = false;
    while (!run.value().finished()) {
      try {
        run.value().advance();
      } catch (const std::bad_alloc&) {
        testing::Allocations::relent();
        refused = true;
      }
    }
    whole = left_by(run.value()) == expected;
    if (refused) throw std::bad_alloc();
  };
  return refuse_each(scene, most, [&] { return whole; });
}

}  // namespace

TEST_CASE("a run that finds no memory leaves nothing, and paints the same the next time", "[memory]") {
  check("a run", refuse_and_repeat([request = small_request()] { return whole_run(request); }, 60));
  check("a recorded run", refuse_and_repeat([request = recorded()] { return whole_run(request); }, 60));
  check("a guided run", refuse_and_repeat([request = guided()] { return whole_run(request); }, 60));
  check("a run from a picture", refuse_and_repeat([request = from_picture()] { return whole_run(request); }, 60));
}

TEST_CASE("a step that finds no memory can be taken again", "[memory]") {
  check("steps", refuse_steps(small_request(), 60));
  check("recorded steps", refuse_steps(recorded(), 60));
  check("traced steps", refuse_steps(traced(), 60));
  check("guided steps", refuse_steps(guided(), 60));
}

/// As an engine's second thread uses it: for one model after another, whose blocks are of other sizes.
TEST_CASE("a forward's buffers outlive a model for which there was no memory", "[memory]") {
  std::vector<HalfStep> at;
  std::vector<WithoutPrompt> halves;
  for (const ModelKind kind : {ModelKind::flow_cross, ModelKind::flow, ModelKind::flow_shared}) {
    RunRequest request = default_request(tiny_sd3(), kind);
    request.guidance = 3;
    const auto run = Run::start(tiny_sd3(), request);
    REQUIRE(run);
    at.push_back(*run.value().other_half());
    halves.push_back(run.value().without_prompt());
  }
  bool whole = true;
  const auto scene = [&] {
    whole = true;
    ForwardScratch scratch;
    const auto answers = [&] {
      MatrixRM sum = halves[0].predict(at[0], scratch);
      for (std::size_t i = 1; i < halves.size(); ++i) sum += halves[i].predict(at[i], scratch);
      return sum;
    };
    static const MatrixRM expected = answers();
    try {
      whole = answers() == expected;
    } catch (const std::bad_alloc&) {
      testing::Allocations::relent();
      whole = answers() == expected;
      throw;
    }
  };
  check("buffers", refuse_each(scene, testing::kAll, [&] { return whole; }));
}

TEST_CASE("a desk that finds no memory for a request has taken it, or has not", "[memory]") {
  const RunRequest request = recorded();
  bool whole = true;
  const auto scene = [&] {
    whole = true;
    RunDesk desk;
    const auto ask = [&] { desk.request("a slot of more letters than a short text has room for", request); };
    const auto waits_in_vain = [&] {
      const RunSlot* slot = desk.find("a slot of more letters than a short text has room for");
      bool ordered = false;
      while (const auto order = desk.take_order()) ordered |= order->request.has_value();
      return desk.find("") || ordered != (slot && slot->phase == RunPhase::waiting);
    };
    for (int times = 0; times < 2; ++times) {
      try {
        ask();
      } catch (const std::bad_alloc&) {
        testing::Allocations::relent();
        whole = !waits_in_vain();
        ask();
        whole = whole && !waits_in_vain();
        throw;
      }
    }
    whole = !waits_in_vain();
  };
  check("a desk", refuse_each(scene, testing::kAll, [&] { return whole; }));
}
