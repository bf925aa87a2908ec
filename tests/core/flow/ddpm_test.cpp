#include "core/flow/ddpm.h"

#include <Eigen/Core>
#include <catch_amalgamated.hpp>
#include <cmath>

#include "core/flow/path.h"
#include "core/flow/schedule.h"
#include "core/random.h"

using namespace lesson;

namespace {
const DdpmSchedule& sd15() {
  static const DdpmSchedule schedule = scaled_linear_schedule().value();
  return schedule;
}
}  // namespace

TEST_CASE("Stable Diffusion v1's schedule", "[ddpm]") {
  const auto& abar = sd15().alpha_bar;
  REQUIRE(abar.size() == 1000);
  CHECK(abar[0] == Catch::Approx(0.99915).margin(5e-6));
  CHECK(abar[250] == Catch::Approx(0.67379).margin(5e-6));
  CHECK(abar[500] == Catch::Approx(0.27633).margin(5e-6));
  CHECK(abar[750] == Catch::Approx(0.05617).margin(5e-6));
  CHECK(abar[999] == Catch::Approx(0.00466).margin(5e-6));
  CHECK(std::sqrt(abar[999]) == Catch::Approx(0.0683).margin(5e-5));
}

TEST_CASE("trailing times start at the end and fall", "[ddpm]") {
  CHECK(trailing_times(1, sd15()).value() == std::vector<int>{999});
  CHECK(trailing_times(4, sd15()).value() == std::vector<int>{999, 749, 499, 249});
  CHECK(trailing_times(3, sd15()).value() == std::vector<int>{999, 666, 332});
  for (const int steps : {7, 28, 50, 333, 1000}) {
    const auto times = trailing_times(steps, sd15()).value();
    REQUIRE(times.size() == static_cast<std::size_t>(steps));
    CHECK(times.front() == 999);
    CHECK(times.back() >= 0);
    for (std::size_t k = 0; k + 1 < times.size(); ++k)
      if (times[k + 1] >= times[k]) FAIL("time " << k + 1 << " of " << steps << " does not fall");
  }
  CHECK(trailing_times(1000, sd15()).value().back() == 0);
  const auto shares = alpha_bars_at({999, 499}, sd15());
  CHECK(shares == std::vector<double>{sd15().alpha_bar[999], sd15().alpha_bar[499], 1.0});
}

TEST_CASE("eta 1 is DDPM's posterior step", "[ddpm]") {
  // q(x_s | x_t, x0) = N(mean, variance), Ho et al. 2020, eq. 7, for the pair of levels (s, t).
  const double abar = 0.3, abar_next = 0.55, alpha = abar / abar_next, beta = 1 - alpha;
  const double variance = (1 - abar_next) / (1 - abar) * beta;
  CHECK(ancestral_sigma(abar, abar_next, 1.0) == Catch::Approx(std::sqrt(variance)));
  const Eigen::Matrix2d x = (Eigen::Matrix2d() << 0.3, -1.2, 2.0, 0.1).finished();
  const Eigen::Matrix2d eps = (Eigen::Matrix2d() << 1.1, -0.4, 0.2, -0.9).finished();
  const Eigen::Matrix2d noise = (Eigen::Matrix2d() << -0.5, 0.7, 1.3, 0.0).finished();
  const Eigen::Matrix2d x0 = recover_data_ddpm(x, eps, abar);
  const Eigen::Matrix2d mean =
      std::sqrt(abar_next) * beta / (1 - abar) * x0 + std::sqrt(alpha) * (1 - abar_next) / (1 - abar) * x;
  Eigen::Matrix2d stepped = x;
  ddim_step(stepped, eps, abar, abar_next, 1.0, noise);
  CHECK((stepped - (mean + std::sqrt(variance) * noise)).cwiseAbs().maxCoeff() < 1e-14);
}

TEST_CASE("eta 0 keeps both the data and the noise it points at", "[ddpm]") {
  const Eigen::Matrix2d x0 = (Eigen::Matrix2d() << 1, -2, 0.5, 3).finished();
  const Eigen::Matrix2d eps = (Eigen::Matrix2d() << 1.1, -0.4, 0.2, -0.9).finished();
  Eigen::Matrix2d x = std::sqrt(0.2) * x0 + std::sqrt(0.8) * eps;
  ddim_step(x, eps, 0.2, 0.7, 0.0, eps);
  CHECK((x - (std::sqrt(0.7) * x0 + std::sqrt(0.3) * eps)).cwiseAbs().maxCoeff() < 1e-14);
  ddim_step(x, eps, 0.7, 1.0, 1.0, Eigen::Matrix2d(Eigen::Matrix2d::Constant(1e9)));  // no noise in the last step
  CHECK((x - x0).cwiseAbs().maxCoeff() < 1e-14);
}

TEST_CASE("a step adds the noise its eta asks for, and no other", "[ddpm]") {
  const Eigen::Matrix2d x = Eigen::Matrix2d::Constant(0.4), eps = Eigen::Matrix2d::Constant(-0.3);
  const Eigen::Matrix2d one = Eigen::Matrix2d::Ones(), none = Eigen::Matrix2d::Zero();
  for (const double eta : {0.0, 0.5, 1.0}) {
    Eigen::Matrix2d with = x, without = x;
    ddim_step(with, eps, 0.2, 0.7, eta, one);
    ddim_step(without, eps, 0.2, 0.7, eta, none);
    CHECK(with(0, 0) - without(0, 0) == Catch::Approx(eta * ancestral_sigma(0.2, 0.7, 1.0)).margin(1e-15));
  }
}

TEST_CASE("DDIM is Euler on the straight path: the same step in other units", "[ddpm][flow]") {
  // With x / alpha and sigma / alpha for x and sigma both read: move along eps. Only levels differ.
  const double abar = 0.2, abar_next = 0.7;
  const Eigen::Matrix2d x = (Eigen::Matrix2d() << 0.3, -1.2, 2.0, 0.1).finished();
  const Eigen::Matrix2d eps = (Eigen::Matrix2d() << 1.1, -0.4, 0.2, -0.9).finished();
  const auto time = [](double share) { return std::sqrt(1 - share) / (std::sqrt(share) + std::sqrt(1 - share)); };
  const auto scale = [](double share) { return std::sqrt(share) + std::sqrt(1 - share); };
  Eigen::Matrix2d ddim = x, euler = x / scale(abar);
  ddim_step(ddim, eps, abar, abar_next, 0.0, eps);
  const double t = time(abar);
  const Eigen::Matrix2d data = (euler - t * eps) / (1 - t);
  euler_step(euler, velocity_target(data, eps), t, time(abar_next));
  CHECK((euler - ddim / scale(abar_next)).cwiseAbs().maxCoeff() < 1e-14);
}

TEST_CASE("the schedule refuses what it cannot do", "[ddpm]") {
  CHECK(scaled_linear_schedule(0.01, 0.001).error().where == "last_beta");
  CHECK(scaled_linear_schedule(0.0).error().where == "first_beta");
  CHECK(scaled_linear_schedule(0.00085, 0.012, 1).error().where == "size");
  CHECK(trailing_times(0, sd15()).error().where == "steps");
  CHECK(trailing_times(1001, sd15()).error().expected == "1 to 1000");
}
