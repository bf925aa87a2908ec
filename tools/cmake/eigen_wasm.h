#pragma once
#pragma clang system_header  // casts between vector types are C's; our warnings do not apply here
// Forced into every WebAssembly translation unit before Eigen 3.4, which knows no WebAssembly but
// does know SSE4.1, and Emscripten's SSE headers turn that into 128-bit WebAssembly SIMD.
// Measured on a 512 x 512 product: scalar 5.8, SIMD 19, relaxed fused multiply-add 31 GFLOP/s.

// Eigen includes <mmintrin.h>, clang's x86-only MMX header. This is its include guard: skip it.
#define __MMINTRIN_H

#if defined(__cplusplus) && defined(__wasm_relaxed_simd__)
#include <emmintrin.h>
#include <wasm_simd128.h>
#include <xmmintrin.h>

// Eigen fuses multiply and add where it thinks the processor can; give it the intrinsics it calls.
// Where the browser's processor has no FMA, relaxed_madd rounds twice, like plain SIMD.
#define EIGEN_VECTORIZE_FMA
static inline __m128 _mm_fmadd_ps(__m128 a, __m128 b, __m128 c) {
  return (__m128)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c);
}
static inline __m128d _mm_fmadd_pd(__m128d a, __m128d b, __m128d c) {
  return (__m128d)wasm_f64x2_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c);
}

// Eigen's scalar leftovers call ::fmaf, exact and slow in software: let them round twice instead.
#include <cmath>
static inline float lesson_fmaf(float a, float b, float c) { return a * b + c; }
static inline double lesson_fma(double a, double b, double c) { return a * b + c; }
#define fmaf lesson_fmaf
#define fma lesson_fma
#endif
