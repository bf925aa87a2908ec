// The core with no memory left, at every single allocation: nothing leaks, and what was there stays as it was.

#include <memory>
#include <new>

#include "core/flow/world.h"
#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "core/pipeline/run_log.h"
#include "core/pipeline/run_packet.h"
#include "core/simd/workspace.h"
#include "tests/core/pipeline/tiny.h"
#include "tests/memory/report.h"
#include "widgets/attention_quadrants/sources/capture.h"
#include "widgets/state/link.h"

using namespace lesson;
using testing::Allocations;
using testing::check;
using testing::must;
using testing::refuse_each;

namespace {

std::vector<std::uint8_t> small_capture() {
  SafetensorsWriter writer;
  writer.set_metadata("format", "lesson-attention-1");
  writer.set_metadata("heads", "2");
  writer.set_metadata("text_tokens", "2");
  writer.set_metadata("tokens", R"(["a","a word of more letters than a short text has room for"])");
  for (const char* name : {"block.0.q", "block.0.k", "block.1.q", "block.1.k"})
    writer.add(name, MatrixRM(MatrixRM::Constant(6, 8, 0.5f)));
  const auto file = writer.finish();
  const auto* data = reinterpret_cast<const std::uint8_t*>(file.value().data());
  return {data, data + file.value().size()};
}

}  // namespace

TEST_CASE("memory that is refused is noticed, and so are leaks, broken promises and crashes", "[memory]") {
  Allocations::refuse_nth(1);
  CHECK_THROWS_AS(MatrixRM(100, 100), std::bad_alloc);
  Allocations::refuse_nth(0);
  static int* volatile seen = nullptr;  // or the compiler would see that nobody looks at these
  const auto block = [] { seen = new int(1); };
  const auto allocate = [=] {
    block();
    delete seen;
    block();
    delete seen;
  };
  CHECK(refuse_each(allocate).allocations == 2);
  CHECK(refuse_each(allocate).aloud == 4);  // each alone, and with all after it
  CHECK(refuse_each(allocate, testing::kAll, [] { return false; }).broken == 4);
  const auto leak = [=] {
    block();
    int* const kept = seen;
    block();
    delete seen;
    delete kept;
  };
  CHECK(refuse_each(leak).leaky == 2);
  CHECK(refuse_each([=]() noexcept { allocate(); }).crashed == 4);
  const auto careless = [] {
    seen = new (std::nothrow) int(2);
    *seen = 3;
    delete seen;
  };
  CHECK(refuse_each(careless).crashed == 2);
  const auto twice = [=] {
    try {
      block();
    } catch (const std::bad_alloc&) {
      block();
    }
    delete seen;
  };
  CHECK(refuse_each(twice).aloud == 1);  // where memory is gone for good
}

TEST_CASE("a matrix that finds no memory for another size stands empty, and takes one later", "[memory]") {
  const auto check_empty = [](auto matrix, Eigen::Index rows, Eigen::Index cols) {
    Allocations::refuse_nth(1);
    CHECK_THROWS_AS(matrix.resize(rows, cols), std::bad_alloc);
    Allocations::refuse_nth(0);
    CHECK(matrix.size() == 0);
    CHECK(matrix.data() == nullptr);
    matrix.setOnes(rows, cols);
    CHECK(static_cast<double>(matrix.sum()) == static_cast<double>(rows * cols));
  };
  check_empty(MatrixRM(MatrixRM::Zero(3, 4)), 30, 40);
  check_empty(VectorF(VectorF::Zero(3)), 30, 1);
  check_empty(RowVectorF(RowVectorF::Zero(3)), 1, 30);
  check_empty(Points(Points::Zero(3, 2)), 30, 2);
}

TEST_CASE("a working room that finds no memory takes what it has had before", "[memory]") {
  simd::Workspace<float> room;
  REQUIRE(room.take(100));
  Allocations::refuse_nth(1);
  CHECK_THROWS_AS(room.take(1000), std::bad_alloc);
  Allocations::refuse_nth(0);
  CHECK(room.take(50) != nullptr);
}

TEST_CASE("without memory a state is what it was or what it was to be", "[memory]") {
  struct State {
    int steps = 3;
    float t = 0.5f;
    std::string prompt = "a prompt of more letters than a short text has room for";
    std::string note = "another one that is too long to be kept without a block of its own";
  } s;
  const Fields fields = {{"steps", "Steps", "", IntField{&s.steps, 1, 100}},
                         {"t", "Time", "", NumberField{&s.t, 0, 1}},
                         {"prompt", "Prompt", "", TextField{&s.prompt, 400}},
                         {"note", "Note", "", TextField{&s.note, 400}}};
  const std::string before = fields_to_json(fields);
  const std::string after =
      R"({"steps":7,"t":0.25,"prompt":")" + std::string(150, 'x') + R"(","note":")" + std::string(190, 'y') + "\"}";
  const auto whole = [&] {
    const std::string now = fields_to_json(fields);
    return now == before || now == after;
  };
  const auto set = [&] {
    s = State();
    must(fields_from_json(fields, after));
  };
  const auto refused = [&] {
    s = State();
    must(!fields_from_json(fields, R"({"steps":9,"prompt":7})"));
  };
  const auto follow = [&] { must(state_from_link(fields, "v1.steps=7;note=a+b", before)); };
  check("a state", refuse_each(set, testing::kAll, whole));
  check("a state that is refused", refuse_each(refused, testing::kAll, whole));
  check("a link", refuse_each(follow));
}

TEST_CASE("without memory a file, a capture and a request are refused, and leave nothing", "[memory]") {
  const auto bytes = small_capture();
  const auto file = [&] {
    const auto read = SafetensorsFile::borrow(std::as_bytes(std::span(bytes)));
    must(read);
    must(to_matrix(*read.value().find("block.0.q")));
  };
  const auto capture = [&] {
    const auto opened = open_capture("a file with a name that is long enough.safetensors", bytes);
    must(opened);
    must(opened.value()->slice({0, 1, 1}));
  };
  const auto other = [] { must(!open_capture("a.txt", {})); };
  const auto request = [] { must(request_from_json(R"({"prompt":"a cat","cut":{"blocks":[1,2]}})", tiny_sd3())); };
  check("a safetensors file", refuse_each(file));
  check("a capture", refuse_each(capture));
  check("a file of another kind", refuse_each(other));
  check("a run request", refuse_each(request));
}

TEST_CASE("a packet that finds no memory leaves the steps that had arrived", "[memory]") {
  RunRequest request = default_request(tiny_sd3());
  request.steps = 2;
  request.guidance = 1;
  auto run = Run::start(tiny_sd3(), request);
  REQUIRE(run);
  RunLog before;
  REQUIRE(before.take(start_packet(run.value(), tiny_sd3())));
  run.value().advance();
  REQUIRE(before.take(step_packet(run.value())));
  run.value().advance();
  const auto second = step_packet(run.value());
  bool kept = true;
  const auto scene = [&] {
    kept = true;  // a copy that finds no memory never comes to the packet
    RunLog log = before;
    kept = false;
    try {
      must(log.take(second));
      kept = log.steps_done() == 2;
    } catch (const std::bad_alloc&) {
      kept = log.steps_done() == 1 && log.steps()[0].latent == before.steps()[0].latent;
      throw;
    }
  };
  check("a packet", refuse_each(scene, 80, [&] { return kept; }));
}
