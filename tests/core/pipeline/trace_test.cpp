// The trace says what the blocks did: it agrees with the run's rows, its record and its own sums, and costs nothing
// where nobody asks.

#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "core/pipeline/run_log.h"
#include "core/pipeline/run_packet.h"
#include "tests/core/pipeline/tiny.h"

using namespace lesson;
using reference::check_close;

namespace {

constexpr int kWord = 2, kOther = 5;

RunRequest traced(const TinySd3& model, const std::string& kind = "flow") {
  RunRequest request = request_from_json("{\"model\": \"" + kind + "\"}", model).value();
  request.prompt = "a red crane near a river at night";
  request.steps = 2;
  request.trace = {{kWord, kOther, model.denoiser(request.model)->net.shape.context + 130}, true, true};
  return request;
}

Run finished(const TinySd3& model, const RunRequest& request) {
  auto run = run_to_end(model, request);
  INFO((run ? "" : run.error().message()));
  REQUIRE(run);
  return std::move(run).value();
}

/// The gate of a traced row's stream, of attention (0) or the feed-forward part (1).
RowVectorF gate(const BlockTrace& trace, const RunRequest& request, std::size_t row, int text_tokens, int sublayer) {
  const int stream = request.trace.rows[row] < text_tokens ? 0 : 1;
  return trace.mods.row(stream * kModsOfStream + 3 * sublayer + 2);
}

void near(const RowVectorF& got, const RowVectorF& want, const char* what) {
  const float size = std::max(1.0f, want.cwiseAbs().maxCoeff());
  check_close(MatrixRM(got / size), MatrixRM(want / size), 1e-5, what);
}

void check_blocks(const TinySd3& model, const std::string& kind = "flow") {
  const RunRequest request = traced(model, kind);
  const Run run = finished(model, request);
  const DenoiserShape& shape = model.denoiser(request.model)->net.shape;
  for (const StepRecord& step : run.history()) {
    REQUIRE(static_cast<int>(step.blocks.size()) == shape.blocks);
    for (std::size_t b = 0; b < step.blocks.size(); ++b) {
      const BlockTrace& block = step.blocks[b];
      const bool ends = kind == "flow" && b + 1 == step.blocks.size();
      for (int i = 0; i < 3; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const auto cell = [&](TraceCell which) -> RowVectorF { return block.cell(i, which); };
        INFO("block " << b << ", row " << i);
        if (b > 0) CHECK(cell(TraceCell::before) == RowVectorF(step.blocks[b - 1].cell(i, TraceCell::after)));
        const RowVectorF first = gate(block, request, at, shape.context, 0),
                         second = gate(block, request, at, shape.context, 1);
        near(cell(TraceCell::middle), cell(TraceCell::before) + first.cwiseProduct(cell(TraceCell::attention)),
             "middle");
        near(cell(TraceCell::after), cell(TraceCell::middle) + second.cwiseProduct(cell(TraceCell::mlp)), "after");
        CHECK(RowVectorF(block.turned.row(i * kGateFactors)) == cell(TraceCell::before));  // the identity
        near(block.turned.row(i * kGateFactors + kGateFactors - 1), cell(TraceCell::after), "gates as they are");
        if (ends && i < 2) {
          CHECK(cell(TraceCell::after) == cell(TraceCell::before));
          CHECK(block.cell(i, TraceCell::from_image).isZero());
          CHECK(first.isZero());
        } else {
          CHECK_FALSE(cell(TraceCell::after).isApprox(cell(TraceCell::before), 1e-3f));
        }
      }
      // What is left of a row's attention besides text and image is the layer's bias: the same for every row.
      const auto rest = [&](int row) -> RowVectorF {
        return gate(block, request, static_cast<std::size_t>(row), shape.context, 0)
                   .cwiseProduct(RowVectorF(block.cell(row, TraceCell::attention))) -
               block.cell(row, TraceCell::from_text) - block.cell(row, TraceCell::from_image);
      };
      near(rest(0), rest(1), "bias");
    }
  }
}

}  // namespace

TEST_CASE("what a trace says of a block adds up to what the block did", "[pipeline][trace]") {
  SECTION("flow") { check_blocks(tiny_sd3()); }
  SECTION("shared weights") { check_blocks(tiny_sd3(), "flow_shared"); }
}

TEST_CASE("a trace's weights, queries and keys are those of the run's record, cut or not",
          "[pipeline][trace][record]") {
  RunRequest request = traced(tiny_sd3());
  request.cut.quadrants.set(Quadrant::text_reads_image);
  request.cut.blocks = {1};
  const Run run = finished(tiny_sd3(), request);
  const int heads = run.shape().heads, dim = run.shape().width / heads;
  for (int block = 0; block < run.shape().blocks; ++block) {
    const BlockTrace& trace = run.history()[1].blocks[static_cast<std::size_t>(block)];
    for (int i = 0; i < 3; ++i) {
      const int token = request.trace.rows[static_cast<std::size_t>(i)];
      for (int head = 0; head < heads; ++head) {
        const MatrixRM row = trace.weights.row(i * heads + head);
        CHECK(row.sum() == Catch::Approx(1.0).margin(1e-4));
        check_close(row, run.record().rows(1, block, head, AttentionKind::joint, token, 1), 3e-4, "weights");
        const auto& entry = run.record().entry(1, block, AttentionKind::joint);
        const MatrixRM q = trace.cell(i, TraceCell::q).segment(head * dim, dim);
        check_close(q, entry.q.columns(head * dim, dim).row(token), 1e-3, "q");
        if (block == 1 && i < 2) CHECK(row.rightCols(run.shape().image_tokens()).isZero());
      }
    }
  }
}

TEST_CASE("a single-stream block is FLUX's own, with the image's weights on the same rows", "[pipeline][trace]") {
  const RunRequest request = traced(tiny_sd3());
  const Run run = finished(tiny_sd3(), request);
  for (const StepRecord& step : run.history()) {
    REQUIRE(step.singles.size() == step.blocks.size());
    for (std::size_t b = 0; b < step.singles.size(); ++b) {
      const BlockTrace& single = step.singles[b];
      CHECK(single.mods.topRows(kModsOfStream).isZero());
      CHECK(single.mods.middleRows(kModsOfStream, 3) == step.blocks[b].mods.middleRows(kModsOfStream, 3));
      for (int i = 0; i < 3; ++i) {
        const auto cell = [&](TraceCell which) -> RowVectorF { return single.cell(i, which); };
        CHECK(cell(TraceCell::before) == RowVectorF(step.blocks[b].cell(i, TraceCell::before)));
        const RowVectorF moved = RowVectorF(single.mods.row(kModsOfStream + 2))
                                     .cwiseProduct(cell(TraceCell::attention) + cell(TraceCell::mlp));
        near(cell(TraceCell::after), cell(TraceCell::before) + moved, "after");
        near(single.turned.row(i * kGateFactors + kGateFactors - 1), cell(TraceCell::after), "gates as they are");
      }
      // The image's queries are the same; the text's are made by the image's weights now.
      near(single.cell(2, TraceCell::q), step.blocks[b].cell(2, TraceCell::q), "image query");
      CHECK_FALSE(
          RowVectorF(single.cell(0, TraceCell::q)).isApprox(RowVectorF(step.blocks[b].cell(0, TraceCell::q)), 0.05f));
    }
  }
}

TEST_CASE("a trace leaves the run as it was, and nothing is traced unasked", "[pipeline][trace]") {
  RunRequest request = traced(tiny_sd3());
  const Run with = finished(tiny_sd3(), request);
  request.trace = {};
  const Run without = finished(tiny_sd3(), request);
  CHECK(with.picture_sha256() == without.picture_sha256());
  CHECK(without.history()[0].blocks.empty());
  CHECK(with.bytes() > without.bytes());
  const std::vector<std::byte> packet = step_packet(without);
  const auto file = SafetensorsFile::borrow(packet);
  REQUIRE(file);
  for (const TensorView& tensor : file.value().tensors()) CHECK(tensor.name.find("trace") == std::string_view::npos);
}

TEST_CASE("packets carry traces with and without a record", "[pipeline][trace][packet]") {
  for (const bool record : {true, false}) {
    RunRequest request = traced(tiny_sd3());
    request.record = record;
    request.trace.single = record;
    auto run = Run::start(tiny_sd3(), request);
    REQUIRE(run);
    RunLog log;
    REQUIRE(log.take(start_packet(run.value(), tiny_sd3())));
    CHECK(log.request().trace == request.trace);
    run.value().advance();
    const auto taken = log.take(step_packet(run.value()));
    INFO((taken ? "" : taken.error().message()));
    REQUIRE(taken);
    REQUIRE(log.steps()[0].blocks.size() == 4);
    CHECK(log.steps()[0].singles.size() == (record ? 4 : 0));
    const BlockTrace &got = log.steps()[0].blocks[2], &sent = run.value().history()[0].blocks[2];
    CHECK(got.cells == sent.cells);
    CHECK(got.weights == sent.weights);
    CHECK(got.mods == sent.mods);
    CHECK(got.hidden == sent.hidden);
    CHECK(got.turned == sent.turned);
    CHECK(log.bytes() > bytes_of(log.steps()[0].blocks));
    CHECK(static_cast<double>(bytes_of(log.steps()[0].blocks)) * kMaxRunSteps < 32e6);
  }
}

TEST_CASE("a packet whose trace is of another size, or not there, is refused", "[pipeline][trace][packet][errors]") {
  RunRequest request = traced(tiny_sd3());
  request.record = request.trace.single = false;
  auto run = Run::start(tiny_sd3(), request);
  REQUIRE(run);
  const auto begin = start_packet(run.value(), tiny_sd3());
  run.value().advance();
  const auto whole = step_packet(run.value());
  const auto file = SafetensorsFile::borrow(whole);
  REQUIRE(file);
  const auto refused = [&](const std::string& tensor, bool keep) {
    SafetensorsWriter writer;
    for (const auto& [key, value] : file.value().metadata()) writer.set_metadata(key, value);
    for (const TensorView& view : file.value().tensors()) {
      if (view.name != tensor) {
        writer.add_raw(std::string(view.name), view.dtype, {view.shape.begin(), view.shape.end()},
                       {view.data.begin(), view.data.end()});
      } else if (keep) {
        writer.add(tensor, MatrixRM(MatrixRM::Zero(1, 2)));
      }
    }
    RunLog log;
    REQUIRE(log.take(begin));
    const auto taken = log.take(writer.finish().value());
    REQUIRE_FALSE(taken);
    CHECK(log.steps_done() == 0);
    return taken.error().where;
  };
  for (const char* tensor : {"trace.0.cells", "trace.3.weights", "trace.1.mods", "trace.2.hidden", "trace.0.turned"}) {
    CHECK(refused(tensor, false) == tensor);
    CHECK(refused(tensor, true) == tensor);
  }
}

TEST_CASE("rows that cannot be traced are refused by name", "[pipeline][trace][errors]") {
  const auto where = [](auto change) {
    RunRequest request = traced(tiny_sd3());
    change(request);
    const auto run = Run::start(tiny_sd3(), request);
    REQUIRE_FALSE(run);
    return run.error().where;
  };
  CHECK(where([](RunRequest& r) { r.trace.rows = {-1}; }) == "trace.rows");
  CHECK(where([](RunRequest& r) { r.trace.rows = {333}; }) == "trace.rows");
  CHECK(where([](RunRequest& r) { r.trace.rows = {3, 3}; }) == "trace.rows");
  CHECK(where([](RunRequest& r) { r.trace.rows = {0, 1, 2, 3, 4, 5, 6, 7, 8}; }) == "trace.rows");
  CHECK(where([](RunRequest& r) {
          const RunTrace trace = r.trace;
          r = request_from_json(R"({"model": "ddpm"})", tiny_sd3()).value();
          r.trace = trace;
        }) == "trace.rows");
  const auto read = [](const char* json) { return request_from(parse_json(json), RunRequest{}); };
  CHECK(read(R"({"trace": {"rows": [1, 90], "cells": true}})").value().trace == RunTrace{{1, 90}, true, false});
  CHECK(read(R"({"trace": [1]})").error().where == "trace");
  CHECK(read(R"({"trace": {"rows": 1}})").error().where == "trace.rows");
  CHECK(read(R"({"trace": {"rows": [1.5]}})").error().where == "trace.rows");
  CHECK(read(R"({"trace": {"row": [1]}})").error().where == "trace.row");
  const RunRequest request = traced(tiny_sd3());
  CHECK(request_from(to_json(request), RunRequest{}).value().trace == request.trace);
}
