// The shipped model's three readers, and how SD3 joins them.

#include "core/text/text_encoders.h"

#include "tests/core/pipeline/tiny.h"

using namespace lesson;

TEST_CASE("a CLIP row never hears of a later word, a T5 row does", "[text][property]") {
  const auto cat = tiny_sd3().read("a cat on a beach"), dog = tiny_sd3().read("a cat on a field");
  CHECK(cat.clip_l.tokens.topRows(5) == dog.clip_l.tokens.topRows(5));  // BOS a cat on a
  CHECK(cat.clip_l.tokens.row(5) != dog.clip_l.tokens.row(5));
  CHECK(cat.t5.row(1) != dog.t5.row(1));
}

TEST_CASE("a dropped encoder's part is zeros, the others stay", "[text][drop]") {
  const auto text = tiny_sd3().read("a cat on a beach");
  const Eigen::Index clip = text.clip_l.tokens.rows(), l = text.clip_l.tokens.cols(), g = text.clip_g.tokens.cols();
  const auto all = tiny_sd3().features(text);
  for (int bits = 0; bits < 8; ++bits) {
    EncoderDrop drop;
    for (int i = 0; i < 3; ++i) drop.set(static_cast<TextEncoder>(i), (bits >> i & 1) != 0);
    const auto some = tiny_sd3().features(text, drop);
    const auto kept = [&](auto part, auto of_all, TextEncoder which) {
      return drop.has(which) ? part.isZero(0) : part == of_all;
    };
    CHECK(kept(some.features.topLeftCorner(clip, l), all.features.topLeftCorner(clip, l), TextEncoder::clip_l));
    CHECK(kept(some.features.block(0, l, clip, g), all.features.block(0, l, clip, g), TextEncoder::clip_g));
    CHECK(kept(some.features.bottomRows(text.t5.rows()), all.features.bottomRows(text.t5.rows()), TextEncoder::t5));
    CHECK(kept(some.pooled.head(text.clip_l.pooled.size()), all.pooled.head(text.clip_l.pooled.size()),
               TextEncoder::clip_l));
    CHECK(kept(some.pooled.tail(text.clip_g.pooled.size()), all.pooled.tail(text.clip_g.pooled.size()),
               TextEncoder::clip_g));
  }
}

TEST_CASE("rows and pooled vector of an encoder go one without the other", "[text][drop]") {
  const auto text = tiny_sd3().read("a cat on a beach");
  const Eigen::Index clip = text.clip_l.tokens.rows(), l = text.clip_l.tokens.cols(), g = text.clip_g.tokens.cols();
  const Eigen::Index pl = text.clip_l.pooled.size(), pg = text.clip_g.pooled.size();
  const auto all = tiny_sd3().features(text);
  const auto some = tiny_sd3().features(text, parse_encoder_drop("clip_l_pooled,clip_g_rows").value());
  CHECK(some.features.topLeftCorner(clip, l) == all.features.topLeftCorner(clip, l));
  CHECK(some.features.block(0, l, clip, g).isZero(0));
  CHECK(some.pooled.head(pl).isZero(0));
  CHECK(some.pooled.tail(pg) == all.pooled.tail(pg));
}

TEST_CASE("whole encoders are what training drops", "[text][drop]") {
  const auto trained = [](const char* list) { return parse_encoder_drop(list).value().occurs_in_training(); };
  CHECK(trained(""));
  CHECK(trained("clip_l,clip_g,t5"));
  CHECK(trained("clip_g_pooled,clip_g_rows"));
  CHECK_FALSE(trained("clip_l_pooled"));
  CHECK_FALSE(trained("clip_l,clip_g_rows"));
}

TEST_CASE("drops are read from a comma list and written back", "[text][drop]") {
  const auto drop = parse_encoder_drop("t5, clip_l");
  REQUIRE(drop);
  CHECK(to_string(drop.value()) == "clip_l,t5");
  for (const char* list : {"", "clip_l_rows", "clip_l_pooled,clip_g_rows", "clip_g,clip_l_pooled"})
    CHECK(to_string(parse_encoder_drop(list).value()) == list);
  CHECK(to_string(parse_encoder_drop("clip_l_pooled,clip_l_rows").value()) == "clip_l");
  const auto wrong = parse_encoder_drop("t5xxl");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().expected ==
        "a comma list of clip_l, clip_g, t5, clip_l_rows, clip_l_pooled, clip_g_rows, clip_g_pooled");
}

TEST_CASE("relative positions are exact when near and logarithmic when far", "[text][t5]") {
  const auto bucket = [](int distance) { return t5_relative_bucket(distance, 32, 128); };
  CHECK(bucket(0) == 0);
  CHECK(bucket(-7) == 7);
  CHECK(bucket(-8) == 8);
  CHECK(bucket(7) == 23);
  CHECK(bucket(76) == bucket(75));
  CHECK(bucket(-1000) == 15);
  CHECK(bucket(1000) == 31);
}
