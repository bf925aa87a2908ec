// Products and layers against plain double loops: every kernel, sizes that divide nothing, all that stands around.

#include "core/product.h"

#include "core/blocks/activation.h"
#include "tests/core/blocks/twins.h"
#include "tests/core/simd/every_kernel.h"

using namespace lesson;
using reference::check_close;
using reference::MatrixD;
using reference::Noise;

namespace {
constexpr int kSizes[] = {1, 2, 3, 5, 8, 15, 16, 17, 33, 50};

MatrixD multiplied(const MatrixRM& a, const MatrixRM& b) {
  MatrixD c = MatrixD::Zero(a.rows(), b.cols());
  for (int i = 0; i < a.rows(); ++i)
    for (int j = 0; j < b.cols(); ++j)
      for (int k = 0; k < a.cols(); ++k) c(i, j) += static_cast<double>(a(i, k)) * static_cast<double>(b(k, j));
  return c;
}
}  // namespace

TEST_CASE("products of any size equal plain loops, in strided blocks, and touch nothing else", "[simd][product]") {
  with_every_kernel([] {
    for (const int m : kSizes) {
      for (const int n : kSizes) {
        for (const int k : {1, 3, 16, 37}) {
          const MatrixRM a = Noise(1).matrix(m, k), b = Noise(2).matrix(k, n), b_t = b.transpose();
          const MatrixD want = multiplied(a, b);
          MatrixRM wide = MatrixRM::Constant(m + 2, n + 40, 7.0f);
          product(a, b, wide.block(1, 20, m, n));
          check_close(wide.block(1, 20, m, n).eval(), want, 1e-5, "product");
          add_product(a, b, wide.block(1, 20, m, n));
          check_close(wide.block(1, 20, m, n).eval(), (2 * want).eval(), 2e-5, "add_product");
          product_transposed(a, b_t, wide.block(1, 20, m, n));
          check_close(wide.block(1, 20, m, n).eval(), want, 1e-5, "product_transposed");
          wide.block(1, 20, m, n).setConstant(7.0f);
          CHECK(wide.isConstant(7.0f, 0.0f));
        }
      }
    }
  });
}

TEST_CASE("deep products and many rows go in blocks", "[simd][product]") {
  with_every_kernel([] {
    for (const auto& [m, k, n] : {std::tuple{5, 1100, 19}, {1100, 20, 17}, {513, 513, 3}, {3, 0, 4}}) {
      const MatrixRM a = Noise(1).matrix(m, k), b = Noise(2).matrix(k, n);
      MatrixRM c(m, n);
      product(a, b, c);
      check_close(c, multiplied(a, b), 1e-4);
    }
  });
}

TEST_CASE("a layer with modulation, GELU, gate and addition is the steps one by one", "[simd][linear]") {
  with_every_kernel([] {
    for (const int rows : {1, 2, 7, 33}) {
      for (const int in : {3, 8, 37}) {
        for (const int out : {1, 16, 35}) {
          Linear layer(in, out, rows != 7);
          twin::randomise(layer, 5);
          Noise noise(9);
          const MatrixRM x = noise.matrix(rows, in, 2.0), before = noise.matrix(rows, out);
          const VectorF shift = noise.vector(in), scale = noise.vector(in), gate = noise.vector(out);
          const MatrixD modulated = twin::modulate(twin::wide(x), shift.cast<double>(), scale.cast<double>());
          MatrixRM y = before;
          apply(layer, x, {.shift = shift.data(), .scale = scale.data(), .gelu = true}, y);
          check_close(y, twin::each(twin::linear(layer, modulated), twin::gelu_tanh), 2e-5, "modulated, GELU");
          y = before;
          apply(layer, x, {.gate = gate.data()}, y);
          MatrixD want = twin::linear(layer, twin::wide(x));
          for (int r = 0; r < rows; ++r)
            for (int c = 0; c < out; ++c)
              want(r, c) = static_cast<double>(before(r, c)) + static_cast<double>(gate[c]) * want(r, c);
          check_close(y, want, 1e-5, "gated");
        }
      }
    }
  });
}

TEST_CASE("one vector through a layer is a row through it", "[simd][linear]") {
  with_every_kernel([] {
    for (const int in : kSizes) {
      Linear layer(in, 9);
      twin::randomise(layer, 2);
      const VectorF x = Noise(4).vector(in);
      const MatrixRM row = x.transpose();
      check_close(apply(layer, CVec(x)).transpose().eval(), twin::linear(layer, twin::wide(row)), 5e-6);
    }
  });
}
