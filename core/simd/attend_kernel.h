#pragma once
// Attention of one head with the queries in the lanes: a tile of queries lies as [d][lanes], scores and weights as
// [key][lanes], the output as [d][lanes]. So the softmax needs no step across lanes, weights are at once the packed
// operand of the product with the values, and both products are the one micro kernel.

#include "core/simd/exponential.h"
#include "core/simd/jobs.h"
#include "core/simd/tile.h"

namespace lesson::simd::inline LESSON_SIMD_TARGET {

inline constexpr int kWholeRow = 1024;  ///< up to here all keys are seen at once, and nothing needs rescaling
inline constexpr int kKeyTile = 256;    ///< beyond, so many at a time
inline constexpr int kGroup = 8;        ///< for so many tiles of queries, while the keys are in cache

constexpr int key_tile(int keys, bool keeps) { return keys <= kWholeRow || keeps ? keys : kKeyTile; }

template <class T>
std::size_t attend_room(int keys, int dim, bool keeps) {
  const int tile = key_tile(keys, keeps), group = tile == keys ? 1 : kGroup;
  const int copies = keeps ? 2 : 1;  // weights turn back into rows beside the scores
  return static_cast<std::size_t>(Lanes<T>::tile) *
         static_cast<std::size_t>(group * (2 * dim + kRows + 3) + 2 + copies * (tile + 2 * kRows));
}

template <class T>
void pack_head(const PackJob<T>& job) {
  pack_rows(job.k.data, job.k.stride, job.key_count, job.dim, job.keys);
  if (!job.v.data) return;
  const std::ptrdiff_t panel = std::ptrdiff_t{job.key_count} * kRows;
  for (int d = 0; d < job.dim; d += kRows) {
    T* to = job.values + d / kRows * panel;
    const int count = job.dim - d < kRows ? job.dim - d : kRows;
    for (int key = 0; key < job.key_count; ++key, to += kRows) {
      const float* from = job.v.row(key) + d;
      if (count == kRows)
        for (int i = 0; i < kRows; ++i) to[i] = static_cast<T>(from[i]);
      else
        for (int i = 0; i < kRows; ++i) to[i] = i < count ? static_cast<T>(from[i]) : T(0);
    }
  }
}

/// top <- the largest of `rows` rows and itself, lane by lane.
template <class T>
[[gnu::noinline]] void raise_top(const T* scores, int rows, T* top) {
  using L = Lanes<T>;
  typename L::V best[kVectors];
  for (int j = 0; j < kVectors; ++j) best[j] = L::load(top + j * L::width);
  for (int row = 0; row < rows; ++row, scores += L::tile)
    for (int j = 0; j < kVectors; ++j) best[j] = L::max(L::load(scores + j * L::width), best[j]);
  for (int j = 0; j < kVectors; ++j) L::store(top + j * L::width, best[j]);
}

/// scores <- 2^(scores - top) for `rows` rows; their sums are added to `sum`. Lane by lane.
template <class T>
[[gnu::noinline]] void exponentiate(T* scores, int rows, const T* top, T* sum) {
  using L = Lanes<T>;
  for (int j = 0; j < kVectors; ++j) {
    const typename L::V highest = L::load(top + j * L::width);
    typename L::V total{};
    T* at = scores + j * L::width;
    for (int row = 0; row < rows; ++row, at += L::tile) {
      const typename L::V weight = exp2<T>(L::load(at) - highest);
      L::store(at, weight);
      total += weight;
    }
    L::store(sum + j * L::width, L::load(sum + j * L::width) + total);
  }
}

/// Every row of a tile times one factor a lane.
template <class T>
[[gnu::noinline]] void scale_lanes(T* tile, int rows, const T* factor) {
  using L = Lanes<T>;
  for (int row = 0; row < rows; ++row, tile += L::tile)
    for (int j = 0; j < kVectors; ++j)
      L::store(tile + j * L::width, L::load(tile + j * L::width) * L::load(factor + j * L::width));
}

template <class T>
class Attend {
 public:
  explicit Attend(const AttendJob<T>& job) : job_(job) {
    const int tile = key_tile(job.end - job.begin, job.keeps());
    step_ = tile;
    group_ = tile == job.end - job.begin ? 1 : kGroup;
    T* room = job.room;
    const auto take = [&room](std::ptrdiff_t rows) {
      T* const start = room;
      room += rows * L::tile;
      return start;
    };
    queries_ = take(std::ptrdiff_t{group_} * job.dim);
    out_ = take(std::ptrdiff_t{group_} * padded_dim());
    top_ = take(group_);
    text_ = take(group_);
    image_ = take(group_);
    shrink_ = take(1);
    scores_ = take(tile + 2 * kRows);
    rows_ = scores_ + std::ptrdiff_t{tile + 2 * kRows} * L::tile;
  }

  void run() {
    for (int first = 0; first < job_.queries; first += group_ * L::tile) {
      const int left = job_.queries - first, tiles = (left + L::tile - 1) / L::tile;
      const int count = tiles < group_ ? tiles : group_;
      for (int g = 0; g < count; ++g) begin(g, first + g * L::tile);
      for (int key = job_.begin; key < job_.end; key += step_) {
        const int end = key + step_ < job_.end ? key + step_ : job_.end;
        for (int g = 0; g < count; ++g) fold(g, first + g * L::tile, key, end);
      }
      for (int g = 0; g < count; ++g) finish(g, first + g * L::tile);
    }
  }

 private:
  using L = Lanes<T>;

  int padded_dim() const { return panels_of(job_.dim) * kRows; }
  int lanes_from(int first) const { return job_.queries - first < L::tile ? job_.queries - first : L::tile; }
  T* queries(int g) { return queries_ + std::ptrdiff_t{g} * job_.dim * L::tile; }
  T* out(int g) { return out_ + std::ptrdiff_t{g} * padded_dim() * L::tile; }

  /// Queries into lanes, times the scale; lanes without a query hold zeros.
  void begin(int g, int first) {
    const int lanes = lanes_from(first);
    if (lanes < L::tile) clear(queries(g), std::ptrdiff_t{job_.dim} * L::tile);
    transpose(job_.q.row(first), job_.q.stride, lanes, job_.dim, queries(g), L::tile);
    T factor[L::tile];
    for (int i = 0; i < L::tile; ++i) factor[i] = job_.scale * static_cast<T>(kLog2E);
    scale_lanes(queries(g), job_.dim, factor);
    for (int i = 0; i < L::tile; ++i) top_[g * L::tile + i] = T(-3e38);
    clear(text_ + g * L::tile, L::tile);
    clear(image_ + g * L::tile, L::tile);
  }

  /// Keys [from, to) against one tile of queries: scores, weights, and their share of the output.
  void fold(int g, int first, int from, int to) {
    const int panel = from / kRows, panels = panels_of(to) - panel, skipped = from - panel * kRows;
    const T* const keys = job_.keys + std::ptrdiff_t{panel} * kRows * job_.dim;
    const std::ptrdiff_t step = std::ptrdiff_t{kRows} * job_.dim;
    if (job_.bias.data) {
      T ones[L::tile];
      for (T& one : ones) one = T(1);
      begin_with_bias(first, panel * kRows, to);
      multiply<T, true>(keys, step, queries(g), job_.dim, panels, scores_, ones);
    } else {
      multiply<T, false>(keys, step, queries(g), job_.dim, panels, scores_, nullptr);
    }
    T* const weights = scores_ + skipped * L::tile;
    rescale(g, weights, to - from);
    const int text = job_.split < from ? 0 : job_.split < to ? job_.split - from : to - from;
    exponentiate(weights, text, top_ + g * L::tile, text_ + g * L::tile);
    exponentiate(weights + text * L::tile, to - from - text, top_ + g * L::tile, image_ + g * L::tile);
    if (job_.out.data) add_values(g, from, to, weights);
  }

  /// scores <- bias * log2(e): where the products begin.
  void begin_with_bias(int first, int from, int to) {
    clear(scores_, std::ptrdiff_t{panels_of(to - from) * kRows} * L::tile);
    transpose(job_.bias.row(first) + from, job_.bias.stride, lanes_from(first), to - from, scores_, L::tile);
    T factor[L::tile];
    for (T& f : factor) f = static_cast<T>(kLog2E);
    scale_lanes(scores_, to - from, factor);
  }

  /// Online softmax (Milakov & Gimelshein 2018): what was summed under a lower top shrinks.
  void rescale(int g, const T* scores, int rows) {
    T* const top = top_ + g * L::tile;
    for (int i = 0; i < L::tile; ++i) shrink_[i] = top[i];
    raise_top(scores, rows, top);
    for (int j = 0; j < L::tile; j += L::width) {
      L::store(shrink_ + j, exp2<T>(L::load(shrink_ + j) - L::load(top + j)));
    }
    scale_lanes(text_ + g * L::tile, 1, shrink_);
    scale_lanes(image_ + g * L::tile, 1, shrink_);
  }

  void add_values(int g, int from, int to, const T* weights) {
    const std::ptrdiff_t step = std::ptrdiff_t{job_.key_count} * kRows;
    const T* const values = job_.values + std::ptrdiff_t{from} * kRows;
    const int panels = panels_of(job_.dim);
    if (from == job_.begin)
      multiply<T, false>(values, step, weights, to - from, panels, out(g), nullptr);
    else
      multiply<T, true>(values, step, weights, to - from, panels, out(g), shrink_);
  }

  void finish(int g, int first) {
    const int lanes = lanes_from(first), live = job_.end - job_.begin;
    T *const text = text_ + g * L::tile, *const image = image_ + g * L::tile;
    T inverse[L::tile];
    for (int i = 0; i < L::tile; ++i) inverse[i] = live > 0 ? T(1) / (text[i] + image[i]) : T(0);
    if (job_.mass) add_mass(first, lanes, text, image, inverse);
    if (job_.out.data) {
      if (live == 0) clear(out(g), std::ptrdiff_t{padded_dim()} * L::tile);
      scale_lanes(out(g), job_.dim, inverse);
      transpose(out(g), L::tile, job_.dim, lanes, job_.out.row(first), job_.out.stride);
    }
    if (job_.keeps()) hand_over(first, lanes, inverse);
  }

  void add_mass(int first, int lanes, const T* text, const T* image, const T* inverse) {
    for (int i = 0; i < lanes; ++i) {
      double* const mass = job_.mass + (first + i < job_.text_queries ? 0 : 2);
      mass[0] += static_cast<double>(text[i] * inverse[i]);
      mass[1] += static_cast<double>(image[i] * inverse[i]);
    }
  }

  /// The tile's weights, still where they were computed, become rows: as floats, or as bytes with a factor a row.
  void hand_over(int first, int lanes, const T* inverse) {
    const int live = job_.end - job_.begin;
    T* const weights = scores_ + job_.begin % kRows * L::tile;
    if (job_.weights.data) {
      for (int i = 0; i < lanes; ++i) {
        clear(job_.weights.row(first + i), job_.begin);
        clear(job_.weights.row(first + i) + job_.end, job_.key_count - job_.end);
      }
      scale_lanes(weights, live, inverse);
      transpose(weights, L::tile, live, lanes, job_.weights.row(first) + job_.begin, job_.weights.stride);
      return;
    }
    transpose(weights, L::tile, live, lanes, rows_, std::ptrdiff_t{live});
    for (int i = 0; i < lanes; ++i) {
      std::uint8_t* const to = job_.bytes + std::ptrdiff_t{first + i} * job_.key_count;
      clear(to, job_.begin);
      clear(to + job_.end, job_.key_count - job_.end);
      const T* const from = rows_ + std::ptrdiff_t{i} * live;
      for (int key = 0; key < live; ++key)  // the largest weight of a row is 1 here
        to[job_.begin + key] = static_cast<std::uint8_t>(from[key] * T(255) + T(0.5));
      job_.factors[first + i] = static_cast<float>(inverse[i] / T(255));
    }
  }

  const AttendJob<T>& job_;
  int step_ = 0, group_ = 1;
  T *queries_, *out_, *top_, *text_, *image_, *shrink_, *scores_, *rows_;
};

template <class T>
void attend(const AttendJob<T>& job) {
  Attend<T>(job).run();
}

}  // namespace lesson::simd::inline LESSON_SIMD_TARGET
