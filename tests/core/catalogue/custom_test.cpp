#include "core/catalogue/custom.h"

#include <catch_amalgamated.hpp>

#include "core/catalogue/count.h"
#include "core/catalogue/flops.h"
#include "core/catalogue/parameters.h"
#include "core/catalogue/pipeline_steps.h"
#include "core/catalogue/thirteen_steps.h"
#include "core/catalogue/tokens.h"
#include "tests/core/catalogue/at.h"

using namespace lesson::catalogue;

TEST_CASE("the custom defaults are SD3 Medium's numbers") {
  const auto custom = make_custom({});
  REQUIRE(custom);
  const Setting sd3 = at("sd3-medium");
  CHECK(denoiser_parameters(custom.value()) == denoiser_parameters(sd3));
  CHECK(forward_flops(custom.value()) == forward_flops(sd3));
  CHECK(joint_tokens(custom.value()) == joint_tokens(sd3));
  CHECK(pipeline_parameters(custom.value()).total() == pipeline_parameters(sd3).total());
}

TEST_CASE("FLUX's numbers after FLUX's recipe") {
  CustomNumbers numbers;
  numbers.recipe = Recipe::flux;
  numbers.heads = 24;
  numbers.head_dim = 128;
  numbers.blocks = 19;
  numbers.single_blocks = 38;
  numbers.text_tokens = 256;
  const auto custom = make_custom(numbers);
  REQUIRE(custom);
  CHECK(denoiser_parameters(custom.value()) == 11'891'178'560);
}

TEST_CASE("every bound holds on both sides") {
  for (const CustomField& field : custom_fields()) {
    for (const int outside : {field.bounds.min - 1, field.bounds.max + 1}) {
      CustomNumbers numbers;
      numbers.*field.value = outside;
      INFO(field.key << " = " << outside);
      const auto made = make_custom(numbers);
      REQUIRE_FALSE(made);
      CHECK(made.error().where == field.key);
      CHECK(made.error().got == std::to_string(outside));
      CHECK_FALSE(made.error().expected.empty());
    }
    CHECK(CustomNumbers{}.*field.value == field.bounds.initial);
  }
}

TEST_CASE("numbers that do not go together say what would") {
  const auto where = [](CustomNumbers numbers) {
    const auto made = make_custom(numbers);
    return made ? std::string("fits") : made.error().where;
  };
  CHECK(where({.vae_factor = 6}) == "vae-factor");
  CHECK(where({.image_px = 1000}) == "image-px");
  CHECK(where({.image_px = 8, .vae_factor = 16}) == "image-px");
  CHECK(where({.text_tokens = 77}) == "text-tokens");
  CHECK(where({.recipe = Recipe::flux, .text_tokens = 77}) == "fits");
  CHECK(where({.heads = 128, .head_dim = 128}) == "heads");
  CHECK(where({.image_px = 8192, .vae_factor = 1, .patch = 1}) == "image-px");
}

TEST_CASE("the largest custom model stays inside 64 bits") {
  CustomNumbers numbers;
  numbers.recipe = Recipe::flux;
  numbers.image_px = 704;  // 704 * 704 = 495,616 tokens of one pixel each
  numbers.vae_factor = 1;
  numbers.latent_channels = 64;
  numbers.patch = 1;
  numbers.text_tokens = 2048;
  numbers.heads = 128;
  numbers.head_dim = 64;
  numbers.blocks = 128;
  numbers.single_blocks = 128;
  const auto made = make_custom(numbers);
  REQUIRE(made);
  CHECK(forward_flops(made.value()) < kMaxCount / 2);
  CHECK(attention_entries_total(made.value()) < kMaxCount / 2);
  CHECK(pipeline_steps(made.value()).size() == lesson::kStages);
}

TEST_CASE("a VAE with another factor has another number of levels") {
  CustomNumbers numbers;
  numbers.vae_factor = 4;
  const auto four = make_custom(numbers);
  REQUIRE(four);
  CHECK(pipeline_parameters(four.value()).vae < 83'819'683);
}
