#pragma once
// Fills a weight struct from a safetensors file, by the names its visit() gives.
//
// A tensor is F32, F16 or BF16, or I8 beside a tensor NAME.scale with one factor per row (first axis):
// weight[r, ...] = int8[r, ...] * scale[r]. Matrices with more than two axes are flattened after the first.

#include <optional>
#include <string>

#include "core/blocks/linear.h"
#include "core/io/safetensors.h"

namespace lesson {

/// The named tensor as a [rows, cols] matrix in `into` (rows * cols floats).
/// Error: no such tensor, another shape, an element type that is no weight, or a missing scale.
Result<void> read_weights(const SafetensorsFile& file, const std::string& name, Eigen::Index rows, Eigen::Index cols,
                          float* into);

/// Every tensor of `weights` from prefix + its name. Sizes are those that `weights` was made with.
template <class Weights>
Result<void> load_weights(const SafetensorsFile& file, const std::string& prefix, Weights& weights) {
  std::optional<Error> failed;
  Weights::visit(weights, prefix, [&](const std::string& name, auto& tensor) {
    if (failed) return;
    auto read = read_weights(file, name, tensor.rows(), tensor.cols(), tensor.data());
    if (!read) failed = read.error();
  });
  if (failed) return *failed;
  return {};
}

}  // namespace lesson
