#include "core/flow/timestep_law.h"

#include <catch_amalgamated.hpp>
#include <cmath>
#include <numbers>
#include <vector>

using namespace lesson;

namespace {

TimestepLaw law(TimestepSpec spec) { return TimestepLaw::make(spec).value(); }

const std::vector<TimestepSpec> kSpecs = {
    {TimestepKind::uniform},
    {TimestepKind::uniform, 0, 1, 3},
    {TimestepKind::logit_normal},
    {TimestepKind::logit_normal, 0.5, 0.6},
    {TimestepKind::logit_normal, 0, 1, 3},
    {TimestepKind::logit_normal, -0.4, 1, 0.5},
    {TimestepKind::mode, 0, 1.29},
    {TimestepKind::mode, 0, -0.9},
    {TimestepKind::mode, 0, 0},
    {TimestepKind::mode, 0, 0.8, 2},
    {TimestepKind::cos_map},
    {TimestepKind::cos_map, 0, 1, 3.158},
};

std::string text(const TimestepSpec& s) {
  return std::string(name_of(s.kind)) + " mean " + std::to_string(s.mean) + " scale " + std::to_string(s.scale) +
         " shift " + std::to_string(s.shift);
}

/// Simpson's rule over [low, high].
double integral(const TimestepLaw& l, double low, double high) {
  constexpr int n = 4000;
  double sum = 0;
  for (int i = 0; i <= n; ++i) {
    const double weight = i == 0 || i == n ? 1 : i % 2 ? 4 : 2;
    sum += weight * l.density(low + (high - low) * i / n);
  }
  return sum * (high - low) / n / 3;
}

}  // namespace

TEST_CASE("densities integrate to 1, and to their distribution function", "[timesteps][property]") {
  for (const auto& spec : kSpecs) {
    INFO(text(spec));
    const TimestepLaw l = law(spec);
    CHECK(integral(l, 0, 1) == Catch::Approx(1).margin(1e-6));
    CHECK(l.cdf(0.7) - l.cdf(0.2) == Catch::Approx(integral(l, 0.2, 0.7)).margin(1e-7));
    CHECK(l.cdf(0) == 0);
    CHECK(l.cdf(1) == 1);
    CHECK(l.density(-0.1) == 0);
    CHECK(l.density(1.1) == 0);
  }
}

TEST_CASE("quantiles invert the distribution function and stay in [0, 1]", "[timesteps][property]") {
  for (const auto& spec : kSpecs) {
    INFO(text(spec));
    const TimestepLaw l = law(spec);
    for (const double u : {1e-9, 0.001, 0.1, 0.3, 0.5, 0.77, 0.999}) {
      CHECK(l.cdf(l.quantile(u)) == Catch::Approx(u).epsilon(1e-7));
      CHECK(l.quantile(u) >= 0);
      CHECK(l.quantile(u) <= 1);
    }
  }
}

TEST_CASE("samples fill the deciles evenly", "[timesteps]") {
  constexpr int n = 8000;
  for (const auto& spec : kSpecs) {
    INFO(text(spec));
    const TimestepLaw l = law(spec);
    const RandomStream stream(3);
    int below = 0;
    for (std::uint64_t i = 0; i < n; ++i) below += l.sample(stream, i) < l.quantile(0.3);
    CHECK(below == Catch::Approx(0.3 * n).margin(4 * std::sqrt(0.21 * n)));
  }
}

TEST_CASE("what SD3's logit-normal says in numbers", "[timesteps]") {
  const TimestepLaw plain = law({});
  CHECK(plain.density(0.5) == Catch::Approx(1.596).margin(5e-4));
  for (const double t : {0.3, 0.49, 0.51, 0.8}) CHECK(plain.density(t) < plain.density(0.5));
  CHECK(plain.cdf(0.75) - plain.cdf(0.25) == Catch::Approx(0.728).margin(5e-4));
  CHECK(plain.density(0) == 0);
  CHECK(plain.density(1) == 0);
  const TimestepLaw shifted = law({TimestepKind::logit_normal, 0, 1, 3});
  CHECK(shifted.quantile(0.5) == Catch::Approx(0.75));
  CHECK(1 - shifted.cdf(0.5) == Catch::Approx(0.864).margin(5e-4));
  const TimestepLaw moved = law({TimestepKind::logit_normal, std::log(3.0), 1, 1});  // the same law
  for (const double t : {0.1, 0.5, 0.9}) CHECK(shifted.density(t) == Catch::Approx(moved.density(t)));
}

TEST_CASE("CosMap and mode at their ends and middle", "[timesteps]") {
  const TimestepLaw cosmap = law({TimestepKind::cos_map});
  CHECK(cosmap.density(0) == Catch::Approx(2 / std::numbers::pi));
  CHECK(cosmap.density(1) == Catch::Approx(0.637).margin(5e-4));
  CHECK(cosmap.density(0.5) == Catch::Approx(1.273).margin(5e-4));
  const TimestepLaw mode = law({TimestepKind::mode, 0, 1.29});
  CHECK(mode.density(0) > 0.1);
  CHECK(mode.density(1) > 0.1);
  CHECK(mode.density(0.5) > 2);
  const TimestepLaw flat = law({TimestepKind::mode, 0, 0});
  for (const double t : {0.0, 0.3, 1.0}) CHECK(flat.density(t) == Catch::Approx(1));
}

TEST_CASE("the weight in noise-prediction form", "[timesteps]") {
  CHECK(noise_form_weight(law({TimestepKind::uniform}), 0.75) == Catch::Approx(3));
  CHECK(noise_form_weight(law({}), 0.5) == Catch::Approx(1.596).margin(5e-4));
}

TEST_CASE("laws refuse parameters outside their range", "[timesteps]") {
  const auto where = [](TimestepSpec spec) { return TimestepLaw::make(spec).error().where; };
  CHECK(where({TimestepKind::logit_normal, 0, 0}) == "scale");
  CHECK(where({TimestepKind::logit_normal, 11, 1}) == "mean");
  CHECK(where({TimestepKind::logit_normal, std::nan(""), 1}) == "mean");
  CHECK(where({TimestepKind::mode, 0, 1.8}) == "scale");
  CHECK(where({TimestepKind::mode, 0, -1}) == "scale");
  CHECK(where({TimestepKind::uniform, 0, 1, 0}) == "shift");
}
