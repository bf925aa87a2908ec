#pragma once
// What the kernels are asked: plain pointers and sizes, no Eigen, since each kernel is compiled once per processor.
// Shapes in the letters of core/shapes.h; strides in numbers. Who asks provides the room; nothing allocates.

#include <cstddef>
#include <cstdint>

namespace lesson::simd {

/// A matrix of floats: row r begins at data + r * stride.
struct Rows {
  const float* data = nullptr;
  std::ptrdiff_t stride = 0;
  const float* row(std::ptrdiff_t r) const { return data + r * stride; }
};
struct RowsOut {
  float* data = nullptr;
  std::ptrdiff_t stride = 0;
  float* row(std::ptrdiff_t r) const { return data + r * stride; }
};

/// What is done to every row of a product's left side while it is packed.
enum class Before { nothing, layer_norm, rms_norm };
/// What is done to every number of a product before it is stored.
enum class After { nothing, sigmoid_gated };

/// out [rows, cols] = finish(prepare(a) [rows, depth] * b), b [cols, depth] (transposed, as weights lie) or [depth,
/// cols].
struct ProductJob {
  Rows a, b;
  bool b_transposed = true;
  int rows = 0, depth = 0, cols = 0;

  Before before = Before::nothing;
  float eps = 0;                 ///< of the norm
  float add_to_scale = 0;        ///< normed * (scale + this) + shift
  const float* scale = nullptr;  ///< [depth] or none: ones
  const float* shift = nullptr;  ///< [depth] or none: zeros

  const float* bias = nullptr;  ///< [cols] or none
  After after = After::nothing;
  float linear = 0, cubic = 0;  ///< of sigmoid_gated
  const float* gate = nullptr;  ///< [cols] or none: ones
  bool add = false;             ///< out += gate * finished instead of out = finished
  RowsOut out;

  float* room = nullptr;  ///< product_room(job) floats
};

/// Some queries of one head: softmax(scale * q k^T + bias) v, keys [begin, end) only, in T's precision.
template <class T>
struct AttendJob {
  Rows q;
  int queries = 0, text_queries = 0;  ///< the first text_queries count as text in `mass`
  const T* keys = nullptr;            ///< as pack_head left them
  const T* values = nullptr;
  int key_count = 0, dim = 0;         ///< K, D
  int begin = 0, split = 0, end = 0;  ///< keys [begin, split) are text, [split, end) image
  T scale = 1;
  Rows bias;                      ///< [queries, K] or none
  RowsOut out;                    ///< [queries, D] or none
  RowsOut weights;                ///< [queries, K] or none
  std::uint8_t* bytes = nullptr;  ///< [queries, K] or none: weight = byte * factor of its row
  float* factors = nullptr;       ///< [queries], with bytes
  double* mass = nullptr;         ///< 4, added to: text rows' text, image, image rows' text, image
  T* room = nullptr;              ///< attend_room() numbers

  bool keeps() const { return weights.data || bytes; }
};

/// Keys and values of one head, packed: key_room and value_room numbers.
template <class T>
struct PackJob {
  Rows k, v;  ///< v may be missing
  int key_count = 0, dim = 0;
  T *keys = nullptr, *values = nullptr;
};

/// What one look at a tensor finds.
struct Findings {
  bool finite = true;
  double longest = 0;  ///< largest square of a row's length
  double largest = 0;  ///< largest absolute number
};

}  // namespace lesson::simd
