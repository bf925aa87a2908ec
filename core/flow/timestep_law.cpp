#include "core/flow/timestep_law.h"

#include <cmath>
#include <numbers>

#include "core/flow/range.h"
#include "core/flow/schedule.h"

namespace lesson {
namespace {

using std::numbers::pi;

// At 2 / (pi - 2) = 1.752 the density is infinite in the middle, at -1 at the ends; beyond, t(u) would turn back.
constexpr double kSmallestMode = -0.99, kLargestMode = 1.75;

double logit(double t) { return std::log(t) - std::log1p(-t); }
double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }
double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

/// The mode map and its slope; it falls from t = 1 at u = 0 to t = 0 at u = 1.
double mode_time(double u, double s) {
  const double c = std::cos(pi * u / 2.0);
  return 1.0 - u - s * (c * c - 1.0 + u);
}
double mode_slope(double u, double s) { return -1.0 - s * (1.0 - pi / 2.0 * std::sin(pi * u)); }

/// The u that the mode map sends to t, by bisection: 60 halvings leave 1e-18.
double mode_inverse(double t, double s) {
  double low = 0.0, high = 1.0;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (mode_time(middle, s) > t ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

std::string_view name_of(TimestepKind kind) {
  switch (kind) {
    case TimestepKind::uniform: return "uniform";
    case TimestepKind::logit_normal: return "logit-normal";
    case TimestepKind::mode: return "mode";
    case TimestepKind::cos_map: return "CosMap";
  }
  return "";
}

Result<TimestepLaw> TimestepLaw::make(const TimestepSpec& spec) {
  if (auto checked = check_range("shift", spec.shift, kSmallestShift, kLargestShift); !checked) return checked.error();
  if (spec.kind == TimestepKind::logit_normal) {
    if (auto checked = check_range("mean", spec.mean, -10.0, 10.0); !checked) return checked.error();
    if (auto checked = check_range("scale", spec.scale, 0.01, 10.0); !checked) return checked.error();
  }
  if (spec.kind == TimestepKind::mode)
    if (auto checked = check_range("scale", spec.scale, kSmallestMode, kLargestMode); !checked) return checked.error();
  return TimestepLaw(spec);
}

double TimestepLaw::plain_density(double t) const {
  switch (spec_.kind) {
    case TimestepKind::uniform: return 1.0;
    case TimestepKind::logit_normal: {
      if (t <= 0.0 || t >= 1.0) return 0.0;
      const double z = (logit(t) - spec_.mean) / spec_.scale;
      return std::exp(-0.5 * z * z) / (spec_.scale * std::sqrt(2.0 * pi) * t * (1.0 - t));
    }
    case TimestepKind::mode: return -1.0 / mode_slope(mode_inverse(t, spec_.scale), spec_.scale);
    case TimestepKind::cos_map: return 2.0 / (pi - 2.0 * pi * t + 2.0 * pi * t * t);
  }
  return 0.0;
}

double TimestepLaw::plain_cdf(double t) const {
  switch (spec_.kind) {
    case TimestepKind::uniform: return t;
    case TimestepKind::logit_normal: return normal_cdf((logit(t) - spec_.mean) / spec_.scale);
    case TimestepKind::mode: return 1.0 - mode_inverse(t, spec_.scale);
    case TimestepKind::cos_map: return std::atan2(t, 1.0 - t) * 2.0 / pi;
  }
  return 0.0;
}

double TimestepLaw::plain_quantile(double u) const {
  switch (spec_.kind) {
    case TimestepKind::uniform: return u;
    case TimestepKind::logit_normal: return sigmoid(spec_.mean + spec_.scale * normal_quantile(u));
    case TimestepKind::mode: return mode_time(1.0 - u, spec_.scale);
    case TimestepKind::cos_map: return 1.0 - 1.0 / (std::tan(pi * u / 2.0) + 1.0);
  }
  return 0.0;
}

double TimestepLaw::density(double t) const {
  if (t < 0.0 || t > 1.0) return 0.0;
  const double a = spec_.shift, stretch = a - (a - 1.0) * t;
  return plain_density(unshift_time(t, a)) * a / (stretch * stretch);  // d unshift / dt
}

double TimestepLaw::cdf(double t) const {
  if (t <= 0.0) return 0.0;
  if (t >= 1.0) return 1.0;
  return plain_cdf(unshift_time(t, spec_.shift));
}

double TimestepLaw::quantile(double u) const { return shift_time(plain_quantile(u), spec_.shift); }

double noise_form_weight(const TimestepLaw& law, double t) { return t / (1.0 - t) * law.density(t); }

}  // namespace lesson
