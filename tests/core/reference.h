#pragma once
// Naive twins: the textbook loops, all in double, against which every kernel is compared.

#include <catch_amalgamated.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "core/tensor.h"

namespace lesson::reference {

using MatrixD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Small repeatable numbers, roughly normal (sum of uniforms); not the core's own generator.
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : state_(seed * 2862933555777941757ull + 3037000493ull) {}

  double next() {
    double sum = 0;
    for (int i = 0; i < 6; ++i) sum += uniform();
    return (sum - 3.0) * std::sqrt(2.0);
  }
  double uniform() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<double>(state_ >> 11) * 0x1p-53;
  }
  MatrixRM matrix(int rows, int cols, double scale = 1.0) {
    MatrixRM m(rows, cols);
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < cols; ++c) m(r, c) = static_cast<float>(next() * scale);
    return m;
  }
  VectorF vector(int size, double scale = 1.0) {
    VectorF v(size);
    for (int i = 0; i < size; ++i) v[i] = static_cast<float>(next() * scale);
    return v;
  }

 private:
  std::uint64_t state_;
};

/// Largest absolute difference; fails (and says where) when above tolerance or shapes differ.
template <class Got, class Want>
void check_close(const Got& got, const Want& want, double tolerance, const std::string& what = "") {
  REQUIRE(got.rows() == want.rows());
  REQUIRE(got.cols() == want.cols());
  double worst = 0;
  Eigen::Index worst_row = 0, worst_col = 0;
  for (Eigen::Index r = 0; r < got.rows(); ++r) {
    for (Eigen::Index c = 0; c < got.cols(); ++c) {
      const double gap = std::abs(static_cast<double>(got(r, c)) - static_cast<double>(want(r, c)));
      if (gap <= worst) continue;
      worst = gap;  // a NaN fails below: it is never <= worst
      worst_row = r;
      worst_col = c;
      if (std::isnan(gap)) break;
    }
    if (std::isnan(worst)) break;
  }
  INFO(what << " worst at [" << worst_row << ", " << worst_col
            << "]: " << (got.size() ? static_cast<double>(got(worst_row, worst_col)) : 0.0) << " against "
            << (want.size() ? static_cast<double>(want(worst_row, worst_col)) : 0.0));
  CHECK(worst <= tolerance);
}

// --- attention ---------------------------------------------------------------------------------

struct Attention {
  MatrixD out;                   // [Q, H*D]
  std::vector<MatrixD> weights;  // H of [Q, K]
};

/// allowed(row, key) says whether a query row may read a key.
template <class Matrix, class Allowed>
Attention attention(const Matrix& q, const Matrix& k, const Matrix& v, int heads, Allowed allowed) {
  const int dim = static_cast<int>(q.cols()) / heads;
  Attention result{MatrixD::Zero(q.rows(), q.cols()), {}};
  for (int h = 0; h < heads; ++h) {
    MatrixD w = MatrixD::Zero(q.rows(), k.rows());
    for (int i = 0; i < q.rows(); ++i) {
      double top = -1e300, sum = 0;
      for (int j = 0; j < k.rows(); ++j) {
        for (int c = 0; c < dim; ++c)
          w(i, j) += static_cast<double>(q(i, h * dim + c)) * static_cast<double>(k(j, h * dim + c));
        w(i, j) /= std::sqrt(static_cast<double>(dim));
        if (allowed(i, j)) top = std::max(top, w(i, j));
      }
      for (int j = 0; j < k.rows(); ++j) {
        w(i, j) = allowed(i, j) ? std::exp(w(i, j) - top) : 0.0;
        sum += w(i, j);
      }
      for (int j = 0; j < k.rows(); ++j) {
        if (sum > 0) w(i, j) /= sum;
        for (int c = 0; c < dim; ++c) result.out(i, h * dim + c) += w(i, j) * static_cast<double>(v(j, h * dim + c));
      }
    }
    result.weights.push_back(w);
  }
  return result;
}

template <class Matrix>
Attention attention(const Matrix& q, const Matrix& k, const Matrix& v, int heads) {
  return attention(q, k, v, heads, [](int, int) { return true; });
}

}  // namespace lesson::reference
