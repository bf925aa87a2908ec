#pragma once
// Deterministic sampling over any list of noise levels, with every step kept. One step serves both families:
//
//   x' = alpha' E[x0 | x] + sigma' E[eps | x]
//
// On the straight path that is Euler's step, since x + (t' - t)(eps - x0) = (1 - t') x0 + t' eps for the posterior
// means; on the DDPM schedule it is DDIM's. So on the same levels, in units that differ by a factor a level, both visit
// the same places and end in the same one.

#include <vector>

#include "core/flow/world.h"

namespace lesson {

/// The same noise levels (the same sigma / alpha) in the units of diffusion, alpha^2 + sigma^2 = 1.
std::vector<PathPoint> variance_preserving(const std::vector<PathPoint>& levels);

/// Moves x from one level to the next, `to.sigma` below `from.sigma`. `from.sigma` > 0; `from.alpha` may be 0.
void deterministic_step(const World& world, Points& x, PathPoint from, PathPoint to);

/// Where the noise stands at every level, levels.size() entries, the first `noise` itself.
std::vector<Points> deterministic_frames(const World& world, Points noise, const std::vector<PathPoint>& levels);

/// The same curves in other units: each frame of the straight path times 1 / sqrt(alpha^2 + sigma^2).
std::vector<Points> in_diffusion_units(std::vector<Points> frames, const std::vector<PathPoint>& levels);

/// Length of all paths together over the distance from their starts to their ends; 1: straight. frames not empty.
double detour(const std::vector<Points>& frames);

}  // namespace lesson
