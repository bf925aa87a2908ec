// The worlds by name. Shapes are laid out in handy units and then standardised.
#include <cmath>
#include <numbers>

#include "core/flow/world.h"

namespace lesson {
namespace {

using std::numbers::pi;
using Components = std::vector<GaussianComponent>;

/// Moves and scales a world to mean 0 and mean variance 1 per axis.
Components standardised(Components parts) {
  double sum = 0.0, second = 0.0;
  Eigen::Vector2d mean(0.0, 0.0);
  for (const auto& c : parts) sum += c.weight, mean += c.weight * c.mean;
  mean /= sum;
  for (const auto& c : parts) second += c.weight / sum * ((c.mean - mean).squaredNorm() + 2.0 * c.sigma * c.sigma);
  const double scale = std::sqrt(2.0 / second);
  for (auto& c : parts) c = {c.weight, scale * (c.mean - mean), scale * c.sigma};
  return parts;
}

Eigen::Vector2d on_circle(double angle, double radius = 1.0) {
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

Components ring() {
  Components parts;
  for (int k = 0; k < 8; ++k) parts.push_back({1.0, on_circle(2.0 * pi * k / 8), 0.07});
  return parts;
}

/// Two half circles that reach into each other.
Components moons() {
  constexpr int n = 12;
  Components parts;
  for (int k = 0; k < n; ++k) {
    const Eigen::Vector2d p = on_circle(pi * (k + 0.5) / n);
    parts.push_back({1.0, p, 0.11});
    parts.push_back({1.0, Eigen::Vector2d(1.0, 0.5) - p, 0.11});
  }
  return parts;
}

/// The eight dark squares of a 4 x 4 board, each filled by 3 x 3 Gaussians.
Components checkerboard() {
  Components parts;
  for (int row = 0; row < 4; ++row)
    for (int column = row % 2; column < 4; column += 2)
      for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) parts.push_back({1.0, {column + (j + 0.5) / 3.0, row + (i + 0.5) / 3.0}, 0.14});
  return parts;
}

/// One arm of two turns, evenly dense along its length.
Components spiral() {
  constexpr int n = 40;
  Components parts;
  for (int k = 0; k < n; ++k) {
    const double share = std::sqrt((k + 1.0) / n);  // length grows with the angle's square
    parts.push_back({1.0, on_circle(4.0 * pi * share, share), 0.045});
  }
  return parts;
}

/// A larger and a smaller peak: do samples fall into both in the right shares?
Components pair() { return {{0.7, {-1.0, 0.0}, 0.25}, {0.3, {1.0, 0.0}, 0.15}}; }

std::vector<World> build() {
  std::vector<World> worlds;
  const auto add = [&](const char* name, const char* title, Components parts) {
    auto world = World::make(name, title, standardised(std::move(parts)));
    if (world) worlds.push_back(std::move(world).value());
  };
  add("ring", "Ring of eight", ring());
  add("moons", "Two moons", moons());
  add("checkerboard", "Checkerboard", checkerboard());
  add("spiral", "Spiral", spiral());
  add("pair", "Two unequal peaks", pair());
  return worlds;
}

}  // namespace

const std::vector<World>& named_worlds() {
  static const std::vector<World> worlds = build();
  return worlds;
}

Result<const World*> world_named(std::string_view name) {
  std::string names;
  for (const World& world : named_worlds()) {
    if (world.name() == name) return &world;
    names += (names.empty() ? "" : ", ") + world.name();
  }
  return Error{"there is no world of this name", "world", "one of " + names, std::string(name), ""};
}

}  // namespace lesson
