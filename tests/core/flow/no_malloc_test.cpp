// The samplers' inner steps allocate nothing: they run once a step on every latent.
#include <stdexcept>
#define EIGEN_RUNTIME_NO_MALLOC
#define eigen_assert(condition) \
  if (!(condition)) throw std::logic_error(#condition)
#include <Eigen/Core>
#include <catch_amalgamated.hpp>

#include "core/flow/ddpm.h"
#include "core/flow/path.h"

using namespace lesson;

TEST_CASE("the check would notice an allocation", "[no-malloc]") {
  Eigen::internal::set_is_malloc_allowed(false);
  CHECK_THROWS_AS(Eigen::MatrixXf(8, 8), std::logic_error);
  Eigen::internal::set_is_malloc_allowed(true);
}

TEST_CASE("sampler steps allocate nothing", "[no-malloc]") {
  Eigen::MatrixXf x = Eigen::MatrixXf::Constant(16, 64, 1.0f), v = x, noise = x;
  Eigen::internal::set_is_malloc_allowed(false);
  CHECK_NOTHROW(euler_step(x, v, 1.0, 0.5));
  CHECK_NOTHROW(ddim_step(x, v, 0.1, 0.4, 1.0, noise));
  Eigen::internal::set_is_malloc_allowed(true);
  CHECK(std::isfinite(x.sum()));
}
