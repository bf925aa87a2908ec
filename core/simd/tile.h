#pragma once
// The one micro kernel, and the transposes around it. Every product of the library is
//
//   c [rows, lanes] = sum over k of a [k, rows] * b [k, lanes]
//
// with both operands packed so that a step reads kRows numbers of a (each spread over a vector) and one tile of b.
// Tile sizes: WebAssembly has 15 registers in V8 (the 16th is its scratch), so 2 x 16 (8 accumulators, 4 of b, 1 of a)
// is the widest that leaves none in memory; 8 accumulators are what hides the latency of a fused multiply-add.

#include "core/simd/vector.h"

namespace lesson::simd::inline LESSON_SIMD_TARGET {

constexpr int panels_of(int rows) { return (rows + kRows - 1) / kRows; }

/// `panels` panels of kRows rows: a + i * a_step holds panel i as [depth][kRows], b is [depth][tile], c is
/// [panels * kRows][tile]. Add: c is first multiplied by `keep`, one factor a lane; else it is overwritten.
/// Everything is stored without a question (tails go into room that is there): a branch between the loop and the
/// stores makes V8 spill. No constant offsets from several pointers: each would take a register of its own.
template <class T, bool Add>
[[gnu::noinline]] void multiply(const T* a, std::ptrdiff_t a_step, const T* b, int depth, int panels, T* c,
                                const T* keep) {
  using L = Lanes<T>;
  using V = typename L::V;
  for (int panel = 0; panel < panels; ++panel, a += a_step, c += kRows * L::tile) {
    V sum[kRows][kVectors];
#pragma GCC unroll 16
    for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 16
      for (int j = 0; j < kVectors; ++j)
        sum[i][j] = Add ? L::load(c + i * L::tile + j * L::width) * L::load(keep + j * L::width) : V{};
    const T* from_a = a;
    const T* from_b = b;
#pragma GCC unroll 1
    for (int k = 0; k < depth; ++k, from_a += kRows, from_b += L::tile) {
      V step[kVectors];
#pragma GCC unroll 16
      for (int j = 0; j < kVectors; ++j) step[j] = L::load(from_b + j * L::width);
#pragma GCC unroll 16
      for (int i = 0; i < kRows; ++i) {
        const V spread = L::all(from_a[i]);
#pragma GCC unroll 16
        for (int j = 0; j < kVectors; ++j) sum[i][j] = L::fma(spread, step[j], sum[i][j]);
      }
    }
#pragma GCC unroll 16
    for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 16
      for (int j = 0; j < kVectors; ++j) L::store(c + i * L::tile + j * L::width, sum[i][j]);
  }
}

using Four = float __attribute__((vector_size(16)));

LESSON_INLINE Four load_four(const float* p) {
  Four v;
  __builtin_memcpy(&v, p, 16);
  return v;
}
LESSON_INLINE void store_four(float* p, Four v) { __builtin_memcpy(p, &v, 16); }

/// to [cols][rows] <- from [rows][cols], four by four.
[[gnu::noinline]] inline void transpose(const float* from, std::ptrdiff_t from_stride, int rows, int cols, float* to,
                                        std::ptrdiff_t to_stride) {
  int r = 0;
  for (; r + 4 <= rows; r += 4) {
    const float *a = from + r * from_stride, *b = a + from_stride, *c = b + from_stride, *d = c + from_stride;
    float* out = to + r;
    int k = 0;
    for (; k + 4 <= cols; k += 4) {
      const Four w = load_four(a + k), x = load_four(b + k), y = load_four(c + k), z = load_four(d + k);
      const Four wx0 = __builtin_shufflevector(w, x, 0, 4, 1, 5), wx1 = __builtin_shufflevector(w, x, 2, 6, 3, 7);
      const Four yz0 = __builtin_shufflevector(y, z, 0, 4, 1, 5), yz1 = __builtin_shufflevector(y, z, 2, 6, 3, 7);
      store_four(out, __builtin_shufflevector(wx0, yz0, 0, 1, 4, 5));
      store_four(out + to_stride, __builtin_shufflevector(wx0, yz0, 2, 3, 6, 7));
      store_four(out + 2 * to_stride, __builtin_shufflevector(wx1, yz1, 0, 1, 4, 5));
      store_four(out + 3 * to_stride, __builtin_shufflevector(wx1, yz1, 2, 3, 6, 7));
      out += 4 * to_stride;
    }
    for (; k < cols; ++k, out += to_stride) {
      out[0] = a[k];
      out[1] = b[k];
      out[2] = c[k];
      out[3] = d[k];
    }
  }
  if (r + 2 == rows && to_stride == 2) {  // a panel of two rows: zipped
    const float *a = from + r * from_stride, *b = a + from_stride;
    float* out = to;
    int k = 0;
    for (; k + 4 <= cols; k += 4, out += 8) {
      const Four w = load_four(a + k), x = load_four(b + k);
      store_four(out, __builtin_shufflevector(w, x, 0, 4, 1, 5));
      store_four(out + 4, __builtin_shufflevector(w, x, 2, 6, 3, 7));
    }
    for (; k < cols; ++k, out += 2) {
      out[0] = a[k];
      out[1] = b[k];
    }
    return;
  }
  for (; r < rows; ++r)
    for (int k = 0; k < cols; ++k) to[k * to_stride + r] = from[r * from_stride + k];
}

/// The same into double, for the exact path, and back.
template <class From, class To>
void transpose(const From* from, std::ptrdiff_t from_stride, int rows, int cols, To* to, std::ptrdiff_t to_stride) {
  for (int r = 0; r < rows; ++r)
    for (int k = 0; k < cols; ++k) to[k * to_stride + r] = static_cast<To>(from[r * from_stride + k]);
}

template <class T>
LESSON_INLINE void clear(T* p, std::ptrdiff_t count) {
  if (count > 0) __builtin_memset(p, 0, static_cast<std::size_t>(count) * sizeof(T));
}

/// Rows [rows, depth] of a matrix as panels [panels][depth][kRows]; rows that are missing in the last are zeros.
template <class T>
void pack_rows(const float* from, std::ptrdiff_t stride, int rows, int depth, T* to) {
  for (int r = 0; r < rows; r += kRows, to += std::ptrdiff_t{kRows} * depth) {
    const int count = rows - r < kRows ? rows - r : kRows;
    if (count < kRows) clear(to, std::ptrdiff_t{kRows} * depth);
    transpose(from + r * stride, stride, count, depth, to, std::ptrdiff_t{kRows});
  }
}

}  // namespace lesson::simd::inline LESSON_SIMD_TARGET
