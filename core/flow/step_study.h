#pragma once
// Error against the number of steps, for every sampler in one world: the step-count widget's curve.
// The work comes in small pieces, so that a frame can take as many as it has time for.

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/flow/exact_flow.h"
#include "core/flow/measure.h"
#include "core/flow/world_run.h"

namespace lesson {

struct StudyPoint {
  Sampler sampler = Sampler::flow_euler;
  int steps = 0;
  int evaluations = 0;              ///< of the field, in the whole run
  std::optional<double> end_error;  ///< root mean square distance to the exact end of the same noise; none for Ddpm
  double distribution_error = 0;    ///< sliced Wasserstein-2 distance to the exact distribution
};

/// Runs every sampler at every step count of the grid, and at one more of the learner's choice first.
/// Borrows the world.
class StepStudy {
 public:
  static constexpr int kPoints = 512;
  static constexpr std::array<int, 17> kGrid = {1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 28, 30, 40, 50, 64, 80, 100};

  /// `shift` as in SamplerSpec (a value it refuses leaves the flow samplers out); `seed` of all noise.
  StepStudy(const World& world, double shift, std::uint64_t seed);

  /// Another shift: what does not depend on it is kept.
  void set_shift(double shift);
  /// Puts this step count (1 to 1000) first.
  void focus(int steps);

  bool done() const;        ///< all of the grid and the focus are known
  bool focus_done() const;  ///< the focus is known
  double progress() const;  ///< share of the grid known, 0 to 1
  void work();              ///< one piece: at most about 4 kPoints evaluations; nothing once done
  void finish_focus();      ///< works until focus_done()
  void finish();            ///< works until done()

  /// The result, or nullptr while it is not known.
  const StudyPoint* find(Sampler sampler, int steps) const;
  /// What is known of a sampler at the grid and the focus, by rising steps.
  std::vector<StudyPoint> curve(Sampler sampler) const;
  /// What kPoints truly drawn points score as distribution_error: below it nothing can be told apart.
  std::optional<double> floor() const { return floor_; }
  /// Where the exact flow takes each row of the noise; nullptr while it is not known.
  const Points* exact_ends(Sampler sampler) const;
  /// The starting noise, [kPoints, 2].
  const Points& noise() const { return noise_; }

 private:
  struct Key {
    Sampler sampler;
    int steps;
    auto operator<=>(const Key&) const = default;
  };

  bool work_on_truth();
  std::optional<Key> next() const;
  void begin(Key key);
  void record();
  SamplerSpec spec_of(Key key) const;

  const World* world_;
  double shift_;
  std::uint64_t seed_;
  int focus_ = 28;
  Points noise_;
  ExactFlow flow_truth_, ddpm_truth_;
  SlicedWasserstein measure_;
  std::optional<double> floor_;
  std::map<Key, StudyPoint> results_;
  Key running_key_{};
  std::optional<WorldRun> running_;
};

}  // namespace lesson
