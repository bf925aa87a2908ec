// The inner kernels of attention allocate nothing: they run for every tile of every head, block and step.
#include <stdexcept>
#define EIGEN_RUNTIME_NO_MALLOC
#define eigen_assert(condition) \
  if (!(condition)) throw std::logic_error(#condition)
#include <Eigen/Core>
#include <catch_amalgamated.hpp>

#include "core/attention/kernel.h"

using namespace lesson;

namespace {

/// The tiny SD3's head: a tile of image rows over 77 text and 256 image keys.
template <class Scalar>
struct Head {
  kernel::Matrix<Scalar> q = kernel::Matrix<Scalar>::Random(kernel::kRowTile, 32);
  kernel::Matrix<Scalar> k = kernel::Matrix<Scalar>::Random(333, 32), v = kernel::Matrix<Scalar>::Random(333, 32);
  kernel::Matrix<Scalar> weights{kernel::kRowTile, 333}, out{kernel::kRowTile, 32};
  kernel::Reach reach{{0, 77}, {77, 256}};
  kernel::StreamScratch<Scalar> scratch;
};

template <class Scalar>
void check_kernels() {
  Head<Scalar> h;
  const Scalar scale = Scalar(0.25);
  Eigen::internal::set_is_malloc_allowed(false);
  CHECK_NOTHROW(kernel::attend_stored<Scalar>(h.q, h.k, h.v, h.reach, scale, h.weights, h.out));
  CHECK_NOTHROW(kernel::attend_streaming<Scalar>(h.q, h.k, h.v, h.reach, scale, h.scratch, h.out));
  Eigen::internal::set_is_malloc_allowed(true);
  CHECK(std::isfinite(static_cast<double>(h.out.sum())));
}

}  // namespace

TEST_CASE("the check would notice an allocation", "[no-malloc]") {
  Eigen::internal::set_is_malloc_allowed(false);
  CHECK_THROWS_AS(Eigen::MatrixXf(8, 8), std::logic_error);
  Eigen::internal::set_is_malloc_allowed(true);
}

TEST_CASE("attention's inner kernels allocate nothing, in float or double", "[no-malloc]") {
  check_kernels<float>();
  check_kernels<double>();
}
