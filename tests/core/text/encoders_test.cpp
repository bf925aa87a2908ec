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
    for (int i = 0; i < 3; ++i) drop.set(static_cast<TextEncoder>(i), (bits >> i & 1) != 0);
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

TEST_CASE("rows and pooled vector of an encoder go one without the other", "[text][drop]") {
  const auto text = encode_prompt(kFixturePrompts[0]);
  const auto& encoders = tiny_sd3().encoders();
  const int l = encoders.clip_l.shape.width, g = encoders.clip_g.shape.width;
  const auto all = join(encoders, text);
  const auto some = join(encoders, text, parse_encoder_drop("clip_l_pooled,clip_g_rows").value());
  CHECK(some.features.leftCols(l) == all.features.leftCols(l));
  CHECK(some.features.middleCols(l, g).isZero(0));
  CHECK(some.pooled.head(l).isZero(0));
  CHECK(some.pooled.tail(g) == all.pooled.tail(g));
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
  CHECK(relative_bucket(0) == 0);
  CHECK(relative_bucket(-7) == 7);
  CHECK(relative_bucket(-8) == 8);
  CHECK(relative_bucket(7) == 23);
  CHECK(relative_bucket(76) == relative_bucket(75));
  CHECK(relative_bucket(-1000) == 15);
  CHECK(relative_bucket(1000) == 31);
}
