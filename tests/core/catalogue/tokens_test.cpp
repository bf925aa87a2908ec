#include "core/catalogue/tokens.h"

#include <catch_amalgamated.hpp>

#include "core/catalogue/count.h"
#include "tests/core/catalogue/at.h"

using namespace lesson::catalogue;

TEST_CASE("image tokens and joint lengths of the published table") {
  struct Row {
    int px;
    std::int64_t side, image, sd3_154, sd3_333, flux_512, flux_256;
  };
  const Row rows[] = {{256, 32, 256, 410, 589, 768, 512},
                      {512, 64, 1024, 1178, 1357, 1536, 1280},
                      {1024, 128, 4096, 4250, 4429, 4608, 4352},
                      {2048, 256, 16384, 16538, 16717, 16896, 16640}};
  for (const Row& row : rows) {
    INFO(row.px);
    CHECK(latent_shape(at("sd3-medium", row.px)) == Shape{16, row.side, row.side});
    CHECK(image_tokens(at("sd3-medium", row.px)) == row.image);
    CHECK(joint_tokens(at("sd3-medium", row.px, 154)) == row.sd3_154);
    CHECK(joint_tokens(at("sd3-medium", row.px, 333)) == row.sd3_333);
    CHECK(joint_tokens(at("flux.1-dev", row.px)) == row.flux_512);
    CHECK(joint_tokens(at("flux.1-schnell", row.px)) == row.flux_256);
  }
}

TEST_CASE("the lesson's toys: 333 and 1101") {
  const Setting small = at("lesson-333");
  CHECK(latent_shape(small) == Shape{4, 32, 32});
  CHECK(image_tokens(small) == 256);
  CHECK(joint_tokens(small) == 333);
  CHECK(attention_entries_per_head(small) == 110'889);
  const Setting large = at("lesson-1101");
  CHECK(latent_shape(large) == Shape{4, 64, 64});
  CHECK(joint_tokens(large) == 1101);
  CHECK(patch_numbers(large) == 16);
  CHECK(patch_numbers(at("sd3-medium")) == 64);
}

TEST_CASE("the lesson's attention arithmetic") {
  CHECK(self_and_cross_entries(256, 77) == 85'248);
  CHECK(joint_entries(256, 77) == 110'889);
  CHECK(self_and_cross_entries(4096, 154) == 17'408'000);
  CHECK(joint_entries(4096, 154) == 18'062'500);
  CHECK(self_and_cross_entries(4096, 333) == 18'141'184);
  CHECK(joint_entries(4096, 333) == 19'616'041);
  CHECK(joint_entries(4096, 512) == 21'233'664);
}

TEST_CASE("attention of all heads and blocks") {
  CHECK(attention_entries_per_head(at("sd3-medium")) == 19'616'041);
  CHECK(attention_entries_total(at("sd3-medium")) == 19'616'041LL * 24 * 24);
  CHECK(attention_entries_total(at("sd3.5-medium")) == 19'616'041LL * 24 * 24 + 4096LL * 4096 * 24 * 13);
  CHECK(attention_entries_total(at("flux.1-dev")) == 4608LL * 4608 * 24 * 57);
  const std::int64_t unet = 8 * (5 * (4096LL * 4096 + 4096 * 77) + 5 * (1024LL * 1024 + 1024 * 77) +
                                 5 * (256LL * 256 + 256 * 77) + (64LL * 64 + 64 * 77));
  CHECK(attention_entries_total(at("sd1.5")) == unet);
}

TEST_CASE("a U-Net has no joint sequence, DiT has no text") {
  CHECK_FALSE(joint_tokens(at("sd1.5")).has_value());
  CHECK_FALSE(joint_tokens(at("sdxl")).has_value());
  CHECK(image_tokens(at("sd1.5")) == 4096);
  CHECK(image_tokens(at("sdxl")) == 4096);  // no attention at 128 x 128
  CHECK(attention_entries_per_head(at("sd1.5")) == 4096LL * 4096 + 4096 * 77);
  CHECK(joint_tokens(at("dit-xl/2")) == 256);
}

TEST_CASE("CLIP gives 77 rows, T5 the rest") {
  const Setting sd3 = at("sd3-medium", 1024, 200);
  const auto uses = sd3.model.encoders_used();
  CHECK(encoder_rows(sd3, uses[0]) == 77);
  CHECK(encoder_rows(sd3, uses[1]) == 77);
  CHECK(encoder_rows(sd3, uses[2]) == 123);
  const Setting flux = at("flux.1-dev");
  CHECK(encoder_rows(flux, flux.model.encoders_used()[0]) == 0);  // pooled only
  CHECK(encoder_rows(flux, flux.model.encoders_used()[1]) == 512);
  const Setting tiny = at("tiny-sd3");
  CHECK(encoder_rows(tiny, tiny.model.encoders_used()[0]) == 33);
  CHECK(encoder_rows(tiny, tiny.model.encoders_used()[2]) == 44);
  CHECK(joint_tokens(tiny) == 333);
}

TEST_CASE("the largest sizes stay far from the end of 64 bits") {
  for (const ModelSpec& model : models()) {
    INFO(model.key);
    const Setting largest = at(model.key, model.image_px.max, model.text_tokens.max);
    CHECK(attention_entries_total(largest) < kMaxCount / 1000);
  }
}
