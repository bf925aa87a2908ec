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

/// What a block does right before and after a layer. Done while rows are packed for the product and its tiles are
/// still in registers' reach, it costs a pass over neither tensor.
struct Around {
  const float* shift = nullptr;  ///< [in] with scale: x is modulate(x, shift, scale) of core/blocks/norm.h
  const float* scale = nullptr;  ///< [in]
  bool gelu = false;             ///< gelu_tanh of the result
  const float* gate = nullptr;   ///< [out] y += gate * result, instead of y = result
};
void apply(const Linear& layer, CRef x, const Around& around, MRef y);

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
