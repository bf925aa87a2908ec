#include "core/flow/schedule.h"

#include <cmath>
#include <string>

#include "core/flow/range.h"

namespace lesson {
namespace {

/// n evenly spaced points from `first` to `last`; n = 1 gives `first`.
std::vector<double> evenly(double first, double last, int n) {
  std::vector<double> points;
  for (int k = 0; k < n; ++k) points.push_back(n == 1 ? first : first + (last - first) * k / (n - 1));
  return points;
}

Result<void> check(int steps, double shift) {
  if (auto checked = check_range("steps", steps, 1, kMaxSteps); !checked) return checked;
  return check_range("shift", shift, kSmallestShift, kLargestShift);
}

std::vector<double> shifted_with_end(std::vector<double> times, double a) {
  for (double& t : times) t = shift_time(t, a);
  times.push_back(0.0);
  return times;
}

}  // namespace

double shift_time(double t, double a) { return a * t / (1.0 + (a - 1.0) * t); }

double unshift_time(double t, double a) { return t / (a - (a - 1.0) * t); }

double flux_mu(int image_tokens) { return 0.5 + (image_tokens - 256) * (1.15 - 0.5) / (4096 - 256); }

Result<std::vector<double>> shifted_sigmas(int steps, double shift) {
  if (auto checked = check(steps, shift); !checked) return checked.error();
  return shifted_with_end(evenly(1.0, 1.0 / steps, steps), shift);
}

Result<std::vector<double>> sd3_sigmas(int steps, double shift, int train_steps) {
  if (auto checked = check(steps, shift); !checked) return checked.error();
  if (auto checked = check_range("train_steps", train_steps, 1, 1'000'000); !checked) return checked.error();
  return shifted_with_end(evenly(1.0, shift_time(1.0 / train_steps, shift), steps), shift);
}

Result<std::vector<double>> flux_sigmas(int steps, int image_tokens) {
  if (auto checked = check_range("image_tokens", image_tokens, 1, 65536); !checked) return checked.error();
  if (auto checked = check(steps, 1.0); !checked) return checked.error();
  return shifted_with_end(evenly(1.0, 1.0 / steps, steps), std::exp(flux_mu(image_tokens)));
}

Result<std::vector<double>> schnell_sigmas(int steps) { return shifted_sigmas(steps, 1.0); }

}  // namespace lesson
