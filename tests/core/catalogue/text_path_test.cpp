#include "core/catalogue/text_path.h"

#include <catch_amalgamated.hpp>

#include "tests/core/catalogue/at.h"

using namespace lesson::catalogue;

namespace {
const TextStep* find(const std::vector<TextStep>& steps, TextOp op) {
  for (const TextStep& step : steps) {
    if (step.op == op) return &step;
  }
  return nullptr;
}
}  // namespace

TEST_CASE("SD3: channels, zeros, sequence, one Linear") {
  const TextPath path = text_path(at("sd3-medium"));
  REQUIRE(path.sequence.size() == 7);
  CHECK(path.sequence[0].output.shape == Shape{77, 768});
  CHECK(path.sequence[1].output.shape == Shape{77, 1280});
  CHECK(path.sequence[2].output.shape == Shape{256, 4096});
  const TextStep& channels = path.sequence[3];
  CHECK(channels.op == TextOp::concat_channels);
  CHECK(channels.output.shape == Shape{77, 2048});
  CHECK(std::string(axis_of(channels.op)) == "channels");
  const TextStep& pad = path.sequence[4];
  CHECK(pad.op == TextOp::pad_channels);
  CHECK(pad.output.shape == Shape{77, 4096});
  CHECK(pad.zero_columns == 2048);
  const TextStep& rows = path.sequence[5];
  CHECK(rows.op == TextOp::concat_rows);
  CHECK(rows.output.shape == Shape{333, 4096});
  CHECK(std::string(axis_of(rows.op)) == "sequence");
  CHECK(path.sequence[6].op == TextOp::linear);
  CHECK(path.sequence[6].output.shape == Shape{333, 1536});
}

TEST_CASE("SD3: the pooled vectors go their own way") {
  const TextPath path = text_path(at("sd3.5-large", 1024, 154));
  REQUIRE(path.pooled.size() == 4);
  CHECK(path.pooled[0].output.shape == Shape{768});
  CHECK(path.pooled[1].output.shape == Shape{1280});
  CHECK(path.pooled[2].output.shape == Shape{2048});
  CHECK(path.pooled[3].op == TextOp::mlp);
  CHECK(path.pooled[3].output.shape == Shape{2432});
  CHECK(path.sequence.back().output.shape == Shape{154, 2432});
}

TEST_CASE("FLUX: T5's rows, CLIP-L pooled only") {
  const Setting flux = at("flux.1-dev");
  const TextPath path = text_path(flux);
  REQUIRE(path.sequence.size() == 2);
  CHECK(path.sequence[0].output.shape == Shape{512, 4096});
  CHECK(path.sequence[1].output.shape == Shape{512, 3072});
  CHECK(find(path.sequence, TextOp::pad_channels) == nullptr);
  REQUIRE(path.pooled.size() == 2);
  CHECK(path.pooled[0].output.shape == Shape{768});
  CHECK(path.pooled[1].output.shape == Shape{3072});
  CHECK(text_sequence_shape(flux) == Shape{512, 4096});
  CHECK(pooled_shape(flux) == Shape{768});
}

TEST_CASE("the older models") {
  CHECK(text_path(at("sd1.5")).sequence.back().output.shape == Shape{77, 768});
  CHECK(text_path(at("sd1.5")).pooled.empty());
  CHECK(pooled_shape(at("sd1.5")).empty());
  CHECK(text_path(at("sdxl")).sequence.back().output.shape == Shape{77, 2048});
  CHECK(pooled_shape(at("sdxl")) == Shape{1280});
  CHECK(text_path(at("dit-b/2")).sequence.empty());
  CHECK(text_sequence_shape(at("dit-b/2")).empty());
}

TEST_CASE("the tiny SD3 joins its readers as SD3 does") {
  const Setting tiny = at("tiny-sd3");
  const TextPath path = text_path(tiny);
  const TextStep* join = find(path.sequence, TextOp::concat_channels);
  REQUIRE(join != nullptr);
  CHECK(join->output.shape == Shape{33, 160});
  const TextStep* rows = find(path.sequence, TextOp::concat_rows);
  REQUIRE(rows != nullptr);
  CHECK(rows->inputs[1].shape == Shape{44, 160});
  CHECK(path.sequence.back().output.shape == Shape{77, 128});
  CHECK(text_sequence_shape(tiny) == Shape{77, 160});
  CHECK(pooled_shape(tiny) == Shape{160});
}

TEST_CASE("the lesson projects each encoder on its own") {
  const TextPath path = text_path(at("lesson-1101"));
  CHECK(path.sequence.back().op == TextOp::combine);
  CHECK(path.sequence.back().inputs.size() == 3);
  CHECK(path.sequence.back().output.shape[0] == 77);
}

TEST_CASE("every join adds up, every step takes what an earlier one gave") {
  for (const ModelSpec& model : models()) {
    INFO(model.key);
    const TextPath path = text_path(at(model.key));
    for (const auto* steps : {&path.sequence, &path.pooled}) {
      std::vector<Shape> known;
      for (const TextStep& step : *steps) {
        INFO(step.title);
        for (const NamedShape& input : step.inputs) {
          if (input.shape.empty()) continue;  // the prompt
          CHECK(std::find(known.begin(), known.end(), input.shape) != known.end());
        }
        if (!std::string(axis_of(step.op)).empty() && step.op != TextOp::pad_channels) {
          std::int64_t sum = 0;
          for (const NamedShape& input : step.inputs) sum += entries(input.shape);
          CHECK(entries(step.output.shape) == sum);
        }
        known.push_back(step.output.shape);
      }
    }
    if (!path.sequence.empty()) {
      CHECK(path.sequence.back().output.shape[0] == at(model.key).text_tokens);
    }
  }
}
