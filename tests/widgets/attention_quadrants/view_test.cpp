// The view model without drawing, and the untrained source.

#include "widgets/attention_quadrants/view.h"

#include <catch_amalgamated.hpp>

#include "core/text_format.h"
#include "widgets/attention_quadrants/compare.h"
#include "widgets/attention_quadrants/map/canvas.h"
#include "widgets/attention_quadrants/map/color_scale.h"

using namespace lesson;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Untrained {
  std::unique_ptr<AttentionSource> source = make_untrained_source({.prompt = "a cat on a beach"});
  const SourceInfo& info = source->info();
  std::shared_ptr<const HeadSlice> slice = source->slice({2, 1, 3});
  AttentionMap map{slice, info.shape};
};

}  // namespace

TEST_CASE("The untrained block is lesson-sized, labelled, repeatable and different everywhere") {
  Untrained one, two;
  CHECK(one.info.honesty == ui::Honesty::untrained);
  CHECK(one.info.shape.joint_tokens() == 333);
  CHECK(one.slice->q == two.slice->q);
  CHECK(one.slice->q.allFinite());
  CHECK(one.slice->v.rows() == 333);
  for (const SliceKey& other : {SliceKey{3, 1, 3}, SliceKey{2, 0, 3}, SliceKey{2, 1, 2}})
    CHECK_FALSE(one.slice->q == one.source->slice(other)->q);
  CHECK(one.slice->q == one.source->slice({2, 1, 3})->q);
  CHECK(one.slice->q.rowwise().squaredNorm().maxCoeff() == Catch::Approx(32).epsilon(1e-3));  // QK-norm: D
  CHECK(one.source->picture(7).w == 64);
}

TEST_CASE("Words become labels, the rest is padding") {
  CHECK(plain_labels("a cat, sitting", 8) ==
        std::vector<std::string>{"<start>", "a", "cat", ",", "sitting", "<end>", "\u00B7", "\u00B7"});
  CHECK(plain_labels("one two three four", 4) == std::vector<std::string>{"<start>", "one", "two", "<end>"});
  CHECK(plain_labels("", 2) == std::vector<std::string>{"<start>", "<end>"});
  CHECK(plain_labels("caf\xC3\xA9", 3)[1] == "caf\xC3\xA9");
}

TEST_CASE("Tokens have names") {
  Untrained u;
  CHECK(token_label(u.info, 2) == "cat");
  CHECK(token_label(u.info, 70) == "pad 71");
  CHECK(token_label(u.info, 77) == "patch 1, 1");
  CHECK(token_label(u.info, 77 + 17) == "patch 2, 2");
  CHECK(token_label(u.info, -1) == "none");
}

TEST_CASE("Words of several readers are told apart, and so are blocks and heads of a capture") {
  SourceInfo info;
  info.title = "A capture";
  info.shape = {.text_tokens = 8, .image_tokens = 6};
  info.grid_rows = 2;
  info.grid_cols = 3;
  info.blocks = 2;
  info.heads = 2;
  info.text_labels = {"a", "crane", "a", "[PAD]", "a", "crane", "</s>", "<pad>"};
  info.readers = {{"CLIP", 4}, {"T5", 4}};
  CHECK(token_label(info, 0) == "a (CLIP 1)");
  CHECK(token_label(info, 2) == "a (CLIP 2)");
  CHECK(token_label(info, 4) == "a (T5)");
  CHECK(token_label(info, 5) == "crane (T5)");
  CHECK(token_label(info, 6) == "</s>");
  CHECK(token_label(info, 3) == "pad 4");
  CHECK(token_label(info, 7) == "pad 8");
  CHECK(token_label(info, 8 + 3) == "patch 2, 1");
  info.block_labels = {"double block 18", "single block 0"};
  info.head_numbers = {4, 23};
  auto slice = std::make_shared<HeadSlice>(HeadSlice{MatrixRM::Ones(14, 4), MatrixRM::Ones(14, 4), {}});
  AttentionMap map(slice, info.shape);
  map.finish();
  const std::string words = describe(build_view(info, {0, 1, 1}, &map, {}, -1), info);
  CHECK_THAT(words, ContainsSubstring("block 2 of 2 (single block 0), head 2 of 2 (head 23 of the model, from 0)"));
  CHECK_THAT(words, ContainsSubstring("8 text (CLIP 4, T5 4) and 6 image tokens"));
}

TEST_CASE("4,608 tokens of FLUX stay within their memory, and each slice of work within its frame") {
  constexpr int T = 512, I = 4096, D = 128;
  auto slice = std::make_shared<HeadSlice>(HeadSlice{MatrixRM::Random(T + I, D), MatrixRM::Random(T + I, D), {}});
  AttentionMap map(slice, {T, I});
  int slices = 0;
  while (map.advance(0)) ++slices;
  CHECK(slices == (T + I) / 32 - 1);  // no slice is more than 32 rows, whatever time it is given
  CHECK(map.bytes() < 20'000'000);    // all weights would be 85 MB
  CHECK(map.mass()[0] + map.mass()[1] + map.mass()[2] + map.mass()[3] == Catch::Approx(1));
}

TEST_CASE("Quadrants carry the lesson's uniform shares") {
  Untrained u;
  u.map.finish();
  const AttentionView view = build_view(u.info, {2, 1, 3}, &u.map, {}, -1);
  CHECK(view.quadrants[0].uniform == Catch::Approx(0.053).margin(0.001));
  CHECK(view.quadrants[1].uniform == Catch::Approx(0.178).margin(0.001));
  CHECK(view.quadrants[2].uniform == Catch::Approx(0.178).margin(0.001));
  CHECK(view.quadrants[3].uniform == Catch::Approx(0.591).margin(0.001));
  double sum = 0;
  for (const QuadrantView& q : view.quadrants) sum += q.share;
  CHECK(sum == Catch::Approx(1));
  CHECK(view.where == "block 2 of 6, head 4 of 4, step 3 of 8 (t = 0.71)");
  CHECK(view.token.index == -1);
}

TEST_CASE("Entries and cost are the lesson's") {
  const std::vector<CompareRow> rows = compare_rows({77, 256}, 1, 64);
  CHECK(rows[0].entries == 110889);
  CHECK(rows[1].entries == 85248);
  CHECK(rows[2].entries == 85248 + 256 * kReferenceTokens);
  CHECK(rows[0].shapes == "[333, 333]");
  CHECK(rows[1].shapes == "[256, 256] + [256, 77]");
  CHECK(rows[0].flops == 4 * 110889 * 64);
}

TEST_CASE("A chosen token's row and column, and what the cut does, are in view, text and table alike") {
  Untrained u;
  QuadrantCut cut;
  cut.set(Quadrant::image_reads_text);
  AttentionMap map(u.slice, u.info.shape, cut);
  map.finish();
  const AttentionView view = build_view(u.info, {2, 1, 3}, &map, cut, 2);
  CHECK(view.token.label == "cat");
  CHECK(view.token.reads.size() == 333);
  CHECK(view.token.read_by[100] == 0);  // patches no longer read text
  CHECK(view.token.uniform_text == Catch::Approx(77.0 / 333));
  REQUIRE(view.change.available);
  CHECK(view.change.now.image_rows > 0.01);
  CHECK(view.change.now.text_rows == 0);
  CHECK(view.change.now.all == Catch::Approx(view.change.alone[2]));
  const std::string text = describe(view, u.info);
  CHECK_THAT(text, ContainsSubstring("image reads text: cut.") &&
                       ContainsSubstring("\u201Ccat\u201D gives " + fine_percent(view.token.reads_text)) &&
                       ContainsSubstring("changes the head's output by " + fine_percent(view.change.now.all)));
  const Table table = to_table(view, u.info);
  CHECK(table.rows.size() == 4 + 333 + 4 + 2 * 3);
  CHECK(table.rows[2][0] == "quadrant (cut)");
  CHECK(table.rows[4 + 77][1] == "patch 1, 1");
  CHECK(table.rows[4 + 333 + 2][0] == "output change, cut alone");
  CHECK(std::stod(table.rows[4 + 333 + 2][2]) == Catch::Approx(view.change.alone[2]).epsilon(1e-5));
}

TEST_CASE("A word's reading is its row of each reader, shown apart and summed") {
  SourceInfo info;
  info.shape = {.text_tokens = 6, .image_tokens = 2};
  info.grid_rows = 1;
  info.grid_cols = 2;
  info.blocks = info.heads = 1;
  info.text_labels = {"a", "crane", "a", "a", "crane", "<pad>"};
  info.readers = {{"CLIP", 3}, {"T5", 3}};
  using Rows = std::vector<int>;
  CHECK(rows_of_word(info, 1) == Rows{1, 4});
  CHECK(rows_of_word(info, 4) == Rows{1, 4});
  CHECK(rows_of_word(info, 0) == Rows{0, 3});
  CHECK(rows_of_word(info, 2) == Rows{2});  // the second "a", which T5 has no row for
  CHECK(rows_of_word(info, 5) == Rows{5});
  CHECK(rows_of_word(info, 7) == Rows{7});
  CHECK(rows_of_word(info, -1).empty());
  CHECK(word_label(info, 4) == "crane");
  CHECK(word_label(info, 2) == "a (2)");

  // All scores are 0: every weight is an eighth.
  const auto slice = std::make_shared<HeadSlice>(HeadSlice{MatrixRM::Zero(8, 4), MatrixRM::Zero(8, 4), {}});
  AttentionMap map(slice, info.shape);
  map.finish();
  const AttentionView view = build_view(info, {}, &map, {}, 4);
  REQUIRE(view.word.size() == 2);
  CHECK(view.word[0].label == "crane (CLIP)");
  CHECK(view.word[1].label == "crane (T5)");
  CHECK(view.word[1].index == view.token.index);
  CHECK(view.word[0].read_by_image == Catch::Approx(1.0 / 8));
  CHECK_THAT(word_sum(view, info), ContainsSubstring("gives them " + fine_percent(0.25)) &&
                                       ContainsSubstring("crane (CLIP) " + fine_percent(0.125) + ", crane (T5)"));
  const std::string words = describe(view, info);
  CHECK_THAT(words, ContainsSubstring("\u201Ccrane (CLIP)\u201D gives") &&
                        ContainsSubstring("\u201Ccrane (T5)\u201D gives") && ContainsSubstring(word_sum(view, info)));
  const Table table = to_table(view, info);
  const auto rows_of = [&](const std::string& kind) {
    return std::ranges::count_if(table.rows, [&](const auto& row) { return row[0] == kind; });
  };
  CHECK(rows_of("crane (CLIP) reads") == 8);
  CHECK(rows_of("crane (T5) reads") == 8);
  CHECK(word_sum(build_view(info, {}, &map, {}, 7), info).empty());  // a patch
}

TEST_CASE("Without a map there is a message") {
  const AttentionView view = build_view({}, {}, nullptr, {}, -1, "Waiting.");
  CHECK_FALSE(view.ready);
  CHECK(describe(view, {}) == "Waiting.");
  CHECK(to_table(view, {}).rows.empty());
}

TEST_CASE("Shares are written so that small ones are told apart") {
  CHECK(fine_percent(0) == "0.0\u2009%");
  CHECK(fine_percent(0.2345) == "23.4\u2009%");
  CHECK(fine_percent(0.0123) == "1.23\u2009%");
  CHECK(fine_percent(0.000123) == "0.01\u2009%");
  CHECK(times(2.345) == "2.35\u2009\u00D7");
}

TEST_CASE("Joint, cross and IP-Adapter's maps come from the same queries and keys") {
  Untrained u;
  const auto maps = compare_maps(*u.slice, u.info.shape, kReferenceTokens);
  REQUIRE(maps);
  const auto mean = [](const Thumbnail& t) {
    double sum = 0;
    for (const float v : t.values) sum += static_cast<double>(v);
    return sum / static_cast<double>(t.values.size());
  };
  CHECK(maps.value().joint.rows == maps.value().joint.cols);
  CHECK(mean(maps.value().self) == Catch::Approx(1).epsilon(0.05));  // times uniform, within a softmax
  CHECK(mean(maps.value().cross) == Catch::Approx(1).epsilon(0.05));
  CHECK(mean(maps.value().adapter) == Catch::Approx(1).epsilon(0.05));
  u.map.finish();
  const QuadrantMass mass = u.map.mass();
  CHECK(maps.value().joint_text_share == Catch::Approx(mass[2] / (mass[2] + mass[3])).margin(0.05));
}

TEST_CASE("Limits of the colours hold most weights, on whole octaves") {
  Untrained u;
  u.map.finish();
  const ColorScale log = fit_scale(u.map, WeightScale::log);
  CHECK(log.high / log.low >= 8);
  CHECK(std::log2(log.high) == std::round(std::log2(log.high)));
  CHECK(log.fraction(log.low) == Catch::Approx(0));
  CHECK(log.fraction(log.high) == Catch::Approx(1));
  CHECK(log.value(0.5f) == Catch::Approx(std::sqrt(log.low * log.high)));
  CHECK(fit_scale(u.map, WeightScale::linear).low == 0);
}

TEST_CASE("The axes put every cell where the pointer finds it again") {
  for (const float zoom : {1.0f, 3.7f, 40.0f}) {
    for (const float center : {0.0f, 0.1f, 0.231f, 0.5f, 1.0f}) {
      const MapAxis axis = axis_for(80, 400, 333, 77, zoom, center);
      CHECK(axis.first >= -0.01f);
      CHECK(axis.first + axis.span <= 333.01f);
      for (int cell = static_cast<int>(std::ceil(axis.first)); static_cast<float>(cell + 1) < axis.first + axis.span;
           ++cell) {
        const float middle = axis.at(static_cast<float>(cell)) + axis.cell_size() / 2;
        CHECK(middle >= 80);
        CHECK(middle <= 480);
        CHECK(static_cast<int>(axis.cell(middle)) == cell);
      }
    }
  }
  CHECK(axis_for(0, 400, 333, 77, 1, 0.5f).at(77) - axis_for(0, 400, 333, 77, 1, 0.5f).at(76) >
        axis_for(0, 400, 333, 77, 1, 0.5f).cell_size() + 2);
}

TEST_CASE("Groups are about a pixel") {
  CHECK(level_for(1.2f, 5) == 0);
  CHECK(level_for(0.5f, 5) == 1);
  CHECK(level_for(0.085f, 5) == 4);
  CHECK(level_for(0.001f, 5) == 4);
}
