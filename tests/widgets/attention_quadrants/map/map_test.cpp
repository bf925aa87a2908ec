// One head's weights, against core's attention: every cell, every cut, every level, in any order.

#include "widgets/attention_quadrants/map/map.h"

#include <catch_amalgamated.hpp>
#include <cmath>

#include "core/attention/attention.h"
#include "core/random.h"

using namespace lesson;

namespace {

std::shared_ptr<const HeadSlice> random_slice(int S, int D, float size, bool values = true) {
  auto slice = std::make_shared<HeadSlice>();
  const auto fill = [&](std::uint32_t stream, MatrixRM& m) {
    m.resize(S, D);
    RandomStream(7, stream).fill_normals({m.data(), static_cast<std::size_t>(m.size())});
  };
  fill(1, slice->q);
  fill(2, slice->k);
  if (values) fill(3, slice->v);
  slice->q *= size;
  return slice;
}

JointAttentionOut reference(const HeadSlice& slice, int T, const QuadrantCut& cut) {
  JointAttentionOptions options;
  options.precision = Precision::exact;
  options.text_tokens = T;
  options.cut = cut;
  auto out = joint_attention(slice.q, slice.k, slice.v, options);
  REQUIRE(out);
  return std::move(out.value());
}

QuadrantCut cut_of(int bits) {
  QuadrantCut cut;
  for (int i = 0; i < 4; ++i) cut.cut[static_cast<std::size_t>(i)] = (bits >> i & 1) != 0;
  return cut;
}

/// Mean of a group's cells, times S.
float mean_of(const AttentionMap& map, const MatrixRM& weights, int level, int row, int col) {
  const int r0 = map.first_cell(level, row), r1 = map.first_cell(level, row + 1), c0 = map.first_cell(level, col),
            c1 = map.first_cell(level, col + 1);
  return weights.block(r0, c0, r1 - r0, c1 - c0).mean() * static_cast<float>(map.tokens());
}

}  // namespace

TEST_CASE("Weights are kept to a few parts in ten thousand") {
  for (const float value : {1e-5f, 0.02f, 1.0f, 7.3f, 333.0f, 4000.0f})
    CHECK(decode_weight(encode_weight(value)) == Catch::Approx(value).epsilon(3e-4));
  CHECK(encode_weight(0) == kNoWeight);
  CHECK(encode_weight(-1) == kNoWeight);
  CHECK(encode_weight(NAN) == kNoWeight);
  CHECK(encode_weight(1e-9f) == kNoWeight);
  CHECK(encode_weight(1e9f) > 65000);
  CHECK(decode_weight(kUnknownWeight) == 0);
}

TEST_CASE("Every weight, row, column and mass is core's, with every cut") {
  for (const auto [T, I, D, size] : {std::tuple{5, 12, 8, 1.0f}, std::tuple{1, 1, 3, 2.0f},
                                     std::tuple{33, 70, 16, 30.0f}, std::tuple{0, 9, 4, 1.0f}}) {
    const auto slice = random_slice(T + I, D, size);
    for (int bits = 0; bits < 16; ++bits) {
      INFO("T " << T << " I " << I << " cut " << bits);
      const QuadrantCut cut = cut_of(bits);
      const JointAttentionOut want = reference(*slice, T, cut);
      AttentionMap map(slice, {T, I}, cut);
      CHECK(map.column(0).empty());
      map.finish();
      double worst = 0;
      for (int i = 0; i < T + I; ++i) {
        const std::vector<float> row = map.row(i), column = map.column(i);
        for (int j = 0; j < T + I; ++j) {
          const double w = static_cast<double>(want.weights(i, j));
          worst = std::max({worst, std::abs(static_cast<double>(row[static_cast<std::size_t>(j)]) - w),
                            std::abs(static_cast<double>(map.weight(i, j).value()) - w),
                            std::abs(static_cast<double>(column[static_cast<std::size_t>(j)]) -
                                     static_cast<double>(want.weights(j, i)))});
        }
      }
      CHECK(worst < 3e-5);
      const QuadrantMass mass = map.mass();
      for (std::size_t q = 0; q < 4; ++q) CHECK(mass[q] == Catch::Approx(want.mass[0][q]).margin(1e-5));
    }
  }
}

TEST_CASE("The change of the output is that of core's outputs") {
  const int T = 7, I = 20;
  const auto slice = random_slice(T + I, 8, 2);
  AttentionMap map(slice, {T, I}, cut_of(2));  // whatever is cut now
  CHECK(map.change({}).per_row.empty());
  map.finish();
  const MatrixRM before = reference(*slice, T, {}).out;
  for (int bits = 0; bits < 16; ++bits) {
    const MatrixRM after = reference(*slice, T, cut_of(bits)).out;
    const OutputChange change = map.change(cut_of(bits));
    INFO(bits);
    CHECK(change.all == Catch::Approx(static_cast<double>((after - before).norm() / before.norm())).margin(1e-5));
    CHECK(
        change.text_rows ==
        Catch::Approx(static_cast<double>((after - before).topRows(T).norm() / before.topRows(T).norm())).margin(1e-5));
    CHECK(change.image_rows ==
          Catch::Approx(static_cast<double>((after - before).bottomRows(I).norm() / before.bottomRows(I).norm()))
              .margin(1e-5));
    for (int i = 0; i < T + I; ++i) {
      CHECK(change.per_row[static_cast<std::size_t>(i)] ==
            Catch::Approx((after - before).row(i).norm() / before.row(i).norm()).margin(1e-5));
    }
  }
}

TEST_CASE("Without values weights are there and changes are not") {
  AttentionMap map(random_slice(20, 4, 1, false), {5, 15});
  map.finish();
  CHECK_FALSE(map.has_values());
  CHECK(map.change(cut_of(1)).per_row.empty());
  CHECK(map.weight(3, 4).has_value());
}

TEST_CASE("Logits far apart neither overflow nor lose a cut's remainder") {
  auto slice = std::make_shared<HeadSlice>();
  slice->q = MatrixRM::Ones(4, 1);
  slice->k.resize(4, 1);
  slice->k << 0, 1, 500, 500;  // image keys win by e^500
  slice->v = MatrixRM::Ones(4, 1);
  AttentionMap map(slice, {2, 2}, cut_of(0b1010));  // nobody reads the image
  map.finish();
  CHECK(map.weight(0, 1).value() == Catch::Approx(1 / (1 + std::exp(-1.0f))));
  CHECK(map.weight(3, 2).value() == 0);
  CHECK(map.mass_under({})[1] == Catch::Approx(0.5));
}

TEST_CASE("Every level of the pyramid is the mean of its cells, quadrant by quadrant") {
  const int T = 77, I = 300;
  const auto slice = random_slice(T + I, 8, 1);
  for (const int bits : {0, 4}) {
    const MatrixRM weights = reference(*slice, T, cut_of(bits)).weights;
    AttentionMap map(slice, {T, I}, cut_of(bits));
    std::vector<WeightCode> codes;
    CHECK_FALSE(map.codes(map.finest_kept(), 0, 1, 0, 1, 0, codes));
    CHECK(codes[0] == kUnknownWeight);
    map.finish();
    CHECK(map.levels() >= 3);
    for (int level = 0; level < map.levels(); ++level) {
      const int side = map.groups(level);
      CHECK(map.first_cell(level, side) == T + I);
      CHECK(map.first_cell(level, map.text_groups(level)) == T);
      CHECK(map.codes(level, 0, side, 0, side, 1e9, codes));
      float worst = 0;
      for (int r = 0; r < side; ++r) {
        CHECK(map.group_of(level, map.first_cell(level, r)) == r);
        for (int c = 0; c < side; ++c) {
          const float want = mean_of(map, weights, level, r, c),
                      got = decode_weight(codes[static_cast<std::size_t>(r * side + c)]);
          worst = std::max(worst, std::abs(got - want) / std::max(want, 1e-3f));
        }
      }
      INFO("level " << level << " cut " << bits);
      CHECK(worst < 1e-3f);
    }
  }
}

TEST_CASE("4,429 tokens: bounded memory, tiles finer than what is kept are exact") {
  const int T = 333, I = 4096;
  const auto slice = random_slice(T + I, 16, 1);
  AttentionMap map(slice, {T, I});
  CHECK(map.finest_kept() == 2);
  std::vector<WeightCode> codes;
  map.advance(0);
  CHECK(map.progress() > 0);
  CHECK(map.progress() < 0.2);
  CHECK_FALSE(map.codes(0, 4000, 100, 300, 100, 1e9, codes));  // rows not read yet: parents are shown
  map.finish();
  const std::array<std::array<int, 4>, 3> windows = {
      {{{0, 100, 280, 100}}, {{4000, 100, 300, 129}}, {{4429 - 64, 64, 4429 - 64, 64}}}};
  for (const auto& [r0, rows, c0, cols] : windows) {
    CHECK_FALSE(map.codes(0, r0, rows, c0, cols, 0, codes));  // no time: parents first
    CHECK(map.codes(0, r0, rows, c0, cols, 1e9, codes));
    for (int r = 0; r < rows; r += 7) {
      const std::vector<float> row = map.row(r0 + r);
      for (int c = 0; c < cols; c += 5) {
        CHECK(decode_weight(codes[static_cast<std::size_t>(r * cols + c)]) ==
              Catch::Approx(row[static_cast<std::size_t>(c0 + c)] * 4429).epsilon(2e-3).margin(1e-4));
      }
    }
  }
  for (int r = 0; r + 200 <= 4429; r += 200) {  // far more than the tiles that are kept
    for (int c = 0; c + 200 <= 4429; c += 200) map.codes(0, r, 200, c, 200, 1e9, codes);
  }
  CHECK(map.bytes() < 12'000'000);
  double sum = 0;
  for (const double share : map.mass()) sum += share;
  CHECK(sum == Catch::Approx(1));
}
