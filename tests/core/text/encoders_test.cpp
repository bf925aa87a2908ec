// The three text encoders against PyTorch, and how they are joined.

#include "core/pipeline/tiny.h"

using namespace lesson;

TEST_CASE("token ids equal the Python tokenizer's", "[text][parity]") {
  const MatrixRM ids = fixture_matrix(tiny_fixture(), "ids");
  for (int item = 0; item < 2; ++item) {
    const auto prompt = tiny_sd3().tokenizer().tokenize(kFixturePrompts[static_cast<std::size_t>(item)]);
    REQUIRE(ids.cols() == static_cast<Eigen::Index>(prompt.ids.size()));
    for (std::size_t i = 0; i < prompt.ids.size(); ++i) {
      CHECK(prompt.ids[i] == static_cast<int>(ids(item, static_cast<Eigen::Index>(i))));
    }
  }
}

TEST_CASE("every encoder equals PyTorch's", "[text][parity]") {
  for (int item = 0; item < 2; ++item) {
    const auto text = encode_prompt(kFixturePrompts[static_cast<std::size_t>(item)]);
    const auto compare = [item](const MatrixRM& got, const std::string& name) {
      check_parity(got, fixture_item(name, got.rows(), got.cols(), item), name);
    };
    compare(text.clip_l.tokens, "clip_l.tokens");
    compare(text.clip_l.pooled.transpose(), "clip_l.pooled");
    compare(text.clip_g.tokens, "clip_g.tokens");
    compare(text.clip_g.pooled.transpose(), "clip_g.pooled");
    compare(text.t5, "t5.tokens");
  }
}

TEST_CASE("a CLIP token never hears of a later one, a T5 token does", "[text][property]") {
  const auto cat = encode_prompt("a cat on a beach"), dog = encode_prompt("a cat on a field");
  CHECK(cat.clip_l.tokens.topRows(5) == dog.clip_l.tokens.topRows(5));  // BOS a cat on a
  CHECK(cat.clip_l.tokens.row(5) != dog.clip_l.tokens.row(5));
  CHECK(cat.t5.row(2) != dog.t5.row(2));
}

TEST_CASE("a dropped encoder's channels are zeros, the others stay", "[text][drop]") {
  const auto text = encode_prompt(kFixturePrompts[0]);
  const auto& encoders = tiny_sd3().encoders();
  const int l = encoders.clip_l.shape.width, g = encoders.clip_g.shape.width, t5 = encoders.t5.shape.width;
  const auto all = join(encoders, text);
  for (int bits = 0; bits < 8; ++bits) {
    EncoderDrop drop;
    for (std::size_t i = 0; i < 3; ++i) drop.dropped[i] = (bits >> i & 1) != 0;
    const auto some = join(encoders, text, drop);
    const auto kept = [&](auto part, auto of_all, TextEncoder which) {
      return drop.has(which) ? part.isZero(0) : part == of_all;
    };
    CHECK(kept(some.features.leftCols(l), all.features.leftCols(l), TextEncoder::clip_l));
    CHECK(kept(some.features.middleCols(l, g), all.features.middleCols(l, g), TextEncoder::clip_g));
    CHECK(kept(some.features.rightCols(t5), all.features.rightCols(t5), TextEncoder::t5));
    CHECK(kept(some.pooled.head(l), all.pooled.head(l), TextEncoder::clip_l));
    CHECK(kept(some.pooled.tail(g), all.pooled.tail(g), TextEncoder::clip_g));
  }
}

TEST_CASE("drops are read from a comma list and written back", "[text][drop]") {
  const auto drop = parse_encoder_drop("t5, clip_l");
  REQUIRE(drop);
  CHECK(to_string(drop.value()) == "clip_l,t5");
  const auto wrong = parse_encoder_drop("t5xxl");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().expected == "a comma list of clip_l, clip_g, t5");
}

TEST_CASE("relative positions are exact when near and logarithmic when far", "[text][t5]") {
  CHECK(relative_bucket(0) == 0);
  CHECK(relative_bucket(-7) == 7);
  CHECK(relative_bucket(-8) == 8);
  CHECK(relative_bucket(7) == 23);
  CHECK(relative_bucket(76) == relative_bucket(75));
  CHECK(relative_bucket(-1000) == 15);
  CHECK(relative_bucket(1000) == 31);
}
