#include "core/catalogue/pipeline_steps.h"

#include <catch_amalgamated.hpp>

#include <string>

#include "core/catalogue/thirteen_steps.h"
#include "tests/core/catalogue/at.h"

using namespace lesson::catalogue;
using Catch::Matchers::ContainsSubstring;

namespace {
const Shape& shape_of(const PipelineStep& step, const std::string& name) {
  for (const NamedShape& tensor : step.tensors) {
    if (tensor.name == name) return tensor.shape;
  }
  static const Shape none;
  return none;
}
}  // namespace

namespace {
const PipelineStep& step_of(const std::vector<PipelineStep>& steps, const char* id) {
  return steps[static_cast<std::size_t>(lesson::stage(id).number) - 1];
}
}  // namespace

TEST_CASE("every model has the thirteen steps of the one list, under its ids and lessons") {
  for (const ModelSpec& model : models()) {
    const auto steps = pipeline_steps(at(model.key));
    INFO(model.key);
    REQUIRE(steps.size() == lesson::kStages);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      INFO(steps[i].title);
      const lesson::Stage& stage = lesson::stage(static_cast<int>(i) + 1);
      CHECK(steps[i].number == stage.number);
      CHECK(std::string(steps[i].id) == stage.id);
      CHECK(std::string(steps[i].lesson) == stage.lesson);
      CHECK_FALSE(steps[i].title.empty());
      CHECK(steps[i].tensors.empty() == steps[i].absent);
      CHECK((!steps[i].absent || !steps[i].note.empty()));
    }
  }
}

TEST_CASE("SD3 Medium at 1024 px, the corrected trace") {
  const auto steps = pipeline_steps(at("sd3-medium"));
  CHECK(shape_of(steps[0], "tokens") == Shape{77, 768});
  CHECK(shape_of(steps[0], "pooled") == Shape{768});
  CHECK(shape_of(steps[1], "tokens") == Shape{77, 1280});
  CHECK(shape_of(steps[1], "pooled") == Shape{1280});
  CHECK(shape_of(steps[2], "tokens") == Shape{256, 4096});
  CHECK(shape_of(steps[3], "pooled text") == Shape{2048});
  CHECK(shape_of(steps[3], "c") == Shape{1536});
  REQUIRE(steps[4].tensors.size() == 4);
  CHECK(steps[4].tensors[0].shape == Shape{77, 2048});
  CHECK(steps[4].tensors[1].shape == Shape{77, 4096});
  CHECK(steps[4].tensors[2].shape == Shape{333, 4096});
  CHECK(steps[4].tensors[3].shape == Shape{333, 1536});
  CHECK(shape_of(steps[5], "latent") == Shape{16, 128, 128});
  CHECK(shape_of(steps[5], "patches") == Shape{4096, 64});
  CHECK(shape_of(steps[5], "image tokens") == Shape{4096, 1536});
  CHECK(shape_of(steps[6], "joint tokens") == Shape{4429, 1536});
  CHECK(shape_of(steps[7], "Q, K, V") == Shape{24, 4429, 64});
  CHECK(shape_of(steps[7], "weights") == Shape{24, 4429, 4429});
  CHECK_THAT(steps[7].note, ContainsSubstring("470,784,984"));
  CHECK_THAT(steps[7].note, ContainsSubstring("942 MB"));
  CHECK_THAT(steps[7].note, ContainsSubstring("23 full"));
  CHECK(shape_of(steps[8], "image tokens") == Shape{4096, 1536});
  CHECK(shape_of(steps[9], "patches") == Shape{4096, 64});
  CHECK(shape_of(steps[9], "velocity") == Shape{16, 128, 128});
  CHECK(shape_of(steps[10], "latent") == Shape{16, 128, 128});
  CHECK_THAT(steps[11].note, ContainsSubstring("28 times"));
  CHECK_THAT(steps[11].note, ContainsSubstring("Two forwards"));
  CHECK(shape_of(steps[12], "image") == Shape{3, 1024, 1024});
  CHECK_THAT(steps[12].note, ContainsSubstring("z / 1.5305 + 0.0609"));
}

TEST_CASE("what is repeated is what a run does again: the time part of step 4, and 6 to 11") {
  for (int number = 1; number <= lesson::kStages; ++number) {
    CHECK(lesson::stage(number).repeated == (number == 4 || (number >= 6 && number <= 11)));
    CHECK(lesson::stage(number).repeated == lesson::stage(number, false).repeated);
    CHECK(std::string(lesson::stage(number).lesson) == lesson::stage(number, false).lesson);
  }
  const std::string again = lesson::stage("repeat").name;
  CHECK_THAT(again, ContainsSubstring("4's time part") && ContainsSubstring("6 to 11"));
}

TEST_CASE("FLUX.1-dev at 1024 px") {
  const auto steps = pipeline_steps(at("flux.1-dev"));
  CHECK(shape_of(steps[0], "tokens").empty());
  CHECK(shape_of(steps[0], "pooled") == Shape{768});
  CHECK(steps[1].absent);
  CHECK(shape_of(steps[2], "tokens") == Shape{512, 4096});
  CHECK(shape_of(step_of(steps, "condition"), "guidance features") == Shape{256});
  CHECK(shape_of(step_of(steps, "text_tokens"), "text tokens") == Shape{512, 3072});
  CHECK(shape_of(step_of(steps, "concatenate"), "joint tokens") == Shape{4608, 3072});
  CHECK(shape_of(step_of(steps, "blocks"), "Q, K, V") == Shape{24, 4608, 128});
  CHECK_THAT(step_of(steps, "repeat").note, ContainsSubstring("One forward"));
  CHECK_THAT(step_of(steps, "decode").note, ContainsSubstring("z / 0.3611 + 0.1159"));
  CHECK(shape_of(step_of(pipeline_steps(at("flux.1-schnell")), "condition"), "guidance features").empty());
}

TEST_CASE("what the older models do not have is said") {
  const auto sd15 = pipeline_steps(at("sd1.5"));
  CHECK(shape_of(step_of(sd15, "text_tokens"), "CLIP ViT-L/14") == Shape{77, 768});
  CHECK(sd15[1].absent);
  CHECK(sd15[2].absent);
  CHECK(step_of(sd15, "concatenate").absent);
  CHECK(step_of(sd15, "split").absent);
  CHECK(shape_of(step_of(sd15, "blocks"), "cross weights") == Shape{8, 4096, 77});
  const auto sdxl = pipeline_steps(at("sdxl"));
  CHECK(shape_of(step_of(sdxl, "condition"), "pooled and sizes") == Shape{2816});
  const auto dit = pipeline_steps(at("dit-xl/2"));
  CHECK(step_of(dit, "text_tokens").absent);
  CHECK(shape_of(step_of(dit, "unpatchify"), "patches") == Shape{256, 32});
  CHECK(shape_of(step_of(dit, "unpatchify"), "noise and variance") == Shape{8, 32, 32});
}
