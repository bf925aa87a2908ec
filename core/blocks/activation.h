#pragma once
// Activations, in place, on any strided block of rows. All written to vectorise but gelu_erf.

#include "core/tensor.h"

namespace lesson {

/// x / (1 + e^-(x (linear + cubic x^2))): what all but gelu_erf are.
struct SigmoidGate {
  float linear, cubic = 0;
};
inline constexpr SigmoidGate kSilu{1.0f}, kQuickGelu{1.702f};
inline constexpr SigmoidGate kGeluTanh{1.5957691216057308f, 1.5957691216057308f * 0.044715f};  ///< 2 sqrt(2/pi)

/// x / (1 + e^-x)
void silu(MRef x);
VectorF silu_of(CVec x);

/// x sigmoid(1.702 x): CLIP-L's.
void quick_gelu(MRef x);

/// x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))): the blocks' and T5's. Computed as x sigmoid(2 ...).
void gelu_tanh(MRef x);

/// x/2 (1 + erf(x / sqrt 2)): OpenCLIP's and GEGLU's.
void gelu_erf(MRef x);

}  // namespace lesson
