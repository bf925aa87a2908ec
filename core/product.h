#pragma once
// Matrix products of row-major blocks, on the kernels of core/simd. (Eigen's own would put its dispatch between small,
// vector and large products, some kilobytes, into every place that multiplies.)

#include "core/simd/jobs.h"
#include "core/tensor.h"

namespace lesson {

template <class Scalar>
using BlockIn =
    Eigen::Ref<const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>, 0, Eigen::OuterStride<>>;
template <class Scalar>
using BlockOut =
    Eigen::Ref<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>, 0, Eigen::OuterStride<>>;

/// out [m, n] += a [m, k] b [k, n]. Inputs must not overlap out, here and below. k may be 0.
void add_product(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float> out);

/// out [m, n] = a [m, k] b [n, k]^T, e.g. scores from queries and keys.
void product_transposed(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float> out);

/// out [m, n] = a [m, k] b [k, n].
void product(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float> out);

/// Any of these with what may stand before and after it, for layers: the job but its room, which is found here, once a
/// thread, and kept.
void run_product(simd::ProductJob job);

/// y [m] = a [m, k] x [k] + bias; bias [m] or nullptr.
void product_with_vector(const BlockIn<float>& a, const float* x, const float* bias, float* y);

}  // namespace lesson
