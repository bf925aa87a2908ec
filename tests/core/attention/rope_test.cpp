#include "core/attention/rope.h"

#include "core/attention/head_norm.h"
#include "tests/core/reference.h"

using namespace lesson;
using reference::check_close;
using reference::MatrixD;
using reference::Noise;

TEST_CASE("rope turns every pair by its angle, axis by axis", "[attention][rope]") {
  const std::vector<int> axes = {16, 56, 56};
  const MatrixRM positions = flux_positions(2, 3, 4);
  const MatrixRM x = Noise(1).matrix(14, 2 * 128);
  MatrixD want = x.cast<double>();
  for (int token = 0; token < 14; ++token) {
    for (int head = 0; head < 2; ++head) {
      int column = head * 128;
      for (int axis = 0; axis < 3; ++axis) {
        for (int i = 0; i < axes[static_cast<std::size_t>(axis)]; i += 2, column += 2) {
          const double angle = static_cast<double>(positions(token, axis)) /
                               std::pow(10000.0, i / static_cast<double>(axes[static_cast<std::size_t>(axis)]));
          const double a = static_cast<double>(x(token, column)), b = static_cast<double>(x(token, column + 1));
          want(token, column) = std::cos(angle) * a - std::sin(angle) * b;
          want(token, column + 1) = std::sin(angle) * a + std::cos(angle) * b;
        }
      }
    }
  }
  MatrixRM got = x;
  apply_rope(got, 2, make_rope_table(positions, axes));
  check_close(got, want, 1e-6);
}

TEST_CASE("scores under rope depend on the distance alone", "[attention][rope]") {
  const MatrixRM vectors = Noise(2).matrix(2, 8);
  MatrixRM positions(2, 1);
  const auto score_at = [&](float first, float second) {
    positions << first, second;
    MatrixRM turned = vectors;
    apply_rope(turned, 1, make_rope_table(positions, {8}));
    return turned.row(0).dot(turned.row(1));
  };
  CHECK(score_at(3, 10) == Catch::Approx(score_at(20, 27)).margin(1e-5));
  CHECK(std::abs(score_at(3, 10) - score_at(3, 11)) > 1e-3f);
}

TEST_CASE("text tokens sit at the origin and are not turned", "[attention][rope]") {
  const MatrixRM x = Noise(3).matrix(5, 8);
  MatrixRM got = x;
  apply_rope(got, 1, make_rope_table(flux_positions(3, 1, 2), {2, 2, 4}));
  CHECK(got.topRows(4) == x.topRows(4));  // three words, and the image token at (0, 0)
  CHECK(got.row(4) != x.row(4));
}

TEST_CASE("head norm gives every head a root mean square of one, times its weight", "[attention][norm]") {
  for (const int dim : {1, 2, 3, 7, 8, 9, 32}) {
    Noise noise(static_cast<std::uint64_t>(dim));
    const MatrixRM x = noise.matrix(5, 3 * dim, 4.0);
    const VectorF weight = noise.vector(dim);
    MatrixD want(5, 3 * dim);
    for (int row = 0; row < 5; ++row) {
      for (int head = 0; head < 3; ++head) {
        double square = 0;
        for (int i = 0; i < dim; ++i) square += std::pow(static_cast<double>(x(row, head * dim + i)), 2);
        for (int i = 0; i < dim; ++i) {
          want(row, head * dim + i) = static_cast<double>(x(row, head * dim + i)) / std::sqrt(square / dim + 1e-6) *
                                      static_cast<double>(weight[i]);
        }
      }
    }
    MatrixRM got = x;
    rms_norm_heads(got, 3, weight);
    check_close(got, want, 2e-6);
  }
}
