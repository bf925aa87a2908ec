#include "widgets/ui/ticks.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lesson::ui {

namespace {

std::string raised(int exponent) {
  static const char* const kDigits[] = {"\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
                                        "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  std::string out = exponent < 0 ? "\u207B" : "";
  for (const char c : std::to_string(std::abs(exponent))) out += kDigits[c - '0'];
  return out;
}

std::string with_minus(std::string text) {
  if (!text.empty() && text[0] == '-') text.replace(0, 1, "\u2212");
  return text;
}

/// 4429 -> "4 429" with thin spaces.
std::string grouped(const std::string& digits) {
  std::string out;
  const std::size_t first = !digits.empty() && digits[0] == '-' ? 1 : 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > first && (digits.size() - i) % 3 == 0) out += "\u2009";
    out += digits[i];
  }
  return out;
}

}  // namespace

double AxisScale::fraction(double value) const {
  if (max <= min) return 0.5;
  return log ? std::log(std::max(value, 1e-300) / min) / std::log(max / min) : (value - min) / (max - min);
}

AxisScale scale_for(const Axis& axis, const std::vector<double>& data) {
  if (axis.max > axis.min && (!axis.log || axis.min > 0)) return {axis.min, axis.max, axis.log};
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (const double value : data) {
    if (!std::isfinite(value) || (axis.log && value <= 0)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (!(low <= high)) return axis.log ? AxisScale{1, 10, true} : AxisScale{0, 1, false};
  if (axis.log) return low == high ? AxisScale{low / 2, high * 2, true} : AxisScale{low / 1.15, high * 1.15, true};
  const double room = low == high ? std::max(std::fabs(low) * 0.1, 0.5) : (high - low) * 0.05;
  return {low - room, high + room, false};
}

std::vector<double> ticks(const AxisScale& scale, int wanted) {
  std::vector<double> out;
  wanted = std::max(wanted, 2);
  if (scale.log) {
    const int first = static_cast<int>(std::floor(std::log10(scale.min))),
              last = static_cast<int>(std::ceil(std::log10(scale.max)));
    const bool few = last - first <= std::max(2, wanted / 2);
    const int every = std::max(1, (last - first) / wanted);
    for (int power = first; power <= last; power += every) {
      for (const double head : {1.0, 2.0, 5.0}) {
        const double value = head * std::pow(10.0, power);
        if ((head == 1.0 || few) && value >= scale.min * 0.9999 && value <= scale.max * 1.0001) out.push_back(value);
      }
    }
    return out;
  }
  const double rough = (scale.max - scale.min) / wanted, power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = power * 10;
  for (const double head : {1.0, 2.0, 5.0}) {
    if (head * power >= rough) {
      step = head * power;
      break;
    }
  }
  for (double value = std::ceil(scale.min / step) * step; value <= scale.max + step * 1e-9; value += step) {
    out.push_back(std::fabs(value) < step * 1e-9 ? 0 : value);
  }
  return out;
}

std::string tick_text(double value, const std::vector<double>& all, bool log) {
  const double size = std::fabs(value);
  const double power = size > 0 ? std::log10(size) : 0;
  if (size > 0 && (power >= 5.5 || power <= -3.5)) {
    const int exponent = static_cast<int>(std::floor(power + 1e-9));
    const double head = value / std::pow(10.0, exponent);
    const std::string tail = "10" + raised(exponent);
    if (std::fabs(std::fabs(head) - 1) < 1e-6) return (value < 0 ? "\u2212" : "") + tail;
    char text[24];
    std::snprintf(text, sizeof text, "%.3g", head);
    return with_minus(text) + "\u00B7" + tail;
  }
  if (log) return short_number(value);
  double step = HUGE_VAL;
  for (const double other : all) {
    if (other != value) step = std::min(step, std::fabs(other - value));
  }
  const double finest = std::isfinite(step) ? std::min(step, size > 0 ? size : step) : size;
  int decimals = finest > 0 && finest < 1 ? static_cast<int>(std::ceil(-std::log10(finest) - 1e-9)) : 0;
  for (int more = 0; more < 2 && finest < 1; ++more) {  // a step of 0.25 needs one more than a step of 0.2
    const double scaled = size * std::pow(10.0, decimals);
    if (std::fabs(scaled - std::round(scaled)) < 1e-6 * std::max(1.0, scaled)) break;
    ++decimals;
  }
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", std::clamp(decimals, 0, 6), value);
  return with_minus(decimals == 0 && size >= 10000 ? grouped(text) : text);
}

std::string short_number(double value) {
  char text[48];
  if (value == std::floor(value) && std::fabs(value) < 1e9) {
    std::snprintf(text, sizeof text, "%.0f", value);
    return with_minus(std::fabs(value) >= 10000 ? grouped(text) : text);
  }
  std::snprintf(text, sizeof text, "%.3g", value);
  return with_minus(text);
}

}  // namespace lesson::ui
