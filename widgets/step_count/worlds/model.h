#pragma once
// What the step-count widget computes: one recorded run of each family, and the study of error against steps.
// Work comes in pieces of about a millisecond, so that frames stay short. No ImGui here.

#include <array>
#include <optional>
#include <vector>

#include "core/flow/step_study.h"

namespace lesson {

inline constexpr int kMostSteps = 100;

/// What takes the steps.
enum StepCountSubject { subject_worlds = 0, subject_tiny_sd3 = 1 };

/// The widget's state; ranges are in StepCount::fields(). That of the tiny SD3's pictures: StepPicturesState.
struct StepCountState {
  int subject = subject_worlds;
  int world = 0;       ///< index in named_worlds()
  int steps = 28;      ///< 1 to 100
  int solver = 0;      ///< flow matching: 0 Euler, 1 Heun
  float shift = 1;     ///< 0.5 to 6, moves the flow's steps towards noise
  int rule = 0;        ///< DDPM schedule: 0 ancestral, 1 DDIM
  float progress = 1;  ///< place in the run shown: 0 noise, 1 data
  bool trails = true;  ///< paths behind some points
  bool ends = true;    ///< at the data's end: lines from points to their exact ends
  int point = -1;      ///< a point followed in both pictures, 0 to 255; -1: none
  int measure = 0;     ///< 0: distance to the exact end, 1: distance to the true distribution
  int cost = 0;        ///< what the plot counts: 0 steps, 1 evaluations
  int seed = 1;        ///< of all noise
};

/// The two families that are compared side by side.
enum Side { flow_side = 0, ddpm_side = 1 };

Sampler sampler_of(const StepCountState& state, Side side);
const World& world_of(const StepCountState& state);

/// A run with every step kept.
struct RecordedRun {
  SamplerSpec spec;
  std::vector<PathPoint> levels;  ///< steps + 1
  std::vector<Points> frames;     ///< [kShown, 2] at each level so far

  bool done() const { return !levels.empty() && frames.size() == levels.size(); }
};

class StepCountModel {
 public:
  static constexpr int kShown = 256;  ///< points drawn; the first rows of the study's noise

  StepCountModel();

  /// Takes a new state; what it does not touch is kept.
  void set(const StepCountState& state);

  bool busy() const;    ///< there is work left
  void work();          ///< one piece; what is shown at the chosen step count comes first
  void finish_shown();  ///< both runs, and the errors at the chosen step count
  void finish();        ///< everything

  const RecordedRun& run(Side side) const { return runs_[static_cast<std::size_t>(side)]; }
  const StepStudy& study() const { return *study_; }

 private:
  void restart(Side side, const SamplerSpec& spec);

  const World* world_ = nullptr;
  int seed_ = 0;
  std::optional<StepStudy> study_;
  std::array<RecordedRun, 2> runs_;
  std::array<std::optional<WorldRun>, 2> going_;
};

}  // namespace lesson
