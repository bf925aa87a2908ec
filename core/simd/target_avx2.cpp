// Kernels for x86-64-v3: AVX2 and fused multiply-add.
#define LESSON_SIMD_TARGET avx2
#define LESSON_SIMD_NAME "avx2"
#include "core/simd/target.inc"
