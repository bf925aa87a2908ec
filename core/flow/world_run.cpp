#include "core/flow/world_run.h"

#include <utility>

#include "core/flow/ddpm.h"
#include "core/flow/path.h"
#include "core/flow/range.h"
#include "core/flow/schedule.h"
#include "core/random.h"

namespace lesson {
namespace {

bool is_flow(Sampler sampler) { return sampler == Sampler::flow_euler || sampler == Sampler::flow_heun; }

double eta_of(const SamplerSpec& spec) {
  return spec.sampler == Sampler::ddpm ? 1.0 : spec.sampler == Sampler::ddim ? spec.eta : 0.0;
}

const DdpmSchedule& ddpm_schedule() {
  static const DdpmSchedule schedule = scaled_linear_schedule().value();
  return schedule;
}

}  // namespace

std::string_view name_of(Sampler sampler) {
  switch (sampler) {
    case Sampler::flow_euler: return "flow-euler";
    case Sampler::flow_heun: return "flow-heun";
    case Sampler::ddim: return "ddim";
    case Sampler::ddpm: return "ddpm";
  }
  return "";
}

std::string_view title_of(Sampler sampler) {
  switch (sampler) {
    case Sampler::flow_euler: return "Flow matching, Euler";
    case Sampler::flow_heun: return "Flow matching, Heun";
    case Sampler::ddim: return "DDIM";
    case Sampler::ddpm: return "DDPM, ancestral";
  }
  return "";
}

bool is_deterministic(const SamplerSpec& spec) { return eta_of(spec) == 0.0; }

int evaluations(const SamplerSpec& spec) {
  return evaluations(spec.sampler == Sampler::flow_heun ? FlowSolver::heun : FlowSolver::euler, spec.steps);
}

Result<std::vector<PathPoint>> levels(const SamplerSpec& spec) {
  std::vector<PathPoint> out;
  if (is_flow(spec.sampler)) {
    const auto sigmas = shifted_sigmas(spec.steps, spec.shift);
    if (!sigmas) return sigmas.error();
    for (const double sigma : sigmas.value()) out.push_back(PathPoint::straight(sigma));
    return out;
  }
  if (auto checked = check_range("eta", spec.eta, 0.0, 1.0); !checked) return checked.error();
  const auto times = trailing_times(spec.steps, ddpm_schedule());
  if (!times) return times.error();
  for (const double share : alpha_bars_at(times.value(), ddpm_schedule())) out.push_back(PathPoint::ddpm(share));
  return out;
}

Result<WorldRun> WorldRun::start(const World& world, const SamplerSpec& spec, Points noise) {
  auto levels = lesson::levels(spec);
  if (!levels) return levels.error();
  WorldRun run;
  run.world_ = &world;
  run.spec_ = spec;
  run.levels_ = std::move(levels).value();
  run.points_ = std::move(noise);
  return run;
}

void WorldRun::advance() {
  if (done()) return;
  const PathPoint from = level(), to = levels_[static_cast<std::size_t>(step_) + 1];
  const auto velocity = [&](const Points& x, double t) { return world_->velocity(x, t); };
  if (spec_.sampler == Sampler::flow_heun) {
    heun_step(points_, from.sigma, to.sigma, velocity);
  } else if (spec_.sampler == Sampler::flow_euler) {
    euler_step(points_, velocity(points_, from.sigma), from.sigma, to.sigma);
  } else {
    const double eta = eta_of(spec_);
    const bool noisy = eta > 0.0 && to.sigma > 0.0;
    const Points fresh = noisy ? normal_points(static_cast<int>(points_.rows()), spec_.seed,
                                               kAncestralNoiseStream + static_cast<std::uint32_t>(step_))
                               : Points();
    ddim_step(points_, world_->noise(points_, from), from.alpha * from.alpha, to.alpha * to.alpha, eta, fresh);
  }
  ++step_;
}

}  // namespace lesson
