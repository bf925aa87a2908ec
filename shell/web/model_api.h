#pragma once
// The flat C border of the model's own module, which runs in a worker: weights and requests in, packets of the runs out
// (core/pipeline/run_packet.h). Each run has a number of the page's choosing (its ticket, above 0); whose step is next
// is core/pipeline/run_queue.h's to say. The worker listens between two steps, so that runs can be cancelled or
// overtaken.

#ifdef __cplusplus
extern "C" {
#endif

const char* lesson_model_error(void);
/// What the packets' stages are called (core/catalogue/thirteen_steps.h): {"joint": [{"number","id","name","lesson"}],
/// "cross": the same for models with cross-attention}.
const char* lesson_model_stages(void);

/// The bytes of a weights file. The first must be tiny-sd3.safetensors; others add their denoiser. 1, or 0 with
/// lesson_model_error(). The bytes are copied as far as they are needed.
int lesson_model_load(const unsigned char* bytes, int size);

/// Wants a run (core/pipeline/run_request.h, as JSON; missing keys take the model's defaults). `when_idle`: 1 steps
/// aside for runs without it. 1, or 0 with lesson_model_error().
int lesson_model_start(int ticket, const char* request_json, int when_idle);
/// The run whose packet comes next; 0 when nothing is wanted.
int lesson_model_turn(void);
/// Computes that packet: the start, a step, or after the last step the end (then the run is forgotten).
/// 1: there is more to come. 2: that was the end. 0: the model refused the run, with lesson_model_error(); or none is
/// wanted.
int lesson_model_advance(void);
/// The half without the prompt of that run's next step, for a second worker (core/pipeline/other_half.h). 1: the packet
/// holds it. 0: there is none.
int lesson_model_ask(void);
/// Computes the other half, ahead of lesson_model_advance().
void lesson_model_begin(void);
/// The second worker's answer. What does not fit is ignored: lesson_model_advance() computes it itself.
void lesson_model_give(int ticket, const unsigned char* bytes, int size);
/// In the second worker: answers what lesson_model_ask() gave for a run of this request. 1: the packet holds the
/// answer. 0: lesson_model_error().
int lesson_model_answer(const char* request_json, const unsigned char* bytes, int size);

/// Forgets a run and its memory.
void lesson_model_stop(int ticket);

/// The newest packet; valid until the next call.
const unsigned char* lesson_model_packet(void);
int lesson_model_packet_size(void);

#ifdef __cplusplus
}
#endif
