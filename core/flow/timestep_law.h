#pragma once
// How often training visits each time t: the densities of Esser et al. 2024, section 3.1, each with an
// optional shift (eq. 23). Density, distribution function and quantile agree by construction.

#include <string_view>

#include "core/random.h"
#include "core/result.h"

namespace lesson {

enum class TimestepKind {
  uniform,
  logit_normal,  ///< t = sigmoid(mean + scale N(0,1)); SD3 uses mean 0, scale 1
  mode,          ///< t = 1 - u - scale (cos^2(pi u / 2) - 1 + u); scale 1.29 was the best of its kind
  cos_map        ///< t = 1 - 1 / (tan(pi u / 2) + 1)
};

struct TimestepSpec {
  TimestepKind kind = TimestepKind::logit_normal;
  double mean = 0.0;   ///< LogitNormal only, -10 to 10
  double scale = 1.0;  ///< LogitNormal: 0.01 to 10. Mode: -0.99 to 1.75
  double shift = 1.0;  ///< 0.01 to 100; SD3 at 1024 x 1024: 3
};

std::string_view name_of(TimestepKind kind);  ///< "logit-normal"

/// A law of training times. Immutable.
class TimestepLaw {
 public:
  static Result<TimestepLaw> make(const TimestepSpec& spec);

  double density(double t) const;   ///< on [0, 1]; integrates to 1
  double cdf(double t) const;       ///< P(time <= t)
  double quantile(double u) const;  ///< the time below which a share u lies; 0 < u < 1

  /// Sample i of a random stream.
  double sample(const RandomStream& stream, std::uint64_t i) const { return quantile(stream.uniform(i)); }

  const TimestepSpec& spec() const { return spec_; }

 private:
  explicit TimestepLaw(const TimestepSpec& spec) : spec_(spec) {}
  double plain_density(double t) const;
  double plain_cdf(double t) const;
  double plain_quantile(double u) const;

  TimestepSpec spec_;
};

/// Loss weight of time t in noise-prediction form, w = t / (1 - t) times the density (Esser et al., 3.1).
double noise_form_weight(const TimestepLaw& law, double t);

}  // namespace lesson
