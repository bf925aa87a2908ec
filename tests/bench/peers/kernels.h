#pragma once
// What is timed beside other people's programs, behind a flat C border, so that a page, Node and a native process call
// the same code: our joint attention, layers and the tiny SD3, and how fast this processor multiplies and adds at best.
//
// Work is set up by an `open` call, which gives its number (0: it cannot be had) and draws its inputs (normal
// deviates), and done by bench_call(). Nothing is checked but sizes: the callers are our own.

#ifdef __cplusplus
extern "C" {
#endif

/// Joint attention of `tokens` rows, the first `text` of them text: q, k, v [tokens, heads * dim].
/// `how`: 0 streaming, 1 every weight kept in a byte, 2 image reads no text.
int bench_open_attention(int heads, int tokens, int dim, int text, int how);
/// Image rows reading image rows and, in a softmax of their own, text rows (decoupled attention).
int bench_open_decoupled(int heads, int tokens, int dim, int text);
/// [rows, in] -> [rows, out]; `around`: 1 modulated before, 2 GELU after, 4 gate and addition after.
int bench_open_layer(int rows, int in, int out, int around);
/// Softmax of every row of [rows, columns].
int bench_open_softmax(int rows, int columns);
/// One forward of the model at t = 1/2, as guidance asks for it (`batch` 2: with the prompt and without) or once.
int bench_open_forward(int batch);
/// A whole run: prompt read, `steps` guided steps, picture decoded; nothing recorded.
int bench_open_run(int steps);
/// Multiply-adds whose operands stay in registers, two flops each.
int bench_open_ceiling(void);

/// Does the work once; a number made from the result.
double bench_call(int work);
/// Flops of one call; 0 where they are not counted.
double bench_flops(int work);
/// Inputs and output of an attention or a layer, for a comparison of results: which 0 q or x, 1 k or weight, 2 v or
/// bias, 3 output.
const float* bench_tensor(int work, int which);
void bench_close(int work);

/// The bytes of tiny-sd3.safetensors; 1 when they were taken.
int bench_load_model(const unsigned char* bytes, int size);
/// The kernels in use: "wasm", "wasm-relaxed", "avx512", ...
const char* bench_kernels(void);

#ifdef __cplusplus
}
#endif
