#pragma once
// A run as it travels from the thread or worker that computes it to the widgets that show it.
//
// Each packet is a safetensors file, so both ends distrust it in the same way and a saved run is readable elsewhere.
// Metadata: `packet` says which kind, `json` holds what is not a tensor.
//
//   start  the request, the prompt's words, what the encoders said, the stages' shapes and weights (their names are
//          core/catalogue/thirteen_steps.h at both ends)
//   step   one denoising step: latent, prediction, under guidance its two halves, predicted x0 and its picture, every
//          block's q and k; of a run that keeps no record only its times, so that many such runs cost neither decoding
//          nor memory. Rows that the request traces come with both kinds
//   end    the finished picture and the times
//
// A page's worker sends them as they come; RunLog puts them together again (core/pipeline/run_log.h).

#include <cstddef>
#include <vector>

#include "core/pipeline/run.h"

namespace lesson {

/// Bytes of a packet. None of these can fail on a Run that was started.
std::vector<std::byte> start_packet(const Run& run, const TinySd3& model);
/// The newest step; steps_done() > 0.
std::vector<std::byte> step_packet(const Run& run);
/// finished() is true.
std::vector<std::byte> end_packet(const Run& run);

}  // namespace lesson
