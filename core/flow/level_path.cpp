#include "core/flow/level_path.h"

#include <cmath>
#include <utility>

namespace lesson {

namespace {
double length_of(PathPoint at) { return std::hypot(at.alpha, at.sigma); }
}  // namespace

std::vector<PathPoint> variance_preserving(const std::vector<PathPoint>& levels) {
  std::vector<PathPoint> out;
  for (const PathPoint at : levels) out.push_back({at.alpha / length_of(at), at.sigma / length_of(at)});
  return out;
}

void deterministic_step(const World& world, Points& x, PathPoint from, PathPoint to) {
  Points data, noise;
  world.denoise(x, from, data, noise);
  x = to.alpha * data + to.sigma * noise;
}

std::vector<Points> deterministic_frames(const World& world, Points noise, const std::vector<PathPoint>& levels) {
  std::vector<Points> frames = {std::move(noise)};
  for (std::size_t k = 0; k + 1 < levels.size(); ++k) {
    frames.push_back(frames.back());
    deterministic_step(world, frames.back(), levels[k], levels[k + 1]);
  }
  return frames;
}

std::vector<Points> in_diffusion_units(std::vector<Points> frames, const std::vector<PathPoint>& levels) {
  for (std::size_t k = 0; k < frames.size(); ++k) frames[k] /= length_of(levels[k]);
  return frames;
}

double detour(const std::vector<Points>& frames) {
  double length = 0.0;
  for (std::size_t k = 0; k + 1 < frames.size(); ++k) length += (frames[k + 1] - frames[k]).rowwise().norm().sum();
  const double straight = (frames.back() - frames.front()).rowwise().norm().sum();
  return straight > 0.0 ? length / straight : 1.0;
}

}  // namespace lesson
