#pragma once
// What the flow playground computes: pairs, runs of both families, reflow, and the smallest possible loss by time.
// Reflow and the loss come in pieces of a few milliseconds at most, so that frames stay short. No ImGui here.

#include <optional>
#include <vector>

#include "core/flow/pairing.h"
#include "core/flow/reflow.h"
#include "widgets/flow_playground/state.h"

namespace lesson {

/// Some noise carried to data by both families.
struct FieldRuns {
  std::vector<PathPoint> fine_levels, flow_levels, other_levels;
  std::vector<Points> fine;   ///< the real trajectories of the straight path, kFineSteps + 1 frames
  std::vector<Points> flow;   ///< Euler's, steps + 1 frames
  std::vector<Points> other;  ///< DDIM's or DDPM's
  double apart = 0;           ///< largest distance between the ends of one noise
  double flow_miss = 0;       ///< root mean square distance to where the exact flow ends
  double other_miss = 0;      ///< DDIM: the same from its own first level; DDPM: 0, it has no exact end
  double fine_detour = 1, fine_detour_diffusion = 1;  ///< of the real trajectories, in either family's units
  double flow_detour = 1, other_detour = 1;
};

class FlowPlaygroundModel {
 public:
  static constexpr int kCarried = 32;     ///< points of the field's runs
  static constexpr int kFineSteps = 192;  ///< of the real trajectories
  static constexpr int kLossTimes = 41;   ///< times of the loss curve, even from kFirstTime to 1 - kFirstTime
  static constexpr double kFirstTime = 0.02;

  FlowPlaygroundModel() { set({}); }
  FlowPlaygroundModel(const FlowPlaygroundModel&) = delete;
  FlowPlaygroundModel& operator=(const FlowPlaygroundModel&) = delete;

  /// Takes a new state; what it does not touch is kept.
  void set(const FlowPlaygroundState& state);

  const World& world() const { return *world_; }
  unsigned world_revision() const { return world_revision_; }
  /// Why the reader's own points are not used; the last good ones stay.
  const std::optional<Error>& points_error() const { return points_error_; }

  const Pairs& pairs() const { return pairs_; }
  const FieldRuns& field();  ///< worked out when first asked for after a change

  const std::optional<Reflow>& reflow() const { return reflow_; }
  void start_reflow();  ///< from the beginning
  void drop_reflow() { reflow_.reset(); }
  void work_on_reflow() { reflow_->work(); }

  bool loss_known() const { return static_cast<int>(loss_.size()) == kLossTimes; }
  void work_on_loss();  ///< one component at one time
  void finish_loss();
  const std::vector<double>& loss() const { return loss_; }  ///< at time_of(0), time_of(1), ... so far
  static double time_of(int index);

 private:
  void take_world(const FlowPlaygroundState& state);
  void run_field();

  const World* world_ = nullptr;
  std::optional<World> own_;
  std::string own_points_;
  std::optional<Error> points_error_;
  unsigned world_revision_ = 0;
  FlowPlaygroundState state_;
  bool half_set_ = true;
  Pairs pairs_;
  std::optional<FieldRuns> field_;
  Points exact_ends_, exact_ddim_ends_;
  std::optional<FieldRuns> fine_;  ///< only its real trajectories are filled
  std::optional<Reflow> reflow_;
  std::vector<double> loss_;
  double explained_ = 0;
  int component_ = 0;
};

}  // namespace lesson
