#include "core/simd/kernels.h"

#include <atomic>

namespace lesson::simd {

namespace baseline {
extern const Kernels kTable;
}
namespace avx2 {
extern const Kernels kTable;
}
namespace avx512 {
extern const Kernels kTable;
}

namespace {

std::atomic<const Kernels*> chosen_kernels{nullptr};

const Kernels& best() {
  static const Kernels* const found = available_kernels().front();
  return *found;
}

}  // namespace

std::vector<const Kernels*> available_kernels() {
  std::vector<const Kernels*> found;
#if defined(LESSON_SIMD_X86)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd")) {
    found.push_back(&avx512::kTable);
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) {
    found.push_back(&avx2::kTable);
  }
#endif
  found.push_back(&baseline::kTable);
  return found;
}

const Kernels& kernels() {
  const Kernels* const chosen = chosen_kernels.load(std::memory_order_relaxed);
  return chosen ? *chosen : best();
}

void use_kernels(const Kernels* chosen) { chosen_kernels.store(chosen, std::memory_order_relaxed); }

}  // namespace lesson::simd
