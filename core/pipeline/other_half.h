#pragma once
// Classifier-free guidance asks the denoiser twice at the same latent: with the prompt and without it. This is the half
// without, which needs nothing of the other: a second worker can compute it meanwhile.

#include <cstddef>
#include <span>
#include <vector>

#include "core/pipeline/run_request.h"

namespace lesson {

/// Where a step of a run begins.
struct HalfStep {
  int step = 0;
  double t = 0;     ///< time there
  MatrixRM latent;  ///< [C, h*w] there
};

class WithoutPrompt {
 public:
  /// The half of a run's steps. `request` is valid for `model` (validate()), which outlives this.
  WithoutPrompt(const TinySd3& model, const RunRequest& request);

  /// The prediction [C, h*w] without the prompt.
  MatrixRM predict(const HalfStep& at, ForwardScratch& scratch) const;
  const LatentShape& latent() const { return net_->shape.latent; }

 private:
  const Denoiser* net_;
  TextCondition text_;
  RunCut cut_;
  int steps_;
};

// How both halves travel between two workers: safetensors files, as the packets of a run are. What comes is of the
// same build but through a page's hands, so that it is read as distrustfully as any file.

std::vector<std::byte> half_packet(const HalfStep& at);
/// Error: not such a packet, or its latent is not of this shape.
Result<HalfStep> half_from_packet(std::span<const std::byte> bytes, const LatentShape& shape);
std::vector<std::byte> prediction_packet(CRef prediction);
Result<MatrixRM> prediction_from_packet(std::span<const std::byte> bytes);

}  // namespace lesson
