// Kernels over rows: activations, the softmax of a row, the look that finds what is not finite.

#include <limits>

#include "core/attention/softmax.h"
#include "tests/core/reference.h"
#include "tests/core/simd/every_kernel.h"

using namespace lesson;
using reference::Noise;

TEST_CASE("a row's exponentials and their sum, whatever its length", "[simd][softmax]") {
  with_every_kernel([] {
    for (int n = 1; n < 70; ++n) {
      MatrixRM row = Noise(static_cast<std::uint64_t>(n)).matrix(1, n, 5.0);
      const MatrixRM before = row;
      const float top = max_of(row.data(), n);
      CHECK(top == before.maxCoeff());
      const float sum = exp_and_sum(row.data(), n, top, 0.7f);
      double want_sum = 0;
      for (int i = 0; i < n; ++i) {
        const double want = std::exp((static_cast<double>(before(0, i)) - static_cast<double>(top)) * 0.7);
        want_sum += want;
        CHECK(std::abs(static_cast<double>(row(0, i)) - want) <= 2e-6 * want);
      }
      CHECK(std::abs(static_cast<double>(sum) - want_sum) <= 2e-6 * want_sum);
    }
    float none = 1;
    CHECK(exp_and_sum(&none, 0, 0, 1) == 0.0f);
    CHECK(none == 1.0f);
    float far[] = {0.0f, -200.0f, -3e38f};
    exp_and_sum(far, 3, 0, 1);
    CHECK(far[1] < 1.2e-38f);
    CHECK(far[2] < 1.2e-38f);
  });
}

TEST_CASE("what is not finite is seen wherever it stands, and nothing else is", "[simd][finite]") {
  with_every_kernel([] {
    const float bad[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                         -std::numeric_limits<float>::infinity()};
    for (const int cols : {1, 3, 4, 17, 40}) {
      MatrixRM x = Noise(2).matrix(3, cols);
      const auto look = [&] { return simd::kernels().look_at({x.data(), cols}, 3, cols); };
      CHECK(look().finite);
      CHECK(look().largest == Catch::Approx(static_cast<double>(x.cwiseAbs().maxCoeff())));
      CHECK(look().longest == Catch::Approx(static_cast<double>(x.rowwise().squaredNorm().maxCoeff())));
      for (const float value : bad) {
        for (int i = 0; i < x.size(); ++i) {
          const float kept = x.data()[i];
          x.data()[i] = value;
          CHECK_FALSE(look().finite);
          x.data()[i] = kept;
        }
      }
      x(0, 0) = std::numeric_limits<float>::max();
      x(2, cols - 1) = -std::numeric_limits<float>::max();
      CHECK(look().finite);
    }
  });
}
