#pragma once
// Reflow (Liu et al. 2022, "Flow Straight and Fast", algorithm 1) in the plane, live. Round 0 learns from independent
// pairs of data and noise. Each later round learns from pairs that a flow has made, every noise with the end to which
// it was carried, so that the straight paths of training hardly cross any more and the field bends less.
//
// The pairs of round 1 are the exact flow's, so that it inherits no error; those of round 2 are made by the network of
// round 1. The work comes in pieces of one update or one step of a sampler.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/flow/exact_flow.h"
#include "core/flow/measure.h"
#include "core/flow/pairing.h"
#include "core/flow/velocity_net.h"

namespace lesson {

/// How a round's network carries noise to data.
struct ReflowResult {
  /// Root mean square distance between the end of one Euler step and of kFine steps from the same noise.
  double one_step_error = 0;
  double one_step_distribution = 0;  ///< sliced Wasserstein-2 distance of one-step ends to the world
  double fine_distribution = 0;      ///< the same of kFine-step ends
  /// Mean over paths and times of |v(x_t, t) - (x_1 - x_0)|^2 along the network's own fine paths; 0: straight at even
  /// speed (Liu et al. 2022, section 2.2).
  double straightness = 0;
  double detour = 1;           ///< length of the paths over the distance of their ends
  std::vector<Points> frames;  ///< kShown points at kFine + 1 times
  Points one_step;             ///< ends of one step, kShown points
};

struct ReflowRound {
  VelocityNet net;
  int updates = 0;             ///< done
  std::vector<double> losses;  ///< mean of every kLossEvery updates
  std::optional<ReflowResult> result;
};

/// Borrows the world.
class Reflow {
 public:
  static constexpr int kRounds = 3;
  static constexpr int kBatch = 256;
  static constexpr int kUpdates = 1500;  ///< of a round
  static constexpr int kPairs = 2048;    ///< that a flow makes for a round
  static constexpr int kMeasured = 512;  ///< points whose ends are measured
  static constexpr int kShown = 48;      ///< of them, whose paths are kept
  static constexpr int kFine = 48;       ///< Euler steps of a fine path
  static constexpr int kLossEvery = 50;

  Reflow(const World& world, std::uint64_t seed, int updates = kUpdates);

  bool done() const { return round_ == kRounds; }
  void work();    ///< one piece; nothing once done
  void finish();  ///< works until done

  int round() const { return round_; }                                ///< at work on, 0 to 2; kRounds once done
  double progress() const;                                            ///< of all rounds, 0 to 1
  std::string_view doing() const;                                     ///< "training", "making pairs", "measuring"
  const std::vector<ReflowRound>& rounds() const { return rounds_; }  ///< those begun
  /// What kMeasured truly drawn points score as a distribution distance.
  std::optional<double> floor() const { return floor_; }

 private:
  enum class Phase { pairs, training, measuring };

  void begin_round();
  void make_pairs();
  void train();
  void measure();
  void finish_measuring();
  VelocityBatch batch() const;

  const World* world_;
  std::uint64_t seed_;
  int updates_wanted_;
  int round_ = 0;
  Phase phase_ = Phase::training;
  std::vector<ReflowRound> rounds_;
  Adam adam_;
  std::vector<NetLayer> slopes_;
  double loss_sum_ = 0;
  Pairs pairs_;                     ///< of this round; empty in round 0
  int made_ = 0;                    ///< rows of pairs_ finished
  std::optional<ExactFlow> exact_;  ///< carrying the present chunk
  Points carried_;                  ///< the same by a network
  int carried_step_ = 0;
  std::vector<Points> frames_;  ///< [kMeasured, 2] while measuring
  SlicedWasserstein score_;
  std::optional<double> floor_;
};

}  // namespace lesson
