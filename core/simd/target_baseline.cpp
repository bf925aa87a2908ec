// Kernels for any processor of this kind (x86-64: SSE2), and WebAssembly.
#define LESSON_SIMD_TARGET baseline
#if defined(__wasm_relaxed_simd__)
#define LESSON_SIMD_NAME "wasm-relaxed"
#elif defined(__wasm__)
#define LESSON_SIMD_NAME "wasm"
#else
#define LESSON_SIMD_NAME "baseline"
#endif
#include "core/simd/target.inc"
