#pragma once
// The steps of a run: at which times the denoiser is asked, and how its answer moves the latent.
// FORMAT.md, "Sampling"; the arithmetic is core/flow's.

#include <functional>

#include "core/pipeline/run_request.h"

namespace lesson {

/// Where a run of n steps stands: n + 1 points from noise to data.
struct StepPlan {
  std::vector<double> times;      ///< t in [0, 1] as the denoiser is told it; the last is data
  std::vector<double> alpha_bar;  ///< share of data variance at each point, 1 at the end
  double start = 1;               ///< the first latent is the noise times this

  int steps() const { return static_cast<int>(times.size()) - 1; }
};

/// Velocity: the levels of FlowMatchEulerDiscreteScheduler; on the
/// scaled-linear levels t = s / (a + s), a = sqrt(abar), s = sqrt(1 - abar), the latent there divided by a + s.
/// Noise: step k = round(1000 (1 - i/n)) - 1, t = k/1000. v-prediction: t = 1 - i/n, sqrt(abar) = cos(t pi / 2).
/// With a picture to start from: the last ones of that plan for more steps (StartImage).
Result<StepPlan> plan_steps(const RunRequest& request, const TrainedDenoiser& trained);

/// Where a run begins: the noise; or a picture's latent `data`, noised to the plan's first point. Both [C, h*w].
MatrixRM first_latent(const StepPlan& plan, CRef noise);
MatrixRM first_latent(const StepPlan& plan, Objective objective, CRef data, CRef noise);

/// The denoiser as a function: prediction [C, h*w] at (latent, t), guidance included.
using Predict = std::function<MatrixRM(CRef latent, double t)>;

/// What a step did.
struct StepResult {
  MatrixRM prediction;  ///< what the network is asked for, at the step's start, guidance included
  MatrixRM clean;       ///< the data it points to: predicted x0
};

/// One step from plan point `step` to the next; moves `latent`. Heun asks twice, but for the last step.
/// noise: standard normal [C, h*w] for the ancestral sampler, else unused.
StepResult take_step(const RunRequest& request, const TrainedDenoiser& trained, const StepPlan& plan, int step,
                     const Predict& predict, CRef noise, MatrixRM& latent);

/// Standard normal deviates of a stream as a latent, C, h, w in row-major order.
MatrixRM noise_latent(const LatentShape& shape, std::uint64_t seed, std::uint32_t stream);

}  // namespace lesson
