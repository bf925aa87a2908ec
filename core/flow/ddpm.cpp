#include "core/flow/ddpm.h"

#include "core/flow/range.h"

namespace lesson {

Result<DdpmSchedule> scaled_linear_schedule(double first_beta, double last_beta, int size) {
  if (auto checked = check_range("size", size, 2, 100000); !checked) return checked.error();
  if (auto checked = check_range("first_beta", first_beta, 1e-8, 0.5); !checked) return checked.error();
  if (auto checked = check_range("last_beta", last_beta, first_beta, 0.5); !checked) return checked.error();
  DdpmSchedule schedule;
  double product = 1.0;
  for (int t = 0; t < size; ++t) {
    const double part = static_cast<double>(t) / (size - 1);
    const double root = std::sqrt(first_beta) + part * (std::sqrt(last_beta) - std::sqrt(first_beta));
    product *= 1.0 - root * root;
    schedule.alpha_bar.push_back(product);
  }
  return schedule;
}

Result<std::vector<int>> trailing_times(int steps, const DdpmSchedule& schedule) {
  if (auto checked = check_range("steps", steps, 1, schedule.size()); !checked) return checked.error();
  std::vector<int> times;
  const double stride = static_cast<double>(schedule.size()) / steps;
  for (int k = 0; k < steps; ++k) times.push_back(static_cast<int>(std::lround(schedule.size() - k * stride)) - 1);
  return times;
}

std::vector<double> alpha_bars_at(const std::vector<int>& times, const DdpmSchedule& schedule) {
  std::vector<double> shares;
  for (const int t : times) shares.push_back(schedule.alpha_bar[static_cast<std::size_t>(t)]);
  shares.push_back(1.0);
  return shares;
}

}  // namespace lesson
