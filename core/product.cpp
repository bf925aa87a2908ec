#include "core/product.h"

namespace lesson {

namespace {

/// out += a b, where b is stored by rows (RowMajor) or, as the transpose of such a block, by columns.
/// Eigen's kernel itself, without the dispatch in front of it, which compiles vector and small products as well:
/// a dozen kilobytes of every page for products that are not the ones that take time.
template <int Order, class Scalar>
void gemm(const BlockIn<Scalar>& a, const BlockIn<Scalar>& b, BlockOut<Scalar>& out) {
  using Eigen::Index;
  if (out.size() == 0 || a.cols() == 0) return;
  Eigen::internal::gemm_blocking_space<Eigen::RowMajor, Scalar, Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::Dynamic>
      blocking(out.rows(), out.cols(), a.cols(), 1, true);
  Eigen::internal::general_matrix_matrix_product<Index, Scalar, Eigen::RowMajor, false, Scalar, Order, false,
                                                 Eigen::RowMajor, 1>::run(out.rows(), out.cols(), a.cols(), a.data(),
                                                                          a.outerStride(), b.data(), b.outerStride(),
                                                                          out.data(), 1, out.outerStride(), Scalar(1),
                                                                          blocking, nullptr);
}

template <class Scalar>
void zeroed_transposed(const BlockIn<Scalar>& a, const BlockIn<Scalar>& b, BlockOut<Scalar>& out) {
  out.setZero();
  gemm<Eigen::ColMajor>(a, b, out);
}

}  // namespace

void add_product(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float> out) {
  gemm<Eigen::RowMajor>(a, b, out);
}

void add_product(const BlockIn<double>& a, const BlockIn<double>& b, BlockOut<double> out) {
  gemm<Eigen::RowMajor>(a, b, out);
}

void product(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float> out) {
  out.setZero();
  add_product(a, b, out);
}

void product(const BlockIn<double>& a, const BlockIn<double>& b, BlockOut<double> out) {
  out.setZero();
  add_product(a, b, out);
}

void product_transposed(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float> out) {
  zeroed_transposed(a, b, out);
}

void product_transposed(const BlockIn<double>& a, const BlockIn<double>& b, BlockOut<double> out) {
  zeroed_transposed(a, b, out);
}

}  // namespace lesson
