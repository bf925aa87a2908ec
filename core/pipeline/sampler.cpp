#include "core/pipeline/sampler.h"

#include <cmath>

#include "core/flow/ddpm.h"
#include "core/flow/path.h"
#include "core/flow/schedule.h"
#include "core/random.h"

namespace lesson {

namespace {

/// round(T (1 - i/n)) - 1, halves to even: the order of operations is Python's.
StepPlan plan_baseline(int steps, const DdpmConfig& config, const DdpmSchedule& schedule) {
  StepPlan plan;
  for (int i = 0; i < steps; ++i) {
    const double exact = config.steps * (1.0 - static_cast<double>(i) / steps);
    const int k = static_cast<int>(std::nearbyint(exact)) - 1;
    plan.times.push_back(static_cast<double>(k) / config.steps);
    plan.alpha_bar.push_back(schedule.alpha_bar[static_cast<std::size_t>(k)]);
  }
  plan.times.push_back(0.0);
  plan.alpha_bar.push_back(1.0);
  return plan;
}

StepResult take_flow_step(const RunRequest& request, double t, double next, const Predict& predict, MatrixRM& latent) {
  StepResult result;
  result.prediction = predict(latent, t);
  result.clean = recover_data(latent, result.prediction, t);
  if (request.sampler == RunSampler::heun && next > 0) {
    MatrixRM ahead = latent;
    euler_step(ahead, result.prediction, t, next);
    const MatrixRM mean = 0.5f * (result.prediction + predict(ahead, next));
    euler_step(latent, mean, t, next);
  } else {
    euler_step(latent, result.prediction, t, next);
  }
  return result;
}

StepResult take_baseline_step(const RunRequest& request, const DdpmConfig& config, double t, double abar, double next,
                              const Predict& predict, CRef noise, MatrixRM& latent) {
  StepResult result;
  result.prediction = predict(latent, t);
  const float clamp = static_cast<float>(config.x0_clamp);
  result.clean = recover_data_ddpm(latent, result.prediction, abar).cwiseMax(-clamp).cwiseMin(clamp);
  // The noise that fits the clamped data.
  const MatrixRM eps =
      (latent - static_cast<float>(std::sqrt(abar)) * result.clean) / static_cast<float>(std::sqrt(1 - abar));
  const double eta = request.sampler == RunSampler::ancestral ? 1.0 : 0.0;
  const double sigma = ancestral_sigma(abar, next, eta);
  latent = static_cast<float>(std::sqrt(next)) * result.clean +
           static_cast<float>(std::sqrt(std::fmax(0.0, 1 - next - sigma * sigma))) * eps;
  if (sigma > 0) latent += static_cast<float>(sigma) * noise;
  return result;
}

}  // namespace

Result<StepPlan> plan_steps(const RunRequest& request, const TrainedDenoiser& trained) {
  if (request.model != ModelKind::ddpm) {
    auto sigmas = shifted_sigmas(request.steps, request.shift);
    if (!sigmas) return sigmas.error();
    return StepPlan{std::move(sigmas).value(), {}};
  }
  const DdpmConfig& config = trained.ddpm;
  const auto schedule = scaled_linear_schedule(config.beta_start, config.beta_end, config.steps);
  if (!schedule) return schedule.error();
  return plan_baseline(request.steps, config, schedule.value());
}

StepResult take_step(const RunRequest& request, const TrainedDenoiser& trained, const StepPlan& plan, int step,
                     const Predict& predict, CRef noise, MatrixRM& latent) {
  const auto at = static_cast<std::size_t>(step);
  if (request.model != ModelKind::ddpm) {
    return take_flow_step(request, plan.times[at], plan.times[at + 1], predict, latent);
  }
  return take_baseline_step(request, trained.ddpm, plan.times[at], plan.alpha_bar[at], plan.alpha_bar[at + 1], predict,
                            noise, latent);
}

MatrixRM noise_latent(const LatentShape& shape, std::uint64_t seed, std::uint32_t stream) {
  MatrixRM noise(shape.channels, shape.pixels());
  RandomStream(seed, stream).fill_normals({noise.data(), static_cast<std::size_t>(noise.size())});
  return noise;
}

}  // namespace lesson
