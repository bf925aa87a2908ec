#pragma once
// Vectors of numbers, for the kernels alone: the thirteen operations they are made of, on whatever the target has.
// Included by the files that CMakeLists.txt compiles once per target; everything lives in that target's own inline
// namespace, and nothing of the standard library is called, so that no function compiled for a newer processor can
// stand in for its twin elsewhere.
// Why not Highway: 1.4.0 behind these same operations was 2 to 3 % slower with plain SIMD, and 1.23 (attention) to 1.43
// times slower (a forward) with relaxed SIMD, whose multiply-add it does not use; the module grew by 1 to 2 KB.

#include <cstddef>
#include <cstdint>

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>
#endif

#define LESSON_INLINE [[gnu::always_inline]] static inline

namespace lesson::simd::inline LESSON_SIMD_TARGET {

// A tile of a product: kRows rows by kVectors vectors, its accumulators all in registers (docs in tile.h).
#if defined(__AVX512F__)
inline constexpr int kBytes = 64, kRows = 8, kVectors = 2;
#elif defined(__AVX2__) && defined(__FMA__)
inline constexpr int kBytes = 32, kRows = 6, kVectors = 2;
#else
inline constexpr int kBytes = 16, kRows = 2, kVectors = 4;
#endif

template <class T>
struct Bits;
template <>
struct Bits<float> {
  using Word = std::uint32_t;
  static constexpr int mantissa = 23;
  static constexpr float round = 12582912.0f;  // 1.5 * 2^23: adding it rounds to a whole number, kept in the low bits
  static constexpr float smallest = -126;
};
template <>
struct Bits<double> {
  using Word = std::uint64_t;
  static constexpr int mantissa = 52;
  static constexpr double round = 6755399441055744.0;  // 1.5 * 2^52
  static constexpr double smallest = -1022;
};

template <class T>
struct Lanes {
  using V = T __attribute__((vector_size(kBytes)));
  using Word = typename Bits<T>::Word;
  using Words = Word __attribute__((vector_size(kBytes)));
  static constexpr int width = kBytes / static_cast<int>(sizeof(T));
  static constexpr int tile = kVectors * width;  ///< lanes of a tile

  LESSON_INLINE V load(const T* p) {
    V v;
    __builtin_memcpy(&v, p, sizeof(V));
    return v;
  }
  LESSON_INLINE void store(T* p, V v) { __builtin_memcpy(p, &v, sizeof(V)); }
  LESSON_INLINE V all(T x) { return x - V{}; }
  /// The larger; b where a is no number. (Not the IEEE maximum, which takes WebAssembly several instructions.)
  LESSON_INLINE V max(V a, V b) {
#if defined(__wasm_simd128__)
    if constexpr (sizeof(T) == 4)
      return __builtin_wasm_pmax_f32x4(b, a);
    else
      return __builtin_wasm_pmax_f64x2(b, a);
#else
    return a > b ? a : b;
#endif
  }
  /// a b + c, rounded once where the target can.
  LESSON_INLINE V fma(V a, V b, V c) {
#if defined(__wasm_relaxed_simd__)
    if constexpr (sizeof(T) == 4)
      return __builtin_wasm_relaxed_madd_f32x4(a, b, c);
    else
      return __builtin_wasm_relaxed_madd_f64x2(a, b, c);
#elif defined(__AVX512F__)
    if constexpr (sizeof(T) == 4)
      return _mm512_fmadd_ps(a, b, c);
    else
      return _mm512_fmadd_pd(a, b, c);
#elif defined(__AVX2__) && defined(__FMA__)
    if constexpr (sizeof(T) == 4)
      return _mm256_fmadd_ps(a, b, c);
    else
      return _mm256_fmadd_pd(a, b, c);
#else
    return a * b + c;
#endif
  }
  LESSON_INLINE Words words(V v) { return __builtin_bit_cast(Words, v); }
  /// v times 2^n, where n are the low bits of `power`.
  LESSON_INLINE V times_power(V v, V power) {
    return __builtin_bit_cast(V, words(v) + (words(power) << Bits<T>::mantissa));
  }
  LESSON_INLINE T sum(V v) {
    T total = 0;
    for (int i = 0; i < width; ++i) total += v[i];
    return total;
  }
};

}  // namespace lesson::simd::inline LESSON_SIMD_TARGET
