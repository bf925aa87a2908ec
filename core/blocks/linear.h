#pragma once
// Linear layers and how tensors of a weight struct are listed.
//
// Every weight struct has one `visit(self, prefix, f)`: f(name, tensor) for each tensor, in one order.
// Loading, counting and filling with random numbers all walk that one list.

#include <cstdint>
#include <string>

#include "core/tensor.h"

namespace lesson {

/// y = x W^T + b, laid out as PyTorch does. bias is empty where there is none.
struct Linear {
  MatrixRM weight;  ///< [out, in]
  VectorF bias;     ///< [out] or empty

  Linear() = default;
  Linear(int in, int out, bool with_bias = true)
      : weight(MatrixRM::Zero(out, in)), bias(VectorF::Zero(with_bias ? out : 0)) {}

  int in() const { return static_cast<int>(weight.cols()); }
  int out() const { return static_cast<int>(weight.rows()); }

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    f(prefix + "weight", self.weight);
    if (self.bias.size() > 0) f(prefix + "bias", self.bias);
  }
};

/// y [S, out] <- x [S, in]; y must not overlap x.
void apply(const Linear& layer, CRef x, MRef y);

/// One vector through a layer: [in] -> [out].
VectorF apply(const Linear& layer, CVec x);

/// Number of parameters of any weight struct.
template <class Weights>
std::int64_t parameters(const Weights& weights) {
  std::int64_t count = 0;
  Weights::visit(weights, "", [&count](const std::string&, const auto& tensor) { count += tensor.size(); });
  return count;
}

}  // namespace lesson
