#pragma once
// The loss of a velocity network that errs as little as can be: it sees (x_t, t), not the pair that made them.
//
//   L(t) = E |eps - x0 - E[eps - x0 | x_t]|^2 = E |eps - x0|^2 - E |v(x_t, t)|^2
//
// The first term is closed, 2 + E|x0|^2. The second is an integral over the plane of a smooth field against Gaussians,
// one a component, done by Gauss-Hermite quadrature.

#include "core/flow/world.h"

namespace lesson {

inline constexpr int kQuadratureNodes = 24;  ///< a side; see the test for what they leave

/// L(t), t in [0, 1], summed over both coordinates.
double irreducible_loss(const World& world, double t, int nodes = kQuadratureNodes);

/// The same in pieces, for worlds of many components: E |eps - x0|^2, which t does not change, ...
double velocity_spread(const World& world);
/// ... and what one component adds to E |v|^2, its weight included.
double velocity_explained(const World& world, int component, double t, int nodes = kQuadratureNodes);

}  // namespace lesson
