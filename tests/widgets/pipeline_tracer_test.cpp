// The tracer's view of nothing, of a run under way, and of one that failed. Whole runs are tested in shell/engine.

#include "widgets/pipeline_tracer.h"

#include <catch_amalgamated.hpp>

using namespace lesson;

namespace {

struct Bench {
  RunDesk desk;
  Selection shared;
  PipelineTracer tracer{shared};

  Bench() { shared.desk = &desk; }
};

}  // namespace

TEST_CASE("without a model the tracer says so and offers no run", "[tracer]") {
  Bench bench;
  CHECK(bench.tracer.describe().find("No trained model") != std::string::npos);
  REQUIRE(bench.tracer.table().rows.size() == 1);
  CHECK(bench.tracer.table().rows[0][1].find("No trained model") != std::string::npos);
}

TEST_CASE("the tracer asks for what its controls say", "[tracer]") {
  Bench bench;
  REQUIRE(fields_from_json(bench.tracer.fields(),
                           R"({"prompt":"a crane near a river","seed":7,"steps":10,"model":"ddpm","t5":false})"));
  bench.tracer.state_changed();
  const RunRequest request = bench.tracer.request();
  CHECK(request.prompt == "a crane near a river");
  CHECK(request.seed == 7);
  CHECK(request.steps == 10);
  CHECK(request.model == ModelKind::ddpm);
  CHECK(request.sampler == RunSampler::ddim);
  CHECK(request.drop.has(TextEncoder::t5));
  CHECK_FALSE(request.drop.has(TextEncoder::clip_l));
}

TEST_CASE("a failed run is told in words", "[tracer]") {
  Bench bench;
  bench.desk.set_available(true);
  bench.desk.set_loaded(1);
  bench.desk.request(kPageRun, bench.tracer.request());
  const auto order = bench.desk.take_order();
  REQUIRE(order);
  bench.desk.fail(order->ticket, "The worker ran out of memory.");
  CHECK(bench.tracer.describe().find("ran out of memory") != std::string::npos);
}

TEST_CASE("while the model's files arrive the tracer tells how far", "[tracer]") {
  Bench bench;
  bench.desk.set_available(true);
  bench.desk.set_loaded(0.25);
  bench.desk.request(kPageRun, bench.tracer.request());
  CHECK(bench.tracer.describe().find("25 %") != std::string::npos);
}
