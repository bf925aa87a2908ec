#pragma once
// Matrices of the core: row-major float, shapes in the letters of core/shapes.h.

#include "core/storage.h"

namespace lesson {

using MatrixRM = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using VectorF = Eigen::VectorXf;
using RowVectorF = Eigen::RowVectorXf;

/// Borrowed read-only matrix: the border type of every kernel (rows may be strided, columns not).
using CRef = const Eigen::Ref<const MatrixRM, 0, Eigen::OuterStride<>>&;
/// Borrowed writable matrix.
using MRef = Eigen::Ref<MatrixRM, 0, Eigen::OuterStride<>>;
/// Borrowed read-only vector.
using CVec = const Eigen::Ref<const VectorF>&;

}  // namespace lesson
