#pragma once
// The straight path of flow matching between data x0 (t = 0) and noise eps (t = 1), and one step of
// each solver along it. Esser et al. 2024, sections 2 and 3 (there: "rectified flow").
//
//   x_t = (1 - t) x0 + t eps        v = dx/dt = eps - x0
//   x0  = x_t - t v                 eps = x_t + (1 - t) v
//
// (The rectified-flow paper of Liu et al. 2022 counts time the other way round, so v has the other sign.)
// X is any Eigen matrix or array type; t is called sigma where it is a point of a schedule.

#include <utility>

namespace lesson {

template <class X>
X straight_path(const X& x0, const X& eps, double t) {
  using S = typename X::Scalar;
  return static_cast<S>(1.0 - t) * x0 + static_cast<S>(t) * eps;
}

/// What a velocity network learns to predict.
template <class X>
X velocity_target(const X& x0, const X& eps) {
  return eps - x0;
}

/// The data that velocity `v` at (x, t) points back to.
template <class X>
X recover_data(const X& x, const X& v, double t) {
  return x - static_cast<typename X::Scalar>(t) * v;
}

/// The noise that velocity `v` at (x, t) comes from.
template <class X>
X recover_noise(const X& x, const X& v, double t) {
  return x + static_cast<typename X::Scalar>(1.0 - t) * v;
}

/// Euler: x moves from sigma to sigma_next along v = v(x, sigma). Allocates nothing.
template <class X>
void euler_step(X& x, const X& v, double sigma, double sigma_next) {
  x += static_cast<typename X::Scalar>(sigma_next - sigma) * v;
}

/// Heun: an Euler step, then again with the mean of the velocities at both ends. On the last step,
/// to sigma 0, it stays Euler (as in Karras et al. 2022, algorithm 1): a network is never asked at 0.
/// `velocity(x, sigma)` returns X. Evaluations: 2, or 1 on the last step.
template <class X, class Velocity>
void heun_step(X& x, double sigma, double sigma_next, Velocity&& velocity) {
  const X v = velocity(x, sigma);
  if (sigma_next == 0.0) return euler_step(x, v, sigma, sigma_next);
  X ahead = x;
  euler_step(ahead, v, sigma, sigma_next);
  const X mean = static_cast<typename X::Scalar>(0.5) * (v + velocity(ahead, sigma_next));
  euler_step(x, mean, sigma, sigma_next);
}

enum class FlowSolver { euler, heun };

/// Evaluations of the velocity that `steps` steps down to sigma 0 take.
constexpr int evaluations(FlowSolver solver, int steps) { return solver == FlowSolver::heun ? 2 * steps - 1 : steps; }

/// Runs down a schedule (core/flow/schedule.h) from x at sigmas[0] to the last sigma.
/// `observe(k, x)` is called after step k = 0, 1, ...
template <class X, class Sigmas, class Velocity, class Observe>
X sample_flow(FlowSolver solver, X x, const Sigmas& sigmas, Velocity&& velocity, Observe&& observe) {
  for (int k = 0; k + 1 < static_cast<int>(sigmas.size()); ++k) {
    if (solver == FlowSolver::heun)
      heun_step(x, sigmas[k], sigmas[k + 1], velocity);
    else
      euler_step(x, X(velocity(x, sigmas[k])), sigmas[k], sigmas[k + 1]);
    observe(k, x);
  }
  return x;
}

template <class X, class Sigmas, class Velocity>
X sample_flow(FlowSolver solver, X x, const Sigmas& sigmas, Velocity&& velocity) {
  return sample_flow(solver, std::move(x), sigmas, velocity, [](int, const X&) {});
}

}  // namespace lesson
