// The pieces of a block over odd sizes: linear, norms, activations, embeddings, patches.

#include "core/blocks/activation.h"
#include "core/blocks/embedding.h"
#include "core/blocks/patchify.h"
#include "tests/core/blocks/twins.h"

using namespace lesson;
using reference::check_close;
using reference::MatrixD;
using reference::Noise;

namespace {
constexpr int kSizes[] = {1, 2, 3, 7, 8, 9, 16, 17, 33};
}

TEST_CASE("linear layers equal their twin over odd sizes", "[blocks][linear]") {
  for (const int rows : kSizes) {
    for (const int in : {1, 3, 8, 17}) {
      for (const int out : {1, 2, 9, 16}) {
        Linear layer(in, out, rows % 2 == 0);
        twin::randomise(layer, static_cast<std::uint64_t>(in * out));
        const MatrixRM x = Noise(static_cast<std::uint64_t>(rows)).matrix(rows, in);
        MatrixRM y(rows, out);
        apply(layer, x, y);
        const MatrixD want = twin::linear(layer, twin::wide(x));
        check_close(y, want, 3e-6);
        check_close(apply(layer, CVec(x.row(0).transpose())).transpose().eval(), want.topRows(1).eval(), 3e-6);
      }
    }
  }
}

TEST_CASE("activations equal their definitions, far out too", "[blocks][activation]") {
  MatrixRM x(3, 4001);
  for (int i = 0; i < 4001; ++i) {
    x(0, i) = -100.0f + 0.05f * static_cast<float>(i);
    x(1, i) = -4.0f + 0.002f * static_cast<float>(i);
    x(2, i) = static_cast<float>(i) * 1e-9f;
  }
  const auto compare = [&x](void (*ours)(MRef), double (*twin_of)(double)) {
    MatrixRM y = x;
    ours(y);
    const MatrixD want = twin::each(twin::wide(x), twin_of);
    check_close(MatrixD((y.cast<double>() - want).cwiseQuotient(MatrixD(want.cwiseAbs().array().max(1.0)))),
                MatrixD(MatrixD::Zero(3, 4001)), 4e-7);
  };
  compare(silu, twin::silu);
  compare(quick_gelu, twin::quick_gelu);
  compare(gelu_tanh, twin::gelu_tanh);
  compare(gelu_erf, twin::gelu_erf);
  CHECK(silu_of(VectorF::Constant(3, 2.0f))[1] == Catch::Approx(twin::silu(2.0)));
}

TEST_CASE("normalisations equal their twins", "[blocks][norm]") {
  for (const int width : kSizes) {
    Noise noise(static_cast<std::uint64_t>(width));
    MatrixRM x = noise.matrix(5, width, 3.0);
    if (width >= 7) x.array() += 10.0f;  // a mean far from zero must not cancel
    const VectorF a = noise.vector(width), b = noise.vector(width);
    MatrixRM y(5, width);
    const double tolerance = 1e-5;
    normalise(x, y);
    check_close(y, twin::normalise(twin::wide(x), 1e-6), tolerance);
    modulate(x, a, b, y);
    check_close(y, twin::modulate(twin::wide(x), a.cast<double>(), b.cast<double>()), 2 * tolerance);
    LayerNorm norm(width);
    norm.weight = a;
    norm.bias = b;
    layer_norm(norm, x, y);
    check_close(y, twin::affine(norm, twin::wide(x)), 2 * tolerance);
    rms_norm(a, x, y);
    check_close(y, twin::head_norm(twin::wide(x), a), 2e-6);
  }
}

TEST_CASE("strided rows are respected", "[blocks][linear]") {
  MatrixRM wide = MatrixRM::Constant(3, 10, 5.0f);
  silu(wide.middleCols(2, 3));
  CHECK(wide.leftCols(2).isConstant(5.0f));
  CHECK(wide.rightCols(5).isConstant(5.0f));
  CHECK(wide(1, 3) == Catch::Approx(twin::silu(5.0)));
}

TEST_CASE("time becomes cosines and sines of 1000 t", "[blocks][embedding]") {
  const VectorF zero = timestep_embedding(0.0), half = timestep_embedding(0.5);
  CHECK(zero.head(128).isOnes());
  CHECK(zero.tail(128).isZero());
  CHECK(half[0] == Catch::Approx(std::cos(500.0)).margin(1e-6));
  CHECK(half[128] == Catch::Approx(std::sin(500.0)).margin(1e-6));
  CHECK(half[1] == Catch::Approx(std::cos(500.0 * std::pow(10000.0, -1.0 / 128))).margin(1e-4));
}

TEST_CASE("positions hold one coordinate in each half", "[blocks][embedding]") {
  const MatrixRM y_first = sincos_positions(3, 5, 8, AxisOrder::y_first);
  const MatrixRM x_first = sincos_positions(3, 5, 8, AxisOrder::x_first);
  REQUIRE(y_first.rows() == 15);
  CHECK(y_first(7, 0) == Catch::Approx(std::sin(1.0)));  // token 7 is row 1, column 2
  CHECK(y_first(7, 2) == Catch::Approx(std::cos(1.0)));
  CHECK(y_first(7, 4) == Catch::Approx(std::sin(2.0)));
  CHECK(y_first(7, 5) == Catch::Approx(std::sin(0.02)));
  CHECK(x_first.leftCols(4) == y_first.rightCols(4));
  CHECK(x_first.rightCols(4) == y_first.leftCols(4));
}

TEST_CASE("patches hold what the header says and go back without loss", "[blocks][patchify]") {
  for (const auto order : {PatchOrder::channel_row_col, PatchOrder::row_col_channel}) {
    for (const LatentShape shape : {LatentShape{1, 2, 2}, {3, 4, 6}, {4, 32, 32}, {16, 8, 4}}) {
      MatrixRM latent(shape.channels, shape.pixels());
      for (Eigen::Index i = 0; i < latent.size(); ++i) latent.data()[i] = static_cast<float>(i);
      const MatrixRM tokens = patchify(latent, shape, 2, order);
      CHECK(tokens.rows() == shape.pixels() / 4);
      CHECK(tokens.cols() == 4 * shape.channels);
      CHECK(unpatchify(tokens, shape, 2, order) == latent);
    }
  }
  MatrixRM latent(2, 8);  // two channels of a 2 x 4 latent
  latent << 0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17;
  MatrixRM first(1, 8), second(1, 8);
  first << 2, 3, 6, 7, 12, 13, 16, 17;
  second << 2, 12, 3, 13, 6, 16, 7, 17;
  CHECK(patchify(latent, {2, 2, 4}, 2).row(1) == first);
  CHECK(patchify(latent, {2, 2, 4}, 2, PatchOrder::row_col_channel).row(1) == second);
}
