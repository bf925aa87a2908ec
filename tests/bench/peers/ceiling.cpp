#include "tests/bench/peers/ceiling.h"

#include <string_view>

#include "core/simd/kernels.h"

namespace lesson::bench {

namespace {

// The chain x = x * a + b depends on itself, so that nothing can be computed ahead; a and b bring it to a fixed point.
constexpr float kA = 0.999F, kB = 0.001F;

template <int lanes>
using Vector = float __attribute__((vector_size(4 * lanes)));

/// One instruction where there is one: this file is compiled so that the two are fused.
template <class V>
[[gnu::always_inline]] inline void multiply_add(V& x, const V& a, const V& b) {
#if defined(__wasm_relaxed_simd__)
  x = __builtin_wasm_relaxed_madd_f32x4(x, a, b);
#else
  x = x * a + b;
#endif
}

/// Compiled for the processor of the function that it becomes a part of.
template <int lanes>
[[gnu::always_inline]] inline double chains() {
  const Vector<lanes> a = Vector<lanes>{} + kA, b = Vector<lanes>{} + kB;
  Vector<lanes> x[kChains];
  for (auto& chain : x) chain = b;
  for (int round = 0; round < kRounds; ++round)
#pragma GCC unroll 12
    for (auto& chain : x) multiply_add(chain, a, b);
  Vector<lanes> sum = x[0];
  for (int i = 1; i < kChains; ++i) sum += x[i];
  return static_cast<double>(sum[0]);
}

#if defined(__x86_64__)
__attribute__((target("avx512f"))) double chains_of_512() { return chains<16>(); }
__attribute__((target("avx2,fma"))) double chains_of_256() { return chains<8>(); }
#endif

}  // namespace

int ceiling_lanes() {
  const std::string_view name = simd::kernels().name;
  return name == "avx512" ? 16 : name == "avx2" ? 8 : 4;
}

double multiply_add_without_memory() {
#if defined(__x86_64__)
  if (ceiling_lanes() == 16) return chains_of_512();
  if (ceiling_lanes() == 8) return chains_of_256();
#endif
  return chains<4>();
}

}  // namespace lesson::bench
