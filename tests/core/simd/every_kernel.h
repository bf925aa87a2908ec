#pragma once
// Runs a test once for each kind of kernels that this processor has; WebAssembly has one.

#include <catch_amalgamated.hpp>

#include "core/simd/kernels.h"

namespace lesson {

template <class F>
void with_every_kernel(F test) {
  for (const simd::Kernels* kernels : simd::available_kernels()) {
    INFO("kernels " << kernels->name);
    simd::use_kernels(kernels);
    test();
    simd::use_kernels(nullptr);
  }
}

}  // namespace lesson
