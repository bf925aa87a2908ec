#pragma once
// Matrix products of row-major blocks, compiled once: Eigen would otherwise put its dispatch between small, vector and
// large products, some kilobytes, into every place that multiplies.

#include "core/tensor.h"

namespace lesson {

/// The same borders in either precision.
template <class Scalar>
using BlockIn =
    Eigen::Ref<const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>, 0, Eigen::OuterStride<>>;
template <class Scalar>
using BlockOut =
    Eigen::Ref<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>, 0, Eigen::OuterStride<>>;

/// out [m, n] += a [m, k] b [k, n]. Inputs must not overlap out.
void add_product(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float> out);
void add_product(const BlockIn<double>& a, const BlockIn<double>& b, BlockOut<double> out);
/// out [m, n] = a [m, k] b [n, k]^T, e.g. scores from queries and keys.
void product_transposed(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float> out);
void product_transposed(const BlockIn<double>& a, const BlockIn<double>& b, BlockOut<double> out);

/// out [m, n] = a [m, k] b [k, n].
void product(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float> out);
void product(const BlockIn<double>& a, const BlockIn<double>& b, BlockOut<double> out);

}  // namespace lesson
