#include "core/flow/schedule.h"

#include <catch_amalgamated.hpp>
#include <cmath>
#include <limits>

using namespace lesson;

namespace {

void check_printed(const std::vector<double>& got, const std::vector<double>& printed) {
  REQUIRE(got.size() == printed.size());
  for (std::size_t k = 0; k < got.size(); ++k) {
    INFO("entry " << k);
    CHECK(std::round(got[k] * 1e4) == std::round(printed[k] * 1e4));
  }
}

}  // namespace

TEST_CASE("SD3's 28 sigmas, the second shift of the smallest included", "[schedule]") {
  check_printed(sd3_sigmas().value(), {1,     .9874, .9741, .9601, .9454, .9298, .9133, .8959, .8774, .8577,
                                       .8367, .8143, .7904, .7647, .7371, .7073, .6751, .6402, .6022, .5606,
                                       .5151, .4649, .4093, .3474, .2780, .1998, .1109, .0089, 0});
  int above = 0;
  const auto sigmas = sd3_sigmas().value();
  for (std::size_t k = 0; k + 1 < sigmas.size(); ++k) above += sigmas[k] > 0.5;
  CHECK(above == 21);
}

TEST_CASE("FLUX.1-dev's 28 sigmas at 1024 x 1024", "[schedule]") {
  check_printed(flux_sigmas().value(), {1,     .9884, .9762, .9634, .9499, .9356, .9205, .9045, .8876, .8696,
                                        .8504, .8300, .8081, .7847, .7595, .7324, .7031, .6714, .6370, .5994,
                                        .5582, .5128, .4627, .4071, .3448, .2748, .1955, .1047, 0});
}

TEST_CASE("FLUX.1-schnell's four steps", "[schedule]") {
  CHECK(schnell_sigmas().value() == std::vector<double>{1, 0.75, 0.5, 0.25, 0});
}

TEST_CASE("FLUX's shift grows with the tokens", "[schedule]") {
  CHECK(flux_mu(256) == Catch::Approx(0.5));
  CHECK(flux_mu(1024) == Catch::Approx(0.63));
  CHECK(flux_mu(4096) == Catch::Approx(1.15));
  CHECK(flux_mu(0) == Catch::Approx(0.456667).epsilon(1e-6));
  CHECK(flux_mu(1001) - flux_mu(1000) == Catch::Approx(1.692708e-4).epsilon(1e-6));
  CHECK(std::exp(flux_mu(256)) == Catch::Approx(1.649).epsilon(1e-3));
  CHECK(std::exp(flux_mu(1024)) == Catch::Approx(1.878).epsilon(1e-3));
  CHECK(std::exp(flux_mu(4096)) == Catch::Approx(3.158).epsilon(1e-3));
}

TEST_CASE("shift and unshift undo each other and keep the ends", "[schedule]") {
  for (const double a : {0.1, 1.0, 1.649, 3.0, 50.0})
    for (const double t : {0.0, 0.01, 0.5, 0.99, 1.0}) {
      CHECK(unshift_time(shift_time(t, a), a) == Catch::Approx(t).margin(1e-15));
      // The logit moves by ln a.
      if (t > 0 && t < 1)
        CHECK(std::log(shift_time(t, a) / (1 - shift_time(t, a))) ==
              Catch::Approx(std::log(t / (1 - t)) + std::log(a)));
    }
  CHECK(shift_time(0.5, 3.0) == 0.75);
}

TEST_CASE("every schedule falls from 1 to 0 in the steps asked for", "[schedule][property]") {
  for (const int steps : {1, 2, 3, 7, 28, 100, 1000})
    for (const auto& sigmas : {shifted_sigmas(steps, 0.5), shifted_sigmas(steps), shifted_sigmas(steps, 6),
                               sd3_sigmas(steps), flux_sigmas(steps, 256), schnell_sigmas(steps)}) {
      REQUIRE(sigmas);
      const auto& s = sigmas.value();
      REQUIRE(s.size() == static_cast<std::size_t>(steps) + 1);
      CHECK(s.front() == 1.0);
      CHECK(s.back() == 0.0);
      for (std::size_t k = 0; k + 1 < s.size(); ++k)
        if (s[k + 1] >= s[k]) FAIL(steps << " steps: entry " << k + 1 << " does not fall");
    }
}

TEST_CASE("schedules refuse what they cannot do", "[schedule]") {
  CHECK(shifted_sigmas(0).error().where == "steps");
  CHECK(sd3_sigmas(1001).error().got == "1001");
  CHECK(sd3_sigmas(-3).error().expected == "1 to 1000");
  CHECK(shifted_sigmas(4, 0).error().where == "shift");
  CHECK(shifted_sigmas(4, std::numeric_limits<double>::quiet_NaN()).error().where == "shift");
  CHECK(sd3_sigmas(4, std::numeric_limits<double>::infinity()).error().where == "shift");
  CHECK(flux_sigmas(4, 0).error().where == "image_tokens");
}
