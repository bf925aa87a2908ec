#pragma once
// Where an axis begins and ends and which of its numbers are written. Pure arithmetic.

#include <string>
#include <vector>

#include "widgets/ui/ui.h"

namespace lesson::ui {

struct AxisScale {
  double min = 0, max = 1;
  bool log = false;
  double fraction(double value) const;  ///< 0 at min, 1 at max, not clamped
};

/// The axis' own range, or the data's with a little room; values that cannot be shown are left out.
AxisScale scale_for(const Axis& axis, const std::vector<double>& data);
/// Round numbers within the scale, about `wanted` of them: 1-2-5 steps, or powers of ten (with 2 and 5 when few).
std::vector<double> ticks(const AxisScale& scale, int wanted);
/// As short as tells it from its neighbours.
std::string tick_text(double value, const std::vector<double>& all, bool log = false);
/// Three significant digits: "0.0123", "1.2e-5", "4 429".
std::string short_number(double value);

}  // namespace lesson::ui
