#include "core/pipeline/sampler.h"

#include <cmath>
#include <numbers>

#include "core/flow/ddpm.h"
#include "core/flow/path.h"
#include "core/flow/schedule.h"
#include "core/random.h"

namespace lesson {

namespace {

/// round(T (1 - i/n)) - 1, halves to even: the order of operations is Python's.
StepPlan plan_noise(int steps, const DdpmConfig& config, const DdpmSchedule& schedule) {
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

/// A variance-preserving latent a x0 + s eps is (a + s) times the straight path's (1 - t) x0 + t eps.
double straight_time(double alpha_bar) {
  return std::sqrt(1 - alpha_bar) / (std::sqrt(alpha_bar) + std::sqrt(1 - alpha_bar));
}
double path_scale(double alpha_bar) { return 1 / (std::sqrt(alpha_bar) + std::sqrt(1 - alpha_bar)); }
double share_of_data(double t) { return (1 - t) * (1 - t) / ((1 - t) * (1 - t) + t * t); }

/// Evenly from pure noise to data on the cosine schedule.
StepPlan plan_cosine(int steps) {
  StepPlan plan;
  for (int i = 0; i <= steps; ++i) {
    plan.times.push_back(1.0 - static_cast<double>(i) / steps);
    const double signal = std::cos(plan.times.back() * std::numbers::pi / 2);
    plan.alpha_bar.push_back(i == 0 ? 0.0 : signal * signal);
  }
  return plan;
}

/// The levels of noise prediction as times of the straight path.
StepPlan plan_scaled_linear(int steps, const DdpmConfig& config, const DdpmSchedule& schedule) {
  StepPlan plan = plan_noise(steps, config, schedule);
  for (std::size_t i = 0; i < plan.times.size(); ++i) plan.times[i] = straight_time(plan.alpha_bar[i]);
  plan.start = path_scale(plan.alpha_bar.front());
  return plan;
}

/// DDIM between variance-preserving latents, with the data and the noise x + (1 - t) v that a velocity points to.
/// Written out: that this is Euler's step on the straight path is what the swap test shows.
void ddim_step_by_velocity(MatrixRM& x, CRef v, double t, CRef clean, double next) {
  const MatrixRM eps = x + static_cast<float>(1 - t) * v;
  const MatrixRM z = static_cast<float>(std::sqrt(next)) * clean + static_cast<float>(std::sqrt(1 - next)) * eps;
  x = z * static_cast<float>(path_scale(next));
}

StepResult take_flow_step(const RunRequest& request, const StepPlan& plan, std::size_t at, const Predict& predict,
                          MatrixRM& latent) {
  const double t = plan.times[at], next = plan.times[at + 1];
  StepResult result;
  result.prediction = predict(latent, t);
  result.clean = recover_data(latent, result.prediction, t);
  if (request.sampler == RunSampler::ddim) {
    ddim_step_by_velocity(latent, result.prediction, t, result.clean, plan.alpha_bar[at + 1]);
  } else if (request.sampler == RunSampler::heun && next > 0) {
    MatrixRM ahead = latent;
    euler_step(ahead, result.prediction, t, next);
    const MatrixRM mean = 0.5f * (result.prediction + predict(ahead, next));
    euler_step(latent, mean, t, next);
  } else {
    euler_step(latent, result.prediction, t, next);
  }
  return result;
}

/// The data that a diffusion network's answer points to.
MatrixRM diffusion_data(Objective objective, CRef latent, CRef prediction, double abar) {
  if (objective == Objective::noise) return recover_data_ddpm(latent, prediction, abar);
  return static_cast<float>(std::sqrt(abar)) * latent - static_cast<float>(std::sqrt(1 - abar)) * prediction;
}

StepResult take_diffusion_step(const RunRequest& request, const DdpmConfig& config, double t, double abar, double next,
                               const Predict& predict, CRef noise, MatrixRM& latent) {
  StepResult result;
  result.prediction = predict(latent, t);
  const float clamp = static_cast<float>(config.x0_clamp);
  result.clean =
      diffusion_data(objective_of(request.model), latent, result.prediction, abar).cwiseMax(-clamp).cwiseMin(clamp);
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

Result<StepPlan> plan_all(const RunRequest& request, const TrainedDenoiser& trained) {
  const Objective objective = objective_of(request.model);
  if (objective == Objective::v_diffusion) return plan_cosine(request.steps);
  if (objective == Objective::velocity && request.levels == RunLevels::own) {
    auto sigmas = sd3_sigmas(request.steps, request.shift, trained.scheduler.train_steps);
    if (!sigmas) return sigmas.error();
    StepPlan plan{std::move(sigmas).value(), {}};
    for (const double t : plan.times) plan.alpha_bar.push_back(share_of_data(t));
    return plan;
  }
  const DdpmConfig& config = trained.ddpm;
  const auto schedule = scaled_linear_schedule(config.beta_start, config.beta_end, config.steps);
  if (!schedule) return schedule.error();
  if (objective == Objective::velocity) return plan_scaled_linear(request.steps, config, schedule.value());
  return plan_noise(request.steps, config, schedule.value());
}

}  // namespace

Result<StepPlan> plan_steps(const RunRequest& request, const TrainedDenoiser& trained) {
  if (!request.image.any()) return plan_all(request, trained);
  RunRequest whole = request;
  whole.steps = static_cast<int>(std::lround(request.steps / request.image.strength));
  auto plan = plan_all(whole, trained);
  if (!plan) return plan;
  const int left_out = whole.steps - request.steps;
  plan.value().times.erase(plan.value().times.begin(), plan.value().times.begin() + left_out);
  plan.value().alpha_bar.erase(plan.value().alpha_bar.begin(), plan.value().alpha_bar.begin() + left_out);
  return plan;
}

MatrixRM first_latent(const StepPlan& plan, CRef noise) { return noise * static_cast<float>(plan.start); }

MatrixRM first_latent(const StepPlan& plan, Objective objective, CRef data, CRef noise) {
  const double t = plan.times.front(), abar = plan.alpha_bar.front();
  const bool straight = objective == Objective::velocity;
  return static_cast<float>(straight ? 1 - t : std::sqrt(abar)) * data +
         static_cast<float>(straight ? t : std::sqrt(1 - abar)) * noise;
}

StepResult take_step(const RunRequest& request, const TrainedDenoiser& trained, const StepPlan& plan, int step,
                     const Predict& predict, CRef noise, MatrixRM& latent) {
  const auto at = static_cast<std::size_t>(step);
  if (objective_of(request.model) == Objective::velocity) return take_flow_step(request, plan, at, predict, latent);
  return take_diffusion_step(request, trained.ddpm, plan.times[at], plan.alpha_bar[at], plan.alpha_bar[at + 1], predict,
                             noise, latent);
}

MatrixRM noise_latent(const LatentShape& shape, std::uint64_t seed, std::uint32_t stream) {
  MatrixRM noise(shape.channels, shape.pixels());
  RandomStream(seed, stream).fill_normals({noise.data(), static_cast<std::size_t>(noise.size())});
  return noise;
}

}  // namespace lesson
