#include "tests/bench/peers/ceiling.h"

#include <string_view>

#include "core/simd/kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

namespace lesson::bench {

namespace {

// The chain x = x * a + b depends on itself, so that nothing can be computed ahead; a and b bring it to a fixed point.
constexpr float kA = 0.999F, kB = 0.001F;

#if defined(__x86_64__)

__attribute__((target("avx512f"))) double chains_of_512() {
  const __m512 a = _mm512_set1_ps(kA), b = _mm512_set1_ps(kB);
  __m512 x[kChains];
  for (auto& chain : x) chain = b;
  for (int round = 0; round < kRounds; ++round)
#pragma GCC unroll 12
    for (auto& chain : x) chain = _mm512_fmadd_ps(chain, a, b);
  __m512 sum = x[0];
  for (int i = 1; i < kChains; ++i) sum = _mm512_add_ps(sum, x[i]);
  return static_cast<double>(sum[0]);
}

__attribute__((target("avx2,fma"))) double chains_of_256() {
  const __m256 a = _mm256_set1_ps(kA), b = _mm256_set1_ps(kB);
  __m256 x[kChains];
  for (auto& chain : x) chain = b;
  for (int round = 0; round < kRounds; ++round)
#pragma GCC unroll 12
    for (auto& chain : x) chain = _mm256_fmadd_ps(chain, a, b);
  __m256 sum = x[0];
  for (int i = 1; i < kChains; ++i) sum = _mm256_add_ps(sum, x[i]);
  return static_cast<double>(sum[0]);
}

#endif

using Four = float __attribute__((vector_size(16)));

Four multiply_add(Four x, Four a, Four b) {
#if defined(__wasm_relaxed_simd__)
  return __builtin_wasm_relaxed_madd_f32x4(x, a, b);
#else
  return x * a + b;
#endif
}

double chains_of_128() {
  const Four a = {kA, kA, kA, kA}, b = {kB, kB, kB, kB};
  Four x[kChains];
  for (auto& chain : x) chain = b;
  for (int round = 0; round < kRounds; ++round)
#pragma GCC unroll 12
    for (auto& chain : x) chain = multiply_add(chain, a, b);
  Four sum = x[0];
  for (int i = 1; i < kChains; ++i) sum += x[i];
  return static_cast<double>(sum[0]);
}

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
  return chains_of_128();
}

}  // namespace lesson::bench
