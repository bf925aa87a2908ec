#include "core/catalogue/attention_cost.h"

#include <catch_amalgamated.hpp>
#include <cmath>

#include "core/catalogue/flops.h"
#include "core/catalogue/parameters.h"
#include "core/catalogue/picture_flops.h"
#include "core/catalogue/tokens.h"
#include "tests/core/catalogue/at.h"

using namespace lesson::catalogue;
using Catch::Approx;

namespace {

BlockFlops counted(TextWay way, std::int64_t image, std::int64_t text, int d) {
  if (way == TextWay::self_cross) return self_cross_block_flops(image, text, d, d);
  return way == TextWay::joint ? joint_block_flops(image, text, d) : single_block_flops(image, text, d);
}

/// (6 T d + T^2 - T d + 3 d) / (d - T) image tokens: self + cross and joint cost the same (see the test).
double closed_form(double text, double d) { return (5 * text * d + text * text + 3 * d) / (d - text); }

}  // namespace

TEST_CASE("costs of a block are the catalogue's at whole sizes") {
  for (const TextWay way : kTextWays)
    for (const int side : {128, 256, 1024, 2048})
      for (const int text : {77, 333, 589}) {
        CAPTURE(static_cast<int>(way), side, text);
        const CostSize size{.side = 1.0 * side, .text = 1.0 * text, .width = 1536, .blocks = 24};
        const std::int64_t image = side / 16 * (side / 16);
        CHECK(size.image_tokens() == static_cast<double>(image));
        const BlockCosts costs = block_costs(way, size);
        CHECK(costs.flops == 24.0 * static_cast<double>(counted(way, image, text, 1536).total()));
        const std::int64_t entries =
            way == TextWay::self_cross ? self_and_cross_entries(image, text) : joint_entries(image, text);
        CHECK(costs.entries == 24.0 * 24.0 * static_cast<double>(entries));
      }
}

TEST_CASE("matrices of a block") {
  const CostSize one{.width = 1536, .blocks = 1};
  CHECK(block_costs(TextWay::self_cross, one).weights ==
        static_cast<double>(cross_attention_block_matrices(1536, 1536)));
  // Biases are the rest: 30 d of a dual-stream block, 11 d + 2 h of a single-stream one.
  CHECK(block_costs(TextWay::joint, one).weights ==
        static_cast<double>(mmdit_block_parameters(1536, 64, false) - 30 * 1536));
  CHECK(block_costs(TextWay::single, one).weights ==
        static_cast<double>(flux_single_block_parameters(1536, 64) - 11 * 1536 - 2 * 64));
}

TEST_CASE("memory holds the weights, what one block works on, and the map where it is stored") {
  CostSize size{.side = 256, .text = 100, .width = 128, .blocks = 2};
  const double weights = 2 * 36.0 * 128 * 128, rows = 356;
  CHECK(block_costs(TextWay::joint, size).memory == 2 * (weights + 4 * rows * 128));
  size.map_stored = true;
  CHECK(block_costs(TextWay::joint, size).memory == 2 * (weights + 4 * rows * 128 + 2 * rows * rows));
  // The two attentions follow one another: the larger of them counts.
  CHECK(block_costs(TextWay::self_cross, size).memory ==
        2 * (2 * 22.0 * 128 * 128 + 4 * 256.0 * 128 + 2 * 256.0 * 256.0));
}

TEST_CASE("where joint and self- plus cross-attention cost the same is solved") {
  // 24 S d^2 + 4 S^2 d + 24 d^2 = 28 I d^2 + 4 I S d + 4 T d^2 + 12 d^2, S = I + T, is linear in I.
  for (const double text : {77.0, 154.0, 333.0, 589.0})
    for (const double d : {1152.0, 1536.0, 2432.0, 3072.0}) {
      CAPTURE(text, d);
      const CostSize size{.text = text, .width = d};
      const auto found =
          crossings(TextWay::joint, TextWay::self_cross, CostMeasure::flops, CostAxis::side, size, 128, 4096);
      REQUIRE(found.size() == 1);
      CHECK(found[0] == Approx(16 * std::sqrt(closed_form(text, d))).epsilon(1e-12));
    }
  const CostSize sd3;
  CHECK(crossings(TextWay::joint, TextWay::self_cross, CostMeasure::flops, CostAxis::side, sd3, 128, 2048)[0] ==
        Approx(754).margin(1));
}

TEST_CASE("a crossing lies where the sign of the difference changes, on every axis") {
  const CostSize size;
  for (const CostAxis axis : {CostAxis::side, CostAxis::text, CostAxis::width}) {
    const double low = axis == CostAxis::text ? 20 : 128, high = 3072;
    const auto found = crossings(TextWay::joint, TextWay::self_cross, CostMeasure::flops, axis, size, low, high);
    REQUIRE(found.size() == 1);
    const auto joint_is_more = [&](double value) {
      const CostSize at = with(size, axis, value);
      return block_costs(TextWay::joint, at).flops > block_costs(TextWay::self_cross, at).flops;
    };
    CHECK(joint_is_more(found[0] * 0.999) != joint_is_more(found[0] * 1.001));
  }
}

TEST_CASE("ways that never cost the same have no crossing") {
  const CostSize size;
  CHECK(crossings(TextWay::joint, TextWay::self_cross, CostMeasure::entries, CostAxis::side, size, 128, 2048).empty());
  CHECK(crossings(TextWay::joint, TextWay::self_cross, CostMeasure::weights, CostAxis::side, size, 128, 2048).empty());
  CHECK(crossings(TextWay::joint, TextWay::joint, CostMeasure::flops, CostAxis::side, size, 128, 2048).empty());
  // With more text than columns the joint block always computes more.
  const CostSize narrow{.text = 589, .width = 512};
  CHECK(crossings(TextWay::joint, TextWay::self_cross, CostMeasure::flops, CostAxis::side, narrow, 16, 8192).empty());
}

TEST_CASE("what a picture costs from prompt to pixels") {
  const Setting sd3 = at("sd3-medium", 1024, 333);
  const PictureFlops picture = picture_flops(sd3);
  CHECK(picture.denoiser == 56 * forward_flops(sd3));
  CHECK(static_cast<double>(picture.text) / 1e12 == Approx(5.03).margin(0.1));
  CHECK(100.0 * static_cast<double>(picture.text) / static_cast<double>(picture.total()) == Approx(1.0).margin(0.1));
  const PipelineParameters held = pipeline_parameters(sd3);
  CHECK(100.0 * static_cast<double>(held.text_total()) / static_cast<double>(held.total()) == Approx(72.6).margin(0.5));
  CHECK(picture_flops(at("dit-xl/2", 256, 0)).text == 0);
}

TEST_CASE("a reader's arithmetic, matrix by matrix") {
  // One CLIP layer over n rows: q, k, v, out [d, d]; scores and sums n^2 d each; MLP d -> m -> d.
  const EncoderSpec& clip = encoder(EncoderId::clip_l);
  const std::int64_t n = 77, d = 768, m = 3072;
  CHECK(encoder_flops(clip, n, false) == 12 * (4 * 2 * n * d * d + 2 * 2 * n * n * d + 2 * 2 * n * d * m));
  CHECK(encoder_flops(clip, n, true) == encoder_flops(clip, n, false) + 2 * d * 768);
  const EncoderSpec& t5 = encoder(EncoderId::t5_xxl);
  const std::int64_t w = 4096, hidden = 10240;
  CHECK(encoder_flops(t5, 256, false) == 24 * (4 * 2 * 256 * w * w + 2 * 2 * 256 * 256 * w + 3 * 2 * 256 * w * hidden));
}

TEST_CASE("decoding grows with the picture, its middle's attention faster") {
  const AutoencoderSpec& sd3 = autoencoder(AutoencoderId::sd3);
  const std::int64_t small = autoencoder_decode_flops(sd3, 64), large = autoencoder_decode_flops(sd3, 128);
  // All but 4 n^2 c of the attention is in proportion to the pixels.
  const std::int64_t attention = 4 * 512 * (64LL * 64) * (64LL * 64);
  CHECK(large - 16 * attention == 4 * (small - attention));
  // Counted by hand for the tiny one, without attention. At 32 x 32: 4->32, eight 32->32. At 64 x 64: 32->32 after the
  // doubling, 32->16, three 16->16, the shortcut 32->16 of 1 x 1, 16->3.
  CHECK(autoencoder_decode_flops(autoencoder(AutoencoderId::tiny), 32) ==
        2 * (9 * (1024 * (4 * 32 + 8 * 32 * 32) + 4096 * (32 * 32 + 32 * 16 + 3 * 16 * 16 + 16 * 3)) + 4096 * 32 * 16));
}
