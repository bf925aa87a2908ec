#include "core/flow/path.h"

#include <Eigen/Core>
#include <catch_amalgamated.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "core/flow/schedule.h"
#include "core/random.h"

using namespace lesson;

namespace {

template <class Matrix>
Matrix random_matrix(int rows, int columns, std::uint32_t stream) {
  Matrix m(rows, columns);
  for (Eigen::Index i = 0; i < m.size(); ++i)
    m.data()[i] = static_cast<typename Matrix::Scalar>(RandomStream(1, stream).normal(static_cast<std::uint64_t>(i)));
  return m;
}

/// End of dx/dt = rate x from x(1) = 1 over n even steps down to t = 0, against exp(-rate).
double growth_error(FlowSolver solver, int n) {
  static constexpr double rate = 1.5;
  using Scalar = Eigen::Matrix<double, 1, 1>;
  const auto end = sample_flow(solver, Scalar(1.0), shifted_sigmas(n).value(),
                               [](const Scalar& x, double) { return Scalar(rate * x); });
  return std::fabs(end(0) - std::exp(-rate));
}

}  // namespace

TEMPLATE_TEST_CASE("path, target and recovery fit together", "[flow]", Eigen::MatrixXf, Eigen::MatrixXd) {
  using S = typename TestType::Scalar;
  const S tolerance = 16 * std::numeric_limits<S>::epsilon();
  for (const int n : {1, 2, 3, 7, 8, 9}) {
    const auto x0 = random_matrix<TestType>(n, 3, 0), eps = random_matrix<TestType>(n, 3, 1);
    const TestType v = velocity_target(x0, eps);
    for (const double t : {0.0, 0.125, 0.5, 0.9, 1.0}) {
      const TestType x = straight_path(x0, eps, t);
      CHECK((recover_data(x, v, t) - x0).cwiseAbs().maxCoeff() <= tolerance);
      CHECK((recover_noise(x, v, t) - eps).cwiseAbs().maxCoeff() <= tolerance);
    }
    CHECK(straight_path(x0, eps, 0.0) == x0);
    CHECK(straight_path(x0, eps, 1.0) == eps);
    CHECK(v(0, 0) == eps(0, 0) - x0(0, 0));  // the sign: towards noise
  }
}

TEST_CASE("one Euler step along the true velocity reaches the data", "[flow]") {
  const auto x0 = random_matrix<Eigen::MatrixXd>(5, 2, 0), eps = random_matrix<Eigen::MatrixXd>(5, 2, 1);
  Eigen::MatrixXd x = eps;
  euler_step(x, velocity_target(x0, eps), 1.0, 0.0);
  CHECK((x - x0).cwiseAbs().maxCoeff() < 1e-15);
}

TEST_CASE("Euler converges with order 1, Heun with order 2", "[flow][order]") {
  for (const int n : {16, 32, 64, 128}) {
    INFO(n << " steps");
    CHECK(std::log2(growth_error(FlowSolver::euler, n) / growth_error(FlowSolver::euler, 2 * n)) ==
          Catch::Approx(1.0).margin(0.08));
    CHECK(std::log2(growth_error(FlowSolver::heun, n) / growth_error(FlowSolver::heun, 2 * n)) ==
          Catch::Approx(2.0).margin(0.15));
  }
}

TEST_CASE("Heun asks twice a step, once on the last, and never at sigma 0", "[flow]") {
  using Scalar = Eigen::Matrix<double, 1, 1>;
  for (const FlowSolver solver : {FlowSolver::euler, FlowSolver::heun}) {
    int asked = 0;
    std::vector<int> seen;
    sample_flow(
        solver, Scalar(1.0), shifted_sigmas(6, 3.0).value(),
        [&](const Scalar& x, double sigma) {
          ++asked;
          CHECK(sigma > 0.0);
          return Scalar(-x);
        },
        [&](int k, const Scalar&) { seen.push_back(k); });
    CHECK(asked == evaluations(solver, 6));
    CHECK(seen == std::vector<int>{0, 1, 2, 3, 4, 5});
  }
  CHECK(evaluations(FlowSolver::heun, 6) == 11);
}
