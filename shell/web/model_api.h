#pragma once
// The flat C border of the model's own module, which runs in a worker: weights in, packets of a run out
// (core/pipeline/run_packet.h). One run at a time; the worker yields between steps, so that it can be cancelled.

#ifdef __cplusplus
extern "C" {
#endif

const char* lesson_model_error(void);

/// The bytes of a weights file. The first must be tiny-sd3.safetensors; others add their denoiser. 1, or 0 with
/// lesson_model_error(). The bytes are copied as far as they are needed.
int lesson_model_load(const unsigned char* bytes, int size);

/// Begins a run (core/pipeline/run_request.h, as JSON; missing keys take the model's defaults) in place of the
/// present one. 1 and a start packet, or 0 with lesson_model_error().
int lesson_model_start(const char* request_json);
/// Computes the next packet: a step, or after the last step the end. 1, or 0 when there is nothing left.
int lesson_model_advance(void);
/// Forgets the present run and its memory.
void lesson_model_stop(void);

/// The newest packet; valid until the next call.
const unsigned char* lesson_model_packet(void);
int lesson_model_packet_size(void);

#ifdef __cplusplus
}
#endif
