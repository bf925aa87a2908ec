#pragma once
// The flow playground's state, and worlds of the reader's own points.

#include <string>
#include <string_view>
#include <vector>

#include "core/flow/timestep_law.h"
#include "core/flow/world.h"

namespace lesson {

enum class FlowTab { pairs, field, reflow, time };

/// Ranges are in FlowPlayground::fields().
struct FlowPlaygroundState {
  int tab = 0;    ///< FlowTab
  int world = 0;  ///< index in named_worlds(); one past the end: the reader's own points
  std::string points = "-1.2,0.7; 1.1,0.9; 0.2,-1.2";  ///< the own world, see parse_points()
  int seed = 1;
  float t = 0.5f;      ///< 0 data, 1 noise
  int pair = 0;        ///< chosen, 0 to kPairsShown - 1
  int steps = 10;      ///< 1 to 50
  int levels = 0;      ///< 0 the same noise levels for both, 1 each on its own
  int rule = 0;        ///< 0 DDIM, 1 DDPM (ancestral, on its own levels)
  bool exact = true;   ///< the real trajectories under the steps
  int law = 1;         ///< TimestepKind
  float mean = 0;      ///< logit-normal
  float scale = 1;     ///< logit-normal
  float mode = 1.29f;  ///< mode
  float shift = 1;     ///< of every law
};

inline constexpr int kPairsShown = 40;
inline constexpr int kMostFlowSteps = 50;
inline constexpr int kMostOwnPoints = 16, kLongestPoints = 256;
inline constexpr double kOwnPointReach = 2.4, kOwnPointSigma = 0.12;

bool is_own(const FlowPlaygroundState& state);
TimestepSpec law_of(const FlowPlaygroundState& state);

/// "x,y; x,y; ...": 1 to 16 points of the plane, both coordinates within 2.4. The Error names what was found.
Result<std::vector<Eigen::Vector2d>> parse_points(std::string_view text);
std::string points_text(const std::vector<Eigen::Vector2d>& points);
/// A world with a small Gaussian at each point. `points` as parse_points gives them.
World world_of(const std::vector<Eigen::Vector2d>& points);

}  // namespace lesson
