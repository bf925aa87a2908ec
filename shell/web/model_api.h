#pragma once
// The flat C border of the model's own module, which runs in a worker: weights in, packets of a run out
// (core/pipeline/run_packet.h). Each run has a number of the worker's choosing (its ticket); the worker chooses whose
// step is next and listens in between, so that runs can be cancelled or overtaken.

#ifdef __cplusplus
extern "C" {
#endif

const char* lesson_model_error(void);

/// The bytes of a weights file. The first must be tiny-sd3.safetensors; others add their denoiser. 1, or 0 with
/// lesson_model_error(). The bytes are copied as far as they are needed.
int lesson_model_load(const unsigned char* bytes, int size);

/// Begins a run (core/pipeline/run_request.h, as JSON; missing keys take the model's defaults). 1 and a start packet,
/// or 0 with lesson_model_error().
int lesson_model_start(int ticket, const char* request_json);
/// Computes the run's next packet: a step, or after the last step the end (then the run is forgotten).
/// 1: there is more to come. 2: that was the end. 0: there is no such run.
int lesson_model_advance(int ticket);
/// Forgets a run and its memory.
void lesson_model_stop(int ticket);

/// The newest packet; valid until the next call.
const unsigned char* lesson_model_packet(void);
int lesson_model_packet_size(void);

#ifdef __cplusplus
}
#endif
