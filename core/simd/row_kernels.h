#pragma once
// Kernels over single rows: activations, a row's softmax, and one look at a tensor.

#include "core/simd/exponential.h"
#include "core/simd/jobs.h"
#include "core/simd/product_kernel.h"

namespace lesson::simd::inline LESSON_SIMD_TARGET {

/// f(vector) -> vector for n numbers in place; the last ones through a vector of their own, padded with `rest`.
template <class F>
LESSON_INLINE void map_row(float* x, int n, float rest, F f) {
  using L = Lanes<float>;
  int i = 0;
  for (; i + L::width <= n; i += L::width) L::store(x + i, f(L::load(x + i)));
  if (i == n) return;
  float last[L::width];
  for (int l = 0; l < L::width; ++l) last[l] = i + l < n ? x[i + l] : rest;
  L::store(last, f(L::load(last)));
  for (int l = 0; i + l < n; ++l) x[i + l] = last[l];
}

inline void activate(float* x, int n, float linear, float cubic) {
  map_row(x, n, 0.0f, [=](Lanes<float>::V v) { return sigmoid_gated(v, linear, cubic); });
}

/// x <- e^((x - top) * scale) for n numbers; returns their sum.
inline float exp_and_sum(float* x, int n, float top, float scale) {
  using L = Lanes<float>;
  const float power = scale * static_cast<float>(kLog2E);
  L::V sums{};
  map_row(x, n, -3e38f, [&](L::V v) {
    const L::V weight = exp2<float>((v - top) * power);
    sums += weight;
    return weight;
  });
  return L::sum(sums);
}

inline float max_of(const float* x, int n) {
  using L = Lanes<float>;
  L::V best = L::all(x[0]);
  float rest = x[0];
  each_vector(n, [&](int i) { best = L::max(L::load(x + i), best); }, [&](int i) { rest = x[i] > rest ? x[i] : rest; });
  for (int l = 0; l < L::width; ++l) rest = best[l] > rest ? best[l] : rest;
  return rest;
}

/// Is every number finite, and how large are they? x * 0 is no number where x is none or infinite, and stays so summed.
inline Findings look_at(Rows x, int rows, int cols) {
  using L = Lanes<float>;
  Findings found;
  L::V nothing{}, largest{};
  float rest = 0, longest = 0;
  for (int r = 0; r < rows; ++r) {
    const float* const row = x.row(r);
    L::V squares{};
    float square = 0;
    each_vector(
        cols,
        [&](int i) {
          const L::V v = L::load(row + i);
          nothing += v * 0.0f;
          largest = L::max(L::max(v, -v), largest);
          squares = L::fma(v, v, squares);
        },
        [&](int i) {
          rest += row[i] * 0.0f;
          const float size = row[i] < 0 ? -row[i] : row[i];
          largest[0] = size > largest[0] ? size : largest[0];
          square += row[i] * row[i];
        });
    const float length = L::sum(squares) + square;  // infinite where squares overflow: then it is long enough
    longest = length > longest ? length : longest;
  }
  const float zero = L::sum(nothing) + rest;
  found.finite = zero == 0.0f;
  found.longest = static_cast<double>(longest);
  for (int l = 0; l < L::width; ++l)
    if (static_cast<double>(largest[l]) > found.largest) found.largest = static_cast<double>(largest[l]);
  return found;
}

}  // namespace lesson::simd::inline LESSON_SIMD_TARGET
