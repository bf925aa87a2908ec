#include "core/flow/world.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "core/random.h"

namespace lesson {
namespace {

/// Components less likely than this by a factor are left out of a point's mean: e^-45 = 3e-20.
constexpr double kNegligible = -45.0;

bool positive(double x) { return x > 0.0 && std::isfinite(x); }

/// log of w_k N(x; alpha m_k, V_k), less a constant all share.
double log_weight(const GaussianComponent& c, const Eigen::Vector2d& x, PathPoint at) {
  const double variance = at.alpha * at.alpha * c.sigma * c.sigma + at.sigma * at.sigma;
  return std::log(c.weight / variance) - 0.5 * (x - at.alpha * c.mean).squaredNorm() / variance;
}

/// What of a component does not depend on x: the inner loop below is the cost of every sampler.
struct Noised {
  double mean_x, mean_y, data_x, data_y;
  double log_scale, half_precision, data_gain, noise_gain;
};

std::vector<Noised> noised(const std::vector<GaussianComponent>& components, PathPoint at) {
  std::vector<Noised> out;
  out.reserve(components.size());
  for (const auto& c : components) {
    const double variance = at.alpha * at.alpha * c.sigma * c.sigma + at.sigma * at.sigma;
    out.push_back({at.alpha * c.mean.x(), at.alpha * c.mean.y(), c.mean.x(), c.mean.y(), std::log(c.weight / variance),
                   0.5 / variance, at.alpha * c.sigma * c.sigma / variance, at.sigma / variance});
  }
  return out;
}

}  // namespace

PathPoint PathPoint::ddpm(double alpha_bar) { return {std::sqrt(alpha_bar), std::sqrt(1.0 - alpha_bar)}; }

Result<World> World::make(std::string name, std::string title, std::vector<GaussianComponent> components) {
  if (components.empty()) return Error{"a world needs a component", name, "1 or more", "0", ""};
  double sum = 0.0;
  for (const auto& c : components) {
    if (!positive(c.weight) || !positive(c.sigma) || !c.mean.allFinite())
      return Error{"a component's weight and sigma must be positive, its mean finite", name, "", "", ""};
    sum += c.weight;
  }
  if (!std::isfinite(sum)) return Error{"the weights' sum is not finite", name, "", "", ""};
  for (auto& c : components) c.weight /= sum;
  World world;
  world.name_ = std::move(name);
  world.title_ = std::move(title);
  world.components_ = std::move(components);
  return world;
}

void World::denoise(const Points& x, PathPoint at, Points& data, Points& noise) const {
  data.resize(x.rows(), 2);
  noise.resize(x.rows(), 2);
  const std::vector<Noised> parts = noised(components_, at);
  std::vector<double> logs(parts.size());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const double px = x(i, 0), py = x(i, 1);
    double most = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const double dx = px - parts[k].mean_x, dy = py - parts[k].mean_y;
      logs[k] = parts[k].log_scale - parts[k].half_precision * (dx * dx + dy * dy);
      most = logs[k] > most ? logs[k] : most;
    }
    double sum = 0.0, data_x = 0.0, data_y = 0.0, noise_x = 0.0, noise_y = 0.0;
    for (std::size_t k = 0; k < parts.size(); ++k) {
      if (logs[k] - most < kNegligible) continue;
      const Noised& c = parts[k];
      const double r = std::exp(logs[k] - most), dx = px - c.mean_x, dy = py - c.mean_y;
      sum += r;
      data_x += r * (c.data_x + c.data_gain * dx);
      data_y += r * (c.data_y + c.data_gain * dy);
      noise_x += r * c.noise_gain * dx;
      noise_y += r * c.noise_gain * dy;
    }
    data.row(i) << data_x / sum, data_y / sum;
    noise.row(i) << noise_x / sum, noise_y / sum;
  }
}

Points World::noise(const Points& x, PathPoint at) const {
  Points data, eps;
  denoise(x, at, data, eps);
  return eps;
}

Points World::velocity(const Points& x, double t) const {
  Points data, eps;
  denoise(x, PathPoint::straight(t), data, eps);
  return eps - data;
}

Points World::score(const Points& x, PathPoint at) const {
  Points out(x.rows(), 2);
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const Eigen::Vector2d point = x.row(i).transpose();
    double most = -std::numeric_limits<double>::infinity(), sum = 0.0;
    for (const auto& c : components_) most = std::fmax(most, log_weight(c, point, at));
    Eigen::Vector2d slope(0.0, 0.0);
    for (const auto& c : components_) {
      const double variance = at.alpha * at.alpha * c.sigma * c.sigma + at.sigma * at.sigma;
      const double r = std::exp(log_weight(c, point, at) - most);
      sum += r;
      slope += r * (at.alpha * c.mean - point) / variance;
    }
    out.row(i) = (slope / sum).transpose();
  }
  return out;
}

double World::density(const Eigen::Vector2d& x, PathPoint at) const {
  double sum = 0.0;
  for (const auto& c : components_) sum += std::exp(log_weight(c, x, at));
  return sum / (2.0 * std::numbers::pi);
}

Points World::sample(int n, std::uint64_t seed, std::uint32_t stream) const {
  const RandomStream random(seed, stream);
  Points out(n, 2);
  for (int i = 0; i < n; ++i) {
    // Four deviates a point, so that each row stands alone: the choice, one unused, the two normals.
    const std::uint64_t first = 4 * static_cast<std::uint64_t>(i);
    double left = random.uniform(first);
    std::size_t k = 0;
    while (k + 1 < components_.size() && left >= components_[k].weight) left -= components_[k++].weight;
    const Eigen::Vector2d z(random.normal_double(first + 2), random.normal_double(first + 3));
    out.row(i) = (components_[k].mean + components_[k].sigma * z).transpose();
  }
  return out;
}

double World::projected_cdf(const Eigen::Vector2d& direction, double value) const {
  double sum = 0.0;
  for (const auto& c : components_) {
    const double z = (c.mean.dot(direction) - value) / (c.sigma * std::numbers::sqrt2);
    if (z < 6.0) sum += z < -6.0 ? c.weight : c.weight * 0.5 * std::erfc(z);  // erfc(6) = 2e-17
  }
  return sum;
}

Points normal_points(int n, std::uint64_t seed, std::uint32_t stream) {
  const RandomStream random(seed, stream);
  Points out(n, 2);
  for (int i = 0; i < n; ++i)
    for (int axis = 0; axis < 2; ++axis)
      out(i, axis) = random.normal_double(2 * static_cast<std::uint64_t>(i) + static_cast<std::uint64_t>(axis));
  return out;
}

}  // namespace lesson
