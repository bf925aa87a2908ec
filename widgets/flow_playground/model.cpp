#include "widgets/flow_playground/model.h"

#include <algorithm>
#include <utility>

#include "core/flow/exact_flow.h"
#include "core/flow/irreducible_loss.h"
#include "core/flow/level_path.h"
#include "core/flow/measure.h"
#include "core/flow/world_run.h"
#include "core/random.h"

namespace lesson {

namespace {

double largest_gap(const Points& a, const Points& b) { return (a - b).rowwise().norm().maxCoeff(); }

/// An ancestral run, every step kept.
std::vector<Points> ancestral_frames(const World& world, const SamplerSpec& spec, const Points& noise) {
  WorldRun run = WorldRun::start(world, spec, noise).value();  // every number is within its range
  std::vector<Points> frames = {run.points()};
  while (!run.done()) {
    run.advance();
    frames.push_back(run.points());
  }
  return frames;
}

}  // namespace

void FlowPlaygroundModel::take_world(const FlowPlaygroundState& state) {
  if (!is_own(state)) {
    const auto at = static_cast<std::size_t>(std::max(state.world, 0));
    world_ = &named_worlds()[at];
    points_error_.reset();
    return;
  }
  if (world_ == (own_ ? &*own_ : nullptr) && own_points_ == state.points) return;
  std::string text = state.points;
  auto points = parse_points(text);
  points_error_ = points ? std::nullopt : std::optional(points.error());
  if (points)
    own_ = world_of(points.value());
  else if (!own_)
    own_ = world_of(parse_points(FlowPlaygroundState().points).value());
  world_ = &*own_;
  own_points_ = std::move(text);
}

void FlowPlaygroundModel::set(const FlowPlaygroundState& state) {
  const FlowPlaygroundState before = state_;
  FlowPlaygroundState after = state;
  const bool half_set = std::exchange(half_set_, true);  // by a state that found no memory
  const bool moved = half_set || state.world != before.world || (is_own(state) && state.points != before.points);
  const bool drawn_anew = moved || state.seed != before.seed;
  if (moved) {
    take_world(state);
    ++world_revision_;
    loss_.clear();
    explained_ = 0;
    component_ = 0;
  }
  if (drawn_anew) {
    pairs_ = independent_pairs(world(), kPairsShown, static_cast<std::uint64_t>(state.seed));
    fine_.reset();
    reflow_.reset();
  }
  if (drawn_anew || state.steps != before.steps || state.levels != before.levels || state.rule != before.rule)
    field_.reset();
  state_ = std::move(after);
  half_set_ = false;
}

const FieldRuns& FlowPlaygroundModel::field() {
  if (!field_) run_field();
  return *field_;
}

void FlowPlaygroundModel::run_field() {
  const auto seed = static_cast<std::uint64_t>(state_.seed);
  const Points noise = normal_points(kCarried, seed, kInitialNoiseStream);
  if (!fine_) {
    FieldRuns fine;
    fine.fine_levels = levels({Sampler::flow_euler, kFineSteps}).value();
    fine.fine = deterministic_frames(world(), noise, fine.fine_levels);
    fine.fine_detour = detour(fine.fine);
    fine.fine_detour_diffusion = detour(in_diffusion_units(fine.fine, fine.fine_levels));
    exact_ends_ = exact_endpoints(world(), noise, PathPoint::straight(1.0));
    exact_ddim_ends_ = exact_endpoints(world(), noise, levels({Sampler::ddim, 1}).value()[0]);
    fine_ = std::move(fine);
  }
  FieldRuns runs = *fine_;
  const int steps = std::clamp(state_.steps, 1, kMostFlowSteps);
  const bool ancestral = state_.rule == 1, same = state_.levels == 0 && !ancestral;
  const SamplerSpec spec{ancestral ? Sampler::ddpm : Sampler::ddim, steps, 1.0, 0.0, seed};
  runs.flow_levels = levels({Sampler::flow_euler, steps}).value();
  runs.other_levels = same ? variance_preserving(runs.flow_levels) : levels(spec).value();
  runs.flow = deterministic_frames(world(), noise, runs.flow_levels);
  runs.other =
      ancestral ? ancestral_frames(world(), spec, noise) : deterministic_frames(world(), noise, runs.other_levels);
  runs.apart = largest_gap(runs.flow.back(), runs.other.back());
  runs.flow_miss = rms_distance(runs.flow.back(), exact_ends_);
  if (!ancestral) runs.other_miss = rms_distance(runs.other.back(), same ? exact_ends_ : exact_ddim_ends_);
  runs.flow_detour = detour(runs.flow);
  runs.other_detour = detour(runs.other);
  field_ = std::move(runs);
}

void FlowPlaygroundModel::start_reflow() { reflow_.emplace(world(), static_cast<std::uint64_t>(state_.seed)); }

double FlowPlaygroundModel::time_of(int index) { return kFirstTime + (1 - 2 * kFirstTime) * index / (kLossTimes - 1); }

void FlowPlaygroundModel::work_on_loss() {
  if (loss_known()) return;
  loss_.reserve(kLossTimes);  // nothing below may leave a component counted and not told
  explained_ += velocity_explained(world(), component_, time_of(static_cast<int>(loss_.size())));
  if (++component_ < static_cast<int>(world().components().size())) return;
  loss_.push_back(velocity_spread(world()) - explained_);
  explained_ = 0;
  component_ = 0;
}

void FlowPlaygroundModel::finish_loss() {
  while (!loss_known()) work_on_loss();
}

}  // namespace lesson
