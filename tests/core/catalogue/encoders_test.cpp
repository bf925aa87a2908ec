#include "core/catalogue/encoders.h"

#include <catch_amalgamated.hpp>

using namespace lesson::catalogue;

TEST_CASE("encoder formulas reproduce the published totals") {
  const EncoderSpec& clip_l = encoder(EncoderId::clip_l);
  const EncoderSpec& clip_g = encoder(EncoderId::clip_g);
  CHECK(encoder_parameters(clip_l, false) == 123'060'480);
  CHECK(encoder_parameters(clip_l, true) == 123'650'304);
  CHECK(encoder_parameters(clip_g, false) == 693'021'440);
  CHECK(encoder_parameters(clip_g, true) == 694'659'840);
  CHECK(encoder_parameters(encoder(EncoderId::t5_xxl), false) == 4'762'310'656);
}

TEST_CASE("the lesson's 354M is ViT-H's text tower") {
  CHECK(encoder_parameters(encoder(EncoderId::clip_h), true) == 354'032'640);
}

TEST_CASE("the whole T5 has 11.1B, its encoder less than half") {
  CHECK(t5_encoder_decoder_parameters(encoder(EncoderId::t5_xxl)) == 11'135'332'352);
}

TEST_CASE("every encoder id has its own row") {
  for (const EncoderSpec& spec : encoders()) {
    INFO(spec.name);
    CHECK(&encoder(spec.id) == &spec);
    CHECK(spec.width % spec.heads == 0);
    CHECK(std::string_view(spec.source).size() > 10);
    CHECK((spec.kind == EncoderKind::t5) == (spec.pooled == 0));
  }
  CHECK(encoder(EncoderId::tiny_t5).width == 160);
}

TEST_CASE("the tiny encoders' weights, layer by layer") {
  // 159 words; CLIP: four marks, 33 positions, blocks of q k v out (d x d + d), MLP d -> 4d -> d, two norms.
  const auto clip = [](int d, int layers) {
    return 163 * d + 33 * d + layers * (4 * (d * d + d) + (d * 4 * d + 4 * d) + (4 * d * d + d) + 4 * d) + 2 * d;
  };
  CHECK(encoder_parameters(encoder(EncoderId::tiny_clip_l), true) == clip(64, 2) + 64 * 64);
  CHECK(encoder_parameters(encoder(EncoderId::tiny_clip_g), true) == clip(96, 3) + 96 * 96);
  const int t5_block = 4 * 160 * 160 + 3 * 160 * 320 + 2 * 160;  // and three marks, eight sentinels
  CHECK(encoder_parameters(encoder(EncoderId::tiny_t5), false) == 170 * 160 + 3 * t5_block + 160 + 32 * 5);
}
