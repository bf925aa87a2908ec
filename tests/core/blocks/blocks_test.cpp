// Every block against its double twin over odd sizes, and what makes each block what it is.

#include "tests/core/blocks/twins.h"

using namespace lesson;
using reference::check_close;
using reference::Noise;

namespace {

constexpr double kTolerance = 2e-5;  // float through a whole block; values are near one

struct Case {
  MatrixRM text, image;
  VectorF c;
};

Case make_case(int text_tokens, int image_tokens, int width, std::uint64_t seed) {
  Noise noise(seed);
  return {noise.matrix(text_tokens, width), noise.matrix(image_tokens, width), noise.vector(width)};
}

QuadrantCut one_way() {
  QuadrantCut cut;
  cut.set(Quadrant::text_reads_image);
  return cut;
}

}  // namespace

TEST_CASE("a DiT block equals its twin", "[blocks]") {
  for (const int tokens : {1, 2, 3, 7, 8, 9, 65}) {
    for (const bool norm : {false, true}) {
      DiTBlock block(12, 3, 40, norm);
      twin::randomise(block, 1);
      auto in = make_case(0, tokens, 12, static_cast<std::uint64_t>(tokens));
      const auto want = twin::dit(block, twin::wide(in.image), in.c);
      BlockScratch scratch;
      run(block, in.image, in.c, scratch);
      check_close(in.image, want, kTolerance);
    }
  }
}

TEST_CASE("an MMDiT block equals its twin, first, last and cut", "[blocks]") {
  for (const int text : {1, 2, 7, 70}) {
    for (const bool last : {false, true}) {
      for (const auto& cut : {QuadrantCut{}, one_way()}) {
        const int image = 9;
        MMDiTBlock block(16, 2, 24, true, last);
        twin::randomise(block, 2);
        auto in = make_case(text, image, 16, static_cast<std::uint64_t>(text));
        const auto rope = make_rope_table(flux_positions(text, 3, 3), {2, 2, 4});
        const auto want =
            twin::joint(block.text, block.image, 2, twin::wide(in.text), twin::wide(in.image), in.c, cut, &rope);
        const MatrixRM text_before = in.text;
        BlockScratch scratch;
        run(block, in.text, in.image, in.c, scratch, {cut, &rope, {}});
        check_close(in.image, want.image, kTolerance, "image");
        check_close(in.text, want.text, kTolerance, "text");
        CHECK((in.text == text_before) == last);
      }
    }
  }
}

TEST_CASE("the shared block is the MMDiT block with one set of weights", "[blocks]") {
  SharedBlock block(12, 2, 20, true);
  twin::randomise(block, 3);
  auto in = make_case(5, 8, 12, 3);
  const auto want =
      twin::joint(block.both, block.both, 2, twin::wide(in.text), twin::wide(in.image), in.c, {}, nullptr);
  BlockScratch scratch;
  run(block, in.text, in.image, in.c, scratch);
  check_close(in.image, want.image, kTolerance);
  check_close(in.text, want.text, kTolerance);
}

TEST_CASE("a FLUX single-stream block equals its twin", "[blocks]") {
  for (const int image : {1, 6, 66}) {
    const int text = 3;
    FluxSingleBlock block(16, 2, 24);
    twin::randomise(block, 4);
    auto in = make_case(0, text + image, 16, static_cast<std::uint64_t>(image));
    const auto rope = make_rope_table(flux_positions(text, 1, image), {2, 2, 4});
    const auto want = twin::flux_single(block, twin::wide(in.image), text, in.c, one_way(), &rope);
    AttendScratch scratch;
    run(block, in.image, text, in.c, scratch, {one_way(), &rope, {}});
    check_close(in.image, want, kTolerance);
  }
}

TEST_CASE("a cross-attention DiT block equals its twin", "[blocks]") {
  for (const int text : {1, 7, 77}) {
    CrossDiTBlock block(12, 12, 3, 20, true);
    twin::randomise(block, 5);
    auto in = make_case(text, 9, 12, static_cast<std::uint64_t>(text));
    const auto want = twin::cross_dit(block, twin::wide(in.image), twin::wide(in.text), in.c);
    BlockScratch scratch;
    run(block, in.image, in.text, in.c, scratch);
    check_close(in.image, want, kTolerance);
  }
}

TEST_CASE("a U-Net transformer block equals its twin", "[blocks]") {
  for (const int pixels : {1, 4, 81}) {
    Noise noise(static_cast<std::uint64_t>(pixels));
    UNetBlock block(10, 7, 2);
    twin::randomise(block, 6);
    MatrixRM x = noise.matrix(pixels, 10);
    const MatrixRM text = noise.matrix(5, 7);
    const auto want = twin::unet(block, twin::wide(x), twin::wide(text));
    AttendScratch scratch;
    run(block, x, text, scratch);
    check_close(x, want, kTolerance);
  }
}

TEST_CASE("a block whose gates are zero changes nothing", "[blocks][adaln]") {
  // adaLN-Zero: training starts from the identity.
  auto in = make_case(4, 6, 12, 7);
  MMDiTBlock block(12, 2, 20, true);
  twin::randomise(block, 7);
  for (Stream* stream : {&block.text, &block.image}) {
    stream->mod.weight.setZero();
    stream->mod.bias.setZero();
  }
  const Case before = in;
  BlockScratch scratch;
  run(block, in.text, in.image, in.c, scratch);
  CHECK(in.text == before.text);
  CHECK(in.image == before.image);
}

TEST_CASE("a block does not care about the order of image tokens without positions", "[blocks][property]") {
  auto in = make_case(4, 9, 12, 8);
  MMDiTBlock block(12, 2, 20, true);
  twin::randomise(block, 8);
  Eigen::PermutationMatrix<Eigen::Dynamic> order(9);
  for (int i = 0; i < 9; ++i) order.indices()[i] = i * 4 % 9;
  MatrixRM text = in.text, shuffled = order * in.image;
  BlockScratch scratch;
  run(block, in.text, in.image, in.c, scratch);
  run(block, text, shuffled, in.c, scratch);
  check_close(shuffled, MatrixRM(order * in.image), 1e-5);
  check_close(text, in.text, 1e-5);
}

TEST_CASE("cutting image_reads_text makes the image deaf to the words", "[blocks][cut]") {
  MMDiTBlock block(12, 2, 20, true);
  twin::randomise(block, 9);
  auto one = make_case(4, 6, 12, 9), other = one;
  other.text = Noise(10).matrix(4, 12);
  AttentionControl deaf;
  deaf.cut.set(Quadrant::image_reads_text);
  BlockScratch scratch;
  run(block, one.text, one.image, one.c, scratch, deaf);
  run(block, other.text, other.image, other.c, scratch, deaf);
  CHECK(one.image == other.image);
  CHECK(one.text != other.text);
}

TEST_CASE("the tap sees the queries and keys from which the attention can be rebuilt", "[blocks][tap]") {
  MMDiTBlock block(12, 2, 20, true);
  twin::randomise(block, 11);
  auto in = make_case(4, 6, 12, 11);
  MatrixRM q, k;
  AttentionControl control;
  control.tap = [&](CRef seen_q, CRef seen_k) {
    q = seen_q;
    k = seen_k;
  };
  BlockScratch scratch;
  run(block, in.text, in.image, in.c, scratch, control);
  REQUIRE(q.rows() == 10);
  REQUIRE(k.cols() == 12);
  check_close(scratch.attended, reference::attention<MatrixRM>(q, k, scratch.v(), 2).out, 1e-5);
}

TEST_CASE("parameter counts follow the published formulas", "[blocks][count]") {
  for (const std::int64_t d : {12, 24, 60}) {
    const std::int64_t heads = 3, D = d / heads;
    const int width = static_cast<int>(d), h = static_cast<int>(heads), m = 4 * width;
    CHECK(parameters(DiTBlock(width, h, m)) == 18 * d * d + 15 * d);
    CHECK(parameters(MMDiTBlock(width, h, m, false)) == 36 * d * d + 30 * d);
    CHECK(parameters(MMDiTBlock(width, h, m, true)) == 36 * d * d + 30 * d + 4 * D);
    CHECK(parameters(MMDiTBlock(width, h, m, true, true)) == 23 * d * d + 20 * d + 4 * D);
    CHECK(parameters(SharedBlock(width, h, m, false)) == 18 * d * d + 15 * d);
    CHECK(parameters(FluxSingleBlock(width, h, m)) == 15 * d * d + 11 * d + 2 * D);
    // self 4, MLP 8, modulation 6, cross q, out 2 d^2, cross k, v 2 d d_c
    CHECK(parameters(CrossDiTBlock(width, 7, h, m, false)) == 20 * d * d + 2 * d * 7 + 19 * d);
    // attentions 6 d^2 + 2 d d_c + 2d, GEGLU 12 d^2 + 9 d, three norms 6 d
    CHECK(parameters(UNetBlock(width, 7, h)) == 18 * d * d + 2 * d * 7 + 17 * d);
  }
}
