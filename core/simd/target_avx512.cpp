// Kernels for x86-64-v4.
#define LESSON_SIMD_TARGET avx512
#define LESSON_SIMD_NAME "avx512"
#include "core/simd/target.inc"
