#pragma once
// Sigma schedules: the points t = sigma at which a flow-matching sampler stands, from 1 (noise) down
// to 0 (data). A list for n steps has n + 1 entries; the last is 0.

#include <vector>

#include "core/result.h"

namespace lesson {

inline constexpr int kMaxSteps = 1000;    ///< most steps a schedule may have
inline constexpr double kSd3Shift = 3.0;  ///< at 1024 x 1024 (Esser et al. 2024, 5.3.2)
inline constexpr double kSmallestShift = 0.01, kLargestShift = 100.0;

/// Moves time towards noise: a t / (1 + (a - 1) t); a = 1 changes nothing (Esser et al., eq. 23).
double shift_time(double t, double a);
/// The inverse of shift_time.
double unshift_time(double t, double a);

/// FLUX.1's mu for `image_tokens` tokens: 0.5 at 256, 1.15 at 4096, linear between and beyond.
/// Its shift is shift_time with a = exp(mu) (black-forest-labs/flux, sampling.py).
double flux_mu(int image_tokens);

/// n equal steps of t from 1 to 0, then shifted: t_k = shift_time(1 - k/n, shift).
Result<std::vector<double>> shifted_sigmas(int steps, double shift = 1.0);

/// diffusers' FlowMatchEulerDiscreteScheduler with SD3's settings: n points evenly from sigma_max = 1
/// to sigma_min = shift_time(1/train_steps), each shifted once more (so sigma_min is shifted twice), then 0.
Result<std::vector<double>> sd3_sigmas(int steps = 28, double shift = kSd3Shift, int train_steps = 1000);

/// FLUX.1-dev: t from 1 to 1/n, shifted by exp(flux_mu(image_tokens)), then 0.
Result<std::vector<double>> flux_sigmas(int steps = 28, int image_tokens = 4096);

/// FLUX.1-schnell: the same without a shift: 1, 0.75, 0.5, 0.25, 0 for 4 steps.
Result<std::vector<double>> schnell_sigmas(int steps = 4);

}  // namespace lesson
