#pragma once
// A sampler at work in an exact 2-D world, one step at a time: what the step-count widget shows.

#include <string_view>
#include <vector>

#include "core/flow/world.h"

namespace lesson {

enum class Sampler {
  flow_euler,  ///< straight path, Euler
  flow_heun,   ///< straight path, Heun: two evaluations a step
  ddim,        ///< DDPM schedule, deterministic (eta 0) unless eta says otherwise
  ddpm         ///< DDPM schedule, ancestral: fresh noise in every step (eta 1)
};
inline constexpr Sampler kSamplers[] = {Sampler::flow_euler, Sampler::flow_heun, Sampler::ddim, Sampler::ddpm};

std::string_view name_of(Sampler sampler);   ///< for states and files: "flow-euler"
std::string_view title_of(Sampler sampler);  ///< for readers: "Flow matching, Euler"

struct SamplerSpec {
  Sampler sampler = Sampler::flow_euler;
  int steps = 28;          ///< 1 to 1000
  double shift = 1.0;      ///< flow samplers: 0.01 to 100, see core/flow/schedule.h
  double eta = 0.0;        ///< Ddim only, 0 to 1
  std::uint64_t seed = 0;  ///< of the ancestral noise
};

/// Whether the same starting noise always ends in the same place.
bool is_deterministic(const SamplerSpec& spec);
/// Evaluations of the field in a whole run.
int evaluations(const SamplerSpec& spec);

/// The levels a run stands at, noise first: steps + 1 points, the last with sigma 0.
Result<std::vector<PathPoint>> levels(const SamplerSpec& spec);

/// The same noise level on the straight path: sigma / (alpha + sigma).
inline double straight_time(PathPoint at) { return at.sigma / (at.alpha + at.sigma); }

/// Points on their way from noise to data. Borrows the world.
class WorldRun {
 public:
  /// `noise`: standard normal rows. Both families start from it as it is; for the DDPM schedule that
  /// is the usual approximation, since its last level still holds 6.8 % of the data.
  static Result<WorldRun> start(const World& world, const SamplerSpec& spec, Points noise);

  bool done() const { return step_ + 1 >= static_cast<int>(levels_.size()); }
  void advance();  ///< one step; nothing once done

  int step() const { return step_; }  ///< steps taken
  PathPoint level() const { return levels_[static_cast<std::size_t>(step_)]; }
  const std::vector<PathPoint>& levels() const { return levels_; }
  const Points& points() const { return points_; }

 private:
  WorldRun() = default;

  const World* world_ = nullptr;
  SamplerSpec spec_;
  std::vector<PathPoint> levels_;
  Points points_;
  int step_ = 0;
};

}  // namespace lesson
