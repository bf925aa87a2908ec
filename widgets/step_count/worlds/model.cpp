#include "widgets/step_count/worlds/model.h"

#include <algorithm>
#include <utility>

#include "core/flow/schedule.h"

namespace lesson {

namespace {

bool same(const SamplerSpec& a, const SamplerSpec& b) {
  return a.sampler == b.sampler && a.steps == b.steps && a.shift == b.shift && a.seed == b.seed;
}

}  // namespace

Sampler sampler_of(const StepCountState& state, Side side) {
  if (side == flow_side) return state.solver == 1 ? Sampler::flow_heun : Sampler::flow_euler;
  return state.rule == 1 ? Sampler::ddim : Sampler::ddpm;
}

const World& world_of(const StepCountState& state) {
  const auto& worlds = named_worlds();
  return worlds[static_cast<std::size_t>(std::clamp(state.world, 0, static_cast<int>(worlds.size()) - 1))];
}

StepCountModel::StepCountModel() { set({}); }

void StepCountModel::set(const StepCountState& state) {
  const double shift = std::clamp(static_cast<double>(state.shift), kSmallestShift, kLargestShift);
  const auto seed = static_cast<std::uint64_t>(state.seed);
  const bool moved = !study_ || world_ != &world_of(state) || seed_ != state.seed;
  if (moved) {
    for (RecordedRun& run : runs_) run.spec.steps = 0;  // to be restarted, whatever finds no memory
    study_.reset();
    world_ = &world_of(state);
    seed_ = state.seed;
    study_.emplace(*world_, shift, seed);
  }
  study_->set_shift(shift);
  study_->focus(std::clamp(state.steps, 1, kMostSteps));
  for (const Side side : {flow_side, ddpm_side}) {
    // The DDPM schedule has no shift: changing it must not restart that side.
    const SamplerSpec spec{sampler_of(state, side), std::clamp(state.steps, 1, kMostSteps),
                           side == flow_side ? shift : 1.0, 0.0, seed};
    if (!same(spec, run(side).spec)) restart(side, spec);
  }
}

void StepCountModel::restart(Side side, const SamplerSpec& spec) {
  const auto at = static_cast<std::size_t>(side);
  auto run = WorldRun::start(*world_, spec, study_->noise().topRows(kShown));
  if (!run) return;  // every value was clamped to its range above
  runs_[at] = {spec, run.value().levels(), {run.value().points()}};
  going_[at] = std::move(run).value();
}

bool StepCountModel::busy() const {
  if (!study_) return false;  // there was no memory for it; the next set() makes it
  return !run(flow_side).done() || !run(ddpm_side).done() || !study_->done();
}

void StepCountModel::work() {
  for (const Side side : {flow_side, ddpm_side}) {
    const auto at = static_cast<std::size_t>(side);
    if (!going_[at]) continue;
    WorldRun next = *going_[at];  // a step and its frame, or neither
    next.advance();
    runs_[at].frames.push_back(next.points());
    going_[at] = std::move(next);
    if (going_[at]->done()) going_[at].reset();
    return;
  }
  study_->work();
}

void StepCountModel::finish_shown() {
  while (!run(flow_side).done() || !run(ddpm_side).done() || !study_->focus_done()) work();
}

void StepCountModel::finish() {
  while (busy()) work();
}

}  // namespace lesson
