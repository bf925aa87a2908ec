#pragma once
// The diffusion side: Stable Diffusion v1's noise schedule, and DDPM / DDIM steps over part of it.
//
//   x_t = sqrt(abar_t) x0 + sqrt(1 - abar_t) eps, the network predicts eps   (Ho et al. 2020)
//
// Unlike the straight path the last point is not pure noise: sqrt(abar_999) = 0.0683.
// X is any Eigen matrix or array type.

#include <cmath>
#include <vector>

#include "core/result.h"

namespace lesson {

/// abar_t for t = 0 .. T-1: the share of data variance left after step t.
struct DdpmSchedule {
  std::vector<double> alpha_bar;

  int size() const { return static_cast<int>(alpha_bar.size()); }
};

/// Latent diffusion's "scaled linear" betas: sqrt(beta) runs evenly from sqrt(first) to sqrt(last).
/// The defaults are Stable Diffusion v1's (CompVis/stable-diffusion, v1-inference.yaml).
Result<DdpmSchedule> scaled_linear_schedule(double first_beta = 0.00085, double last_beta = 0.012, int size = 1000);

/// Which of the schedule's times a run of `steps` visits, falling. "Trailing": evenly, from the last
/// time T-1 on, as a run from pure noise should (Lin et al. 2023, table 2). steps: 1 to T.
Result<std::vector<int>> trailing_times(int steps, const DdpmSchedule& schedule);

/// The share at each of the times, and 1 (data) at the end: steps + 1 entries.
std::vector<double> alpha_bars_at(const std::vector<int>& times, const DdpmSchedule& schedule);

/// The deviation of fresh noise in a step from abar to abar_next, for eta in [0, 1]: 0 is DDIM, 1 is
/// DDPM's ancestral sampling, whose variance is that of q(x_next | x, x0) (Song et al. 2021, eq. 16).
inline double ancestral_sigma(double abar, double abar_next, double eta) {
  return eta * std::sqrt((1.0 - abar_next) / (1.0 - abar) * (1.0 - abar / abar_next));
}

/// The data that noise prediction `eps` at (x, abar) points back to.
template <class X>
X recover_data_ddpm(const X& x, const X& eps, double abar) {
  using S = typename X::Scalar;
  return (x - static_cast<S>(std::sqrt(1.0 - abar)) * eps) / static_cast<S>(std::sqrt(abar));
}

/// One step from abar to abar_next > abar (Song et al. 2021, eq. 12). `noise`: standard normal,
/// unused where eta or 1 - abar_next is 0. Allocates nothing.
template <class X>
void ddim_step(X& x, const X& eps, double abar, double abar_next, double eta, const X& noise) {
  using S = typename X::Scalar;
  const double sigma = ancestral_sigma(abar, abar_next, eta);
  const double keep = std::sqrt(abar_next / abar);  // x0 = (x - sqrt(1-abar) eps) / sqrt(abar)
  const double along = std::sqrt(std::fmax(0.0, 1.0 - abar_next - sigma * sigma));
  x = static_cast<S>(keep) * x + static_cast<S>(along - keep * std::sqrt(1.0 - abar)) * eps;
  if (sigma > 0.0) x += static_cast<S>(sigma) * noise;
}

}  // namespace lesson
