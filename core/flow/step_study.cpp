#include "core/flow/step_study.h"

#include <algorithm>
#include <utility>

#include "core/random.h"

namespace lesson {
namespace {

bool is_flow(Sampler sampler) { return sampler == Sampler::flow_euler || sampler == Sampler::flow_heun; }

PathPoint first_ddpm_level() { return levels({Sampler::ddim, 1}).value()[0]; }

}  // namespace

StepStudy::StepStudy(const World& world, double shift, std::uint64_t seed)
    : world_(&world),
      shift_(shift),
      seed_(seed),
      noise_(normal_points(kPoints, seed, kInitialNoiseStream)),
      flow_truth_(world, noise_, PathPoint::straight(1.0)),
      ddpm_truth_(world, noise_, first_ddpm_level()),
      measure_(world, kPoints, SlicedWasserstein::Prepare::later) {}

void StepStudy::set_shift(double shift) {
  if (shift == shift_) return;
  shift_ = shift;
  std::erase_if(results_, [](const auto& entry) { return is_flow(entry.first.sampler); });
  if (running_ && is_flow(running_key_.sampler)) running_.reset();
}

void StepStudy::focus(int steps) { focus_ = steps; }

SamplerSpec StepStudy::spec_of(Key key) const { return {key.sampler, key.steps, shift_, 0.0, seed_}; }

/// The next run that is wanted, known ones and impossible ones left out.
std::optional<StepStudy::Key> StepStudy::next() const {
  const auto missing = [&](int steps) -> std::optional<Key> {
    for (const Sampler sampler : kSamplers)
      if (const Key key{sampler, steps}; !results_.contains(key) && levels(spec_of(key))) return key;
    return std::nullopt;
  };
  if (const auto key = missing(focus_)) return key;
  for (const int steps : kGrid)
    if (const auto key = missing(steps)) return key;
  return std::nullopt;
}

bool StepStudy::done() const { return floor_ && !running_ && !next(); }

bool StepStudy::focus_done() const {
  const auto key = next();
  return floor_ && (!key || key->steps != focus_);
}

double StepStudy::progress() const {
  std::size_t known = 0;
  for (const int steps : kGrid)
    for (const Sampler sampler : kSamplers) known += results_.contains({sampler, steps});
  return static_cast<double>(known) / static_cast<double>(kGrid.size() * std::size(kSamplers));
}

/// What the runs are compared with comes first. True while there was something to do.
bool StepStudy::work_on_truth() {
  if (!flow_truth_.done())
    flow_truth_.advance();
  else if (!ddpm_truth_.done())
    ddpm_truth_.advance();
  else if (!measure_.ready())
    measure_.prepare();
  else if (!floor_)
    floor_ = true_sample_score(*world_, measure_, kPoints);
  else
    return false;
  return true;
}

void StepStudy::work() {
  if (work_on_truth()) return;
  const auto key = next();
  // A new focus interrupts a run of the grid, which will start again.
  if (running_ && key && key->steps == focus_ && running_key_ != *key) running_.reset();
  if (!running_) {
    if (!key) return;
    begin(*key);
  }
  running_->advance();
  if (running_->done()) record();
}

void StepStudy::begin(Key key) {
  auto run = WorldRun::start(*world_, spec_of(key), noise_);
  if (!run) return;  // next() leaves these out
  running_key_ = key;
  running_ = std::move(run).value();
}

void StepStudy::record() {
  const SamplerSpec spec = spec_of(running_key_);
  StudyPoint point{spec.sampler, spec.steps, evaluations(spec), std::nullopt, measure_.score(running_->points())};
  if (is_deterministic(spec)) point.end_error = rms_distance(running_->points(), *exact_ends(spec.sampler));
  results_[running_key_] = point;
  running_.reset();
}

void StepStudy::finish_focus() {
  while (!focus_done()) work();
}

void StepStudy::finish() {
  while (!done()) work();
}

const StudyPoint* StepStudy::find(Sampler sampler, int steps) const {
  const auto found = results_.find({sampler, steps});
  return found == results_.end() ? nullptr : &found->second;
}

std::vector<StudyPoint> StepStudy::curve(Sampler sampler) const {
  std::vector<StudyPoint> points;
  for (const auto& [key, point] : results_) {
    const bool wanted = key.steps == focus_ || std::ranges::find(kGrid, key.steps) != kGrid.end();
    if (key.sampler == sampler && wanted) points.push_back(point);
  }
  return points;
}

const Points* StepStudy::exact_ends(Sampler sampler) const {
  const ExactFlow& truth = is_flow(sampler) ? flow_truth_ : ddpm_truth_;
  return truth.done() ? &truth.points() : nullptr;
}

}  // namespace lesson
