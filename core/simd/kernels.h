#pragma once
// The kernels behind core's doors (core/product.h, core/attention, core/blocks/linear.h), compiled once for each
// kind of processor natively and once for WebAssembly. Internal to core: callers use the doors.

#include <vector>

#include "core/simd/jobs.h"

namespace lesson::simd {

/// One compilation of all kernels. What each does is said where it is written.
struct Kernels {
  const char* name;  ///< "wasm", "wasm-relaxed", "baseline", "avx2", "avx512"
  int row_step;      ///< rows are packed in multiples of this
  std::size_t (*product_room)(int rows, int depth);
  void (*product)(const ProductJob&);
  void (*product_with_vector)(Rows a, int rows, int depth, const float* x, const float* bias, float* out);
  std::size_t (*attend_room)(int keys, int dim, bool keeps);
  std::size_t (*attend_room_exact)(int keys, int dim, bool keeps);
  void (*pack_head)(const PackJob<float>&);
  void (*pack_head_exact)(const PackJob<double>&);
  void (*attend)(const AttendJob<float>&);
  void (*attend_exact)(const AttendJob<double>&);
  void (*activate)(float* x, int n, float linear, float cubic);
  float (*exp_and_sum)(float* x, int n, float top, float scale);
  float (*max_of)(const float* x, int n);
  Findings (*look_at)(Rows x, int rows, int cols);
};

/// The best that this processor runs, unless use_kernels() chose another.
const Kernels& kernels();

/// All that this processor runs, best first.
std::vector<const Kernels*> available_kernels();

/// For tests and benchmarks: these from now on, in every thread. nullptr: the best again.
void use_kernels(const Kernels* chosen);

}  // namespace lesson::simd
