// The inner kernels of attention allocate nothing: they run for every tile of every head, block and step.
#include <stdexcept>
#define EIGEN_RUNTIME_NO_MALLOC
#define eigen_assert(condition) \
  if (!(condition)) throw std::logic_error(#condition)
#include <Eigen/Core>
#include <catch_amalgamated.hpp>

#include "core/attention/kernel.h"
#include "core/product.cpp"  // its products, compiled here, are watched, too

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

template <class Kernel>
void check_allocates_nothing(Kernel kernel) {
  Eigen::internal::set_is_malloc_allowed(false);
  CHECK_NOTHROW(kernel());
  Eigen::internal::set_is_malloc_allowed(true);
}

}  // namespace

TEST_CASE("the check would notice an allocation", "[no-malloc]") {
  Eigen::internal::set_is_malloc_allowed(false);
  CHECK_THROWS_AS(Eigen::MatrixXf(8, 8), std::logic_error);
  Eigen::internal::set_is_malloc_allowed(true);
}

// Streaming only: its key tiles keep Eigen's packing below the 128 KB that it takes from the stack, on every target.
// Keeping whole rows of weights does not, in double or for long sequences.
TEST_CASE("streaming attention allocates nothing, whatever its length", "[no-malloc]") {
  Head<float> fast;
  check_allocates_nothing(
      [&] { kernel::attend_streaming<float>(fast.q, fast.k, fast.v, fast.reach, 0.2f, fast.scratch, fast.out); });
  CHECK(std::isfinite(fast.out.sum()));
  Head<double> exact;
  check_allocates_nothing(
      [&] { kernel::attend_streaming<double>(exact.q, exact.k, exact.v, exact.reach, 0.2, exact.scratch, exact.out); });
  CHECK(std::isfinite(exact.out.sum()));
}
