#include "core/flow/exact_flow.h"

#include <utility>

#include "core/flow/world_run.h"

namespace lesson {

ExactFlow::ExactFlow(const World& world, Points x, PathPoint from, int steps)
    : world_(&world), x_(std::move(x)), start_(straight_time(from)), steps_(steps) {
  x_ /= from.alpha + from.sigma;  // x on the straight path at the same ratio of noise to data
}

void ExactFlow::advance() {
  if (done()) return;
  const double t = start_ * (steps_ - step_) / steps_, next = start_ * (steps_ - step_ - 1) / steps_;
  const double h = next - t, middle = 0.5 * (t + next);
  const Points k1 = world_->velocity(x_, t);
  const Points k2 = world_->velocity(x_ + 0.5 * h * k1, middle);
  const Points k3 = world_->velocity(x_ + 0.5 * h * k2, middle);
  const Points k4 = world_->velocity(x_ + h * k3, next);
  x_ += h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
  ++step_;
}

Points exact_endpoints(const World& world, Points x, PathPoint from, int steps) {
  ExactFlow flow(world, std::move(x), from, steps);
  while (!flow.done()) flow.advance();
  return flow.points();
}

}  // namespace lesson
