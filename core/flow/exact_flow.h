#pragma once
// The true end of every starting point: the ODE dx/dt = v(x, t) of an exact world, solved so finely
// that its own error is far below that of any sampler compared with it.
//
// One ODE serves both families. In units of x / alpha and with lambda = sigma / alpha, the probability
// flow of every Gaussian path is the same, d(x / alpha) / d lambda = E[eps | x]: the straight path and
// the DDPM schedule differ in where they start and in how steps are laid out, not in the curve.

#include "core/flow/world.h"

namespace lesson {

/// Solves with classical Runge-Kutta (order 4) over equal steps of t, a few steps at a call.
/// kSteps leave a root mean square error below 2e-6 in every named world (tested against four times as many).
/// Borrows the world.
class ExactFlow {
 public:
  static constexpr int kSteps = 160;

  /// `x`: points at level `from` (alpha > 0 or the straight path's t = 1); steps >= 1.
  ExactFlow(const World& world, Points x, PathPoint from, int steps = kSteps);

  bool done() const { return step_ == steps_; }
  void advance();                              ///< one step (four evaluations); nothing once done
  const Points& points() const { return x_; }  ///< the end points, once done

 private:
  const World* world_;
  Points x_;
  double start_;
  int step_ = 0, steps_;
};

/// All steps at once.
Points exact_endpoints(const World& world, Points x, PathPoint from, int steps = ExactFlow::kSteps);

}  // namespace lesson
