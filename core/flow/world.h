#pragma once
// Exact 2-D worlds: mixtures of round Gaussians. Noised along any path x = alpha x0 + sigma eps they
// stay mixtures, so the field a perfectly trained network would predict is known in closed form, and
// samplers can be compared with no training and no network error.
//
// With weights w_k, means m_k, deviations s_k:  x_t ~ sum_k w_k N(alpha m_k, V_k), V_k = alpha^2 s_k^2 + sigma^2,
// and given x, component k has probability r_k (Bayes), under which
//   E[eps | x, k] = sigma (x - alpha m_k) / V_k,   E[x0 | x, k] = m_k + alpha s_k^2 (x - alpha m_k) / V_k.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/storage.h"

namespace lesson {

/// N points of the plane, one a row.
using Points = Eigen::Matrix<double, Eigen::Dynamic, 2, Eigen::RowMajor>;

struct GaussianComponent {
  double weight = 1.0;  ///< > 0; weights are scaled to sum to 1
  Eigen::Vector2d mean{0.0, 0.0};
  double sigma = 1.0;  ///< deviation in every direction, > 0
};

/// The noised world at a level: x = alpha x0 + sigma eps.
struct PathPoint {
  double alpha = 1.0, sigma = 0.0;

  static PathPoint straight(double t) { return {1.0 - t, t}; }
  static PathPoint ddpm(double alpha_bar);
};

/// A world and its exact fields. All fields are means over the posterior, "E[. | x]".
class World {
 public:
  /// Error: no component, or a weight or sigma that is not positive and finite.
  static Result<World> make(std::string name, std::string title, std::vector<GaussianComponent> components);

  const std::string& name() const { return name_; }
  const std::string& title() const { return title_; }
  const std::vector<GaussianComponent>& components() const { return components_; }

  /// E[x0 | x] and E[eps | x] at every row of x; out parameters keep their storage.
  void denoise(const Points& x, PathPoint at, Points& data, Points& noise) const;

  Points noise(const Points& x, PathPoint at) const;  ///< what a perfect eps-network predicts
  Points velocity(const Points& x, double t) const;   ///< what a perfect velocity network predicts
  Points score(const Points& x, PathPoint at) const;  ///< gradient of log density; finite at sigma 0
  double density(const Eigen::Vector2d& x, PathPoint at = {}) const;

  /// n true points; the same for the same seed and stream, whatever n.
  Points sample(int n, std::uint64_t seed, std::uint32_t stream) const;

  /// P(x . direction <= value) in the data; `direction` has length 1.
  double projected_cdf(const Eigen::Vector2d& direction, double value) const;

 private:
  World() = default;
  std::string name_, title_;
  std::vector<GaussianComponent> components_;
};

/// n rows of standard normal noise: row i holds deviates 2i and 2i + 1 of the stream.
Points normal_points(int n, std::uint64_t seed, std::uint32_t stream);

/// The named worlds, each with mean 0 and mean variance 1 per axis, as latents have.
const std::vector<World>& named_worlds();
/// One of them, or an Error listing the names.
Result<const World*> world_named(std::string_view name);

}  // namespace lesson
