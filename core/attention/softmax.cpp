#include "core/attention/softmax.h"

#include "core/simd/kernels.h"

namespace lesson {

float max_of(const float* x, int n) { return simd::kernels().max_of(x, n); }

float exp_and_sum(float* x, int n, float top, float scale) { return simd::kernels().exp_and_sum(x, n, top, scale); }

}  // namespace lesson
