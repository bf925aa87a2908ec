#include "core/flow/irreducible_loss.h"

#include <cmath>
#include <numbers>
#include <vector>

namespace lesson {
namespace {

/// Nodes z and weights w with sum w f(z) = E f(Z), Z standard normal; exact for polynomials below degree 2n.
struct Rule {
  std::vector<double> node, weight;
};

/// Newton's method on the orthonormal Hermite polynomials (of the weight e^(-x^2)); roots are found from the largest
/// on.
Rule gauss_hermite(int n) {
  Rule rule{std::vector<double>(static_cast<std::size_t>(n)), std::vector<double>(static_cast<std::size_t>(n))};
  std::vector<double> roots;
  for (int i = 0; i < (n + 1) / 2; ++i) {
    double z = i == 0   ? std::sqrt(2.0 * n + 1) - 1.85575 * std::pow(2.0 * n + 1, -1.0 / 6)
               : i == 1 ? roots[0] - 1.14 * std::pow(n, 0.426) / roots[0]
               : i == 2 ? 1.86 * roots[1] - 0.86 * roots[0]
               : i == 3 ? 1.91 * roots[2] - 0.91 * roots[1]
                        : 2 * roots[static_cast<std::size_t>(i) - 1] - roots[static_cast<std::size_t>(i) - 2];
    double slope = 1.0;
    for (int round = 0; round < 40; ++round) {
      double below = 0.0, here = std::pow(std::numbers::pi, -0.25);
      for (int k = 0; k < n; ++k) {
        const double above = z * std::sqrt(2.0 / (k + 1)) * here - std::sqrt(k / (k + 1.0)) * below;
        below = here;
        here = above;
      }
      slope = std::sqrt(2.0 * n) * below;
      const double step = here / slope;
      z -= step;
      if (std::fabs(step) < 1e-15 * (1 + std::fabs(z))) break;
    }
    roots.push_back(z);
    // From e^(-x^2) to the standard normal: z sqrt 2, w / sqrt pi.
    const double weight = 2.0 / (slope * slope) / std::sqrt(std::numbers::pi);
    const auto first = static_cast<std::size_t>(i), last = static_cast<std::size_t>(n - 1 - i);
    rule.node[first] = z * std::numbers::sqrt2;
    rule.node[last] = -rule.node[first];
    rule.weight[first] = rule.weight[last] = weight;
  }
  return rule;
}

const Rule& rule_of(int n) {
  static Rule kept;
  if (static_cast<int>(kept.node.size()) != n) kept = gauss_hermite(n);
  return kept;
}

}  // namespace

double velocity_spread(const World& world) {
  double spread = 2.0;
  for (const GaussianComponent& c : world.components())
    spread += c.weight * (c.mean.squaredNorm() + 2.0 * c.sigma * c.sigma);
  return spread;
}

double velocity_explained(const World& world, int component, double t, int nodes) {
  const Rule& rule = rule_of(nodes);
  const GaussianComponent& c = world.components()[static_cast<std::size_t>(component)];
  const double deviation = std::hypot((1.0 - t) * c.sigma, t);
  const auto node = [&](int i) { return rule.node[static_cast<std::size_t>(i)]; };
  const auto weight = [&](int i) { return rule.weight[static_cast<std::size_t>(i)]; };
  Points at(nodes * nodes, 2);
  for (int i = 0; i < nodes; ++i)
    for (int j = 0; j < nodes; ++j)
      at.row(i * nodes + j) = (1.0 - t) * c.mean.transpose() + deviation * Eigen::RowVector2d(node(i), node(j));
  const Points v = world.velocity(at, t);
  double sum = 0.0;
  for (int i = 0; i < nodes; ++i)
    for (int j = 0; j < nodes; ++j) sum += weight(i) * weight(j) * v.row(i * nodes + j).squaredNorm();
  return c.weight * sum;
}

double irreducible_loss(const World& world, double t, int nodes) {
  double loss = velocity_spread(world);
  for (int k = 0; k < static_cast<int>(world.components().size()); ++k) loss -= velocity_explained(world, k, t, nodes);
  return loss;
}

}  // namespace lesson
