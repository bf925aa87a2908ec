#pragma once
// Products: linear layers with what stands before (a norm and its modulation, while the rows are packed) and after them
// (bias, activation, gate, addition), and the columns of convolutions.

#include "core/simd/exponential.h"
#include "core/simd/jobs.h"
#include "core/simd/tile.h"

namespace lesson::simd::inline LESSON_SIMD_TARGET {

inline constexpr int kRowBlock = 512;    ///< rows packed at a time
inline constexpr int kDepthBlock = 512;  ///< so deep a panel of b stays in the first cache

inline std::size_t product_room(int rows, int depth) {
  const auto block = static_cast<std::size_t>(panels_of(rows < kRowBlock ? rows : kRowBlock)) * kRows;
  const auto tile = static_cast<std::size_t>(Lanes<float>::tile), d = static_cast<std::size_t>(depth);
  return (block + kRows) * d + tile * (d + block + 1);
}

LESSON_INLINE float square_root(float x) { return __builtin_sqrtf(x); }

/// Calls whole(i) for every vector of n numbers, then single(i) for those that are left.
template <class Whole, class Single>
LESSON_INLINE void each_vector(int n, Whole whole, Single single) {
  int i = 0;
  for (; i + Lanes<float>::width <= n; i += Lanes<float>::width) whole(i);
  for (; i < n; ++i) single(i);
}

/// Sum of (x - from)^2, or of x.
template <bool Squares>
float sum_of(const float* x, int n, float from) {
  using L = Lanes<float>;
  L::V sums{};
  float rest = 0;
  each_vector(
      n,
      [&](int i) {
        const L::V v = L::load(x + i) - from;
        sums = Squares ? L::fma(v, v, sums) : sums + v;
      },
      [&](int i) { rest += Squares ? (x[i] - from) * (x[i] - from) : x[i] - from; });
  return L::sum(sums) + rest;
}

/// One row normalised and modulated; two passes over it, so that a mean far from zero does not cancel.
[[gnu::noinline]] inline void prepare_row(const ProductJob& job, const float* x, float* to) {
  using L = Lanes<float>;
  const int n = job.depth;
  const auto count = static_cast<float>(n);
  const float mean = job.before == Before::layer_norm ? sum_of<false>(x, n, 0.0f) / count : 0.0f;
  const float inverse = 1.0f / square_root(sum_of<true>(x, n, mean) / count + job.eps);
  const float *const scale = job.scale, *const shift = job.shift, more = job.add_to_scale;
  each_vector(
      n,
      [&](int i) {
        L::V v = (L::load(x + i) - mean) * inverse;
        if (scale) v *= L::load(scale + i) + more;
        if (shift) v += L::load(shift + i);
        L::store(to + i, v);
      },
      [&](int i) {
        float v = (x[i] - mean) * inverse;
        if (scale) v *= scale[i] + more;
        to[i] = shift ? v + shift[i] : v;
      });
}

inline void pack_left(const ProductJob& job, int first, int rows, float* packed, float* prepared) {
  if (job.before == Before::nothing) return pack_rows(job.a.row(first), job.a.stride, rows, job.depth, packed);
  for (int r = 0; r < rows; r += kRows, packed += std::ptrdiff_t{kRows} * job.depth) {
    const int count = rows - r < kRows ? rows - r : kRows;
    for (int i = 0; i < count; ++i)
      prepare_row(job, job.a.row(first + r + i), prepared + std::ptrdiff_t{i} * job.depth);
    pack_rows(prepared, job.depth, count, job.depth, packed);
  }
}

/// Columns [first, first + cols) of b as [depth][tile]; missing ones are zeros.
inline void pack_right(const ProductJob& job, int first, int cols, float* to) {
  using L = Lanes<float>;
  if (cols < L::tile) clear(to, std::ptrdiff_t{job.depth} * L::tile);
  if (job.b_transposed) return transpose(job.b.row(first), job.b.stride, cols, job.depth, to, L::tile);
  for (int k = 0; k < job.depth; ++k, to += L::tile) {
    const float* const from = job.b.row(k) + first;
    if (cols == L::tile)
      for (int j = 0; j < L::tile; j += L::width) L::store(to + j, L::load(from + j));
    else
      for (int j = 0; j < cols; ++j) to[j] = from[j];
  }
}

/// Bias, activation and gate on a tile of results, in place.
[[gnu::noinline]] inline void finish_tile(const ProductJob& job, int rows, const float* bias, const float* gate,
                                          float* tile) {
  using L = Lanes<float>;
  for (int r = 0; r < rows; ++r)
    for (int j = 0; j < L::tile; j += L::width, tile += L::width) {
      L::V v = L::load(tile) + L::load(bias + j);
      if (job.after == After::sigmoid_gated) v = sigmoid_gated(v, job.linear, job.cubic);
      L::store(tile, v * L::load(gate + j));
    }
}

inline void store_tile(const ProductJob& job, int first_row, int rows, int first_col, int cols, const float* tile) {
  using L = Lanes<float>;
  for (int r = 0; r < rows; ++r, tile += L::tile) {
    float* const to = job.out.row(first_row + r) + first_col;
    each_vector(
        cols, [&](int j) { L::store(to + j, job.add ? L::load(to + j) + L::load(tile + j) : L::load(tile + j)); },
        [&](int j) { to[j] = job.add ? to[j] + tile[j] : tile[j]; });
  }
}

/// One panel of b against the packed rows: a tile [rows][tile] of results, finished and stored.
inline void run_panel(const ProductJob& job, int first_row, int rows, int first_col, int cols, const float* packed,
                      const float* panel, float* tile) {
  using L = Lanes<float>;
  float bias[L::tile], gate[L::tile], ones[L::tile];
  for (int j = 0; j < L::tile; ++j) {
    bias[j] = job.bias && j < cols ? job.bias[first_col + j] : 0.0f;
    gate[j] = job.gate && j < cols ? job.gate[first_col + j] : 1.0f;
    ones[j] = 1.0f;
  }
  const std::ptrdiff_t step = std::ptrdiff_t{kRows} * job.depth;
  const auto deep = [&](int k) { return job.depth - k < kDepthBlock ? job.depth - k : kDepthBlock; };
  multiply<float, false>(packed, step, panel, deep(0), panels_of(rows), tile, nullptr);
  for (int k = kDepthBlock; k < job.depth; k += kDepthBlock) {
    multiply<float, true>(packed + std::ptrdiff_t{k} * kRows, step, panel + std::ptrdiff_t{k} * L::tile, deep(k),
                          panels_of(rows), tile, ones);
  }
  if (job.bias || job.gate || job.after != After::nothing) finish_tile(job, rows, bias, gate, tile);
  store_tile(job, first_row, rows, first_col, cols, tile);
}

inline void product(const ProductJob& job) {
  using L = Lanes<float>;
  const int block = job.rows < kRowBlock ? job.rows : kRowBlock;
  float* const packed = job.room;
  float* const prepared = packed + std::ptrdiff_t{panels_of(block) * kRows} * job.depth;
  float* const panel = prepared + std::ptrdiff_t{kRows} * job.depth;
  float* const tile = panel + std::ptrdiff_t{L::tile} * job.depth;
  for (int row = 0; row < job.rows; row += block) {
    const int rows = job.rows - row < block ? job.rows - row : block;
    pack_left(job, row, rows, packed, prepared);
    for (int col = 0; col < job.cols; col += L::tile) {
      const int cols = job.cols - col < L::tile ? job.cols - col : L::tile;
      pack_right(job, col, cols, panel);
      run_panel(job, row, rows, col, cols, packed, panel, tile);
    }
  }
}

/// out [rows] = a [rows, depth] x + bias: one vector through a layer reads each weight once, packing would not pay.
inline void product_with_vector(Rows a, int rows, int depth, const float* x, const float* bias, float* out) {
  using L = Lanes<float>;
  for (int r = 0; r < rows; ++r) {
    const float* const row = a.row(r);
    L::V sums[2] = {};
    int i = 0;
    for (; i + 2 * L::width <= depth; i += 2 * L::width) {
      sums[0] = L::fma(L::load(row + i), L::load(x + i), sums[0]);
      sums[1] = L::fma(L::load(row + i + L::width), L::load(x + i + L::width), sums[1]);
    }
    float sum = L::sum(sums[0] + sums[1]);
    for (; i < depth; ++i) sum += row[i] * x[i];
    out[r] = bias ? sum + bias[r] : sum;
  }
}

}  // namespace lesson::simd::inline LESSON_SIMD_TARGET
