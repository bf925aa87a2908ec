// Sliders over a straight or logarithmic track, with marks that the pointer snaps to.

#include <algorithm>
#include <cmath>

#include "core/text_format.h"
#include "widgets/ui/impl.h"

namespace lesson::ui {

namespace {

constexpr float kThumb = 9;  // radius
constexpr float kSnap = 7;   // CSS pixels from a mark within which the pointer means the mark
constexpr int kPage = 10;

/// A slider's numbers, int and float alike.
struct Range {
  double min, max, step;
  bool log, whole;

  double fraction(double value) const {
    if (max <= min) return 0;
    const double f = log ? std::log(value / min) / std::log(max / min) : (value - min) / (max - min);
    return std::clamp(f, 0.0, 1.0);
  }
  double value(double f) const {
    f = std::clamp(f, 0.0, 1.0);
    return tidy(log ? min * std::pow(max / min, f) : min + (max - min) * f);
  }
  /// On a step, within the range.
  double tidy(double value) const {
    if (whole) return std::clamp(std::round(value), min, max);
    if (!log && step > 0) value = min + std::round((value - min) / step) * step;
    return std::clamp(value, min, max);
  }
  double stepped(double value, double count) const {
    if (whole) {
      const double moved = tidy(value + count * std::max(step, 1.0));
      return log && moved == value ? tidy(value + (count > 0 ? 1 : -1)) : moved;
    }
    if (log) return tidy(value * std::pow(max / min, count / 100));
    return tidy(value + count * step);
  }
};

double asked_value(Ui::Impl& ui, const std::string& id, double value, const Range& range) {
  while (const auto set = ui.take(id, "set")) {
    const auto asked = lesson::number_of(set->value);
    if (asked && std::isfinite(*asked)) value = range.tidy(*asked);
  }
  const auto count = [](const Action& action) { return action.value == "page" ? kPage : 1; };
  while (const auto up = ui.take(id, "increment")) value = range.stepped(value, count(*up));
  while (const auto down = ui.take(id, "decrement")) value = range.stepped(value, -count(*down));
  return value;
}

double pointed_value(const Ui::Impl& ui, const Rect& track, const Range& range, const std::vector<double>& marks) {
  const double x = static_cast<double>(ImGui::GetIO().MousePos.x / ui.paint.scale);
  const double left = static_cast<double>(track.x), width = static_cast<double>(track.w);
  for (const double mark : marks) {
    if (std::fabs(left + width * range.fraction(mark) - x) < static_cast<double>(kSnap)) return range.tidy(mark);
  }
  return range.value((x - left) / std::max(width, 1.0));
}

std::string shown_value(double value, const Range& range, const SliderOptions& options) {
  std::string text = format_number(value, range.whole ? 0 : options.decimals);
  if (!options.unit.empty()) text += (options.unit[0] == '%' ? "\u2009" : " ") + options.unit;
  return text;
}

/// Labels under the marks, within the control; those that would touch their left neighbour are left out.
void draw_marks(Ui::Impl& ui, const Rect& track, const Range& range, const std::vector<double>& marks) {
  float free_from = -1e9f;
  for (const double mark : marks) {
    const float x = track.x + track.w * static_cast<float>(range.fraction(mark));
    ui.paint.line({x, track.y + track.h / 2 + 5}, {x, track.y + track.h / 2 + 11}, ui.colors().control);
    const std::string text = format_number(mark, mark == std::floor(mark) ? 0 : 2);
    const float width = ui.paint.width(text, Type::small);
    const float left = std::clamp(x - width / 2, track.x - kThumb, track.x + track.w + kThumb - width);
    if (left < free_from) continue;
    ui.paint.text({left, track.y + track.h / 2 + 12}, text, Type::small, ui.colors().muted);
    free_from = left + width + 6;
  }
}

void draw_track(Ui::Impl& ui, const Rect& track, float fraction, const Touch& touch) {
  const Palette& c = ui.colors();
  const float y = track.y + track.h / 2, x = track.x + track.w * fraction;
  ui.paint.rect({track.x, y - 2, track.w, 4}, mix(c.control, c.background, 0.35f), 2);
  ui.paint.rect({track.x, y - 2, x - track.x, 4}, c.accent, 2);
  const float radius = touch.held ? kThumb + 1.5f : touch.hovered ? kThumb + 0.75f : kThumb;
  ui.paint.circle({x, y}, radius, c.accent);
  ui.paint.circle({x, y}, radius - 5, c.on_accent);
}

bool slider_of(Ui::Impl& ui, std::string_view label, double& value, const Range& range, const SliderOptions& options) {
  const std::string id = ui.id_of(label);
  const double before = value;
  value = asked_value(ui, id, value, range);
  const float label_height = ui.paint.line_height(Type::body), marks_height = options.marks.empty() ? 0.0f : 12.0f;
  const float width = options.width > 0 ? options.width : ui.layout().row ? 240.0f : 0.0f;
  const Rect all = ui.place(width, label_height + ui.theme.target() + marks_height);
  const Rect hit{all.x, all.y + label_height, all.w, ui.theme.target()};
  const Rect track{hit.x + kThumb, hit.y, hit.w - 2 * kThumb, hit.h};
  const Touch touch = ui.touch(id, hit);
  if (touch.held) value = pointed_value(ui, track, range, options.marks);
  if (touch.hovered || touch.held) ui.cursor = "ew-resize";
  const std::string shown = shown_value(value, range, options);
  ui.label_line(id, {all.x, all.y, all.w, label_height}, label, shown);
  draw_marks(ui, track, range, options.marks);
  draw_track(ui, track, static_cast<float>(range.fraction(value)), touch);
  Node& node = ui.record(id, Role::slider, label, hit);
  node.value = shown;
  node.description = options.help;
  node.now = value;
  node.min = range.min;
  node.max = range.max;
  node.step = range.whole ? std::max(1.0, range.step) : range.step;
  ui.focus_ring(id, hit, ui.theme.radius());
  return value != before;
}

}  // namespace

bool Ui::slider(std::string_view label, int& value, int min, int max, const SliderOptions& options) {
  double number = value;
  const bool changed =
      slider_of(*impl_, label, number, {double(min), double(max), options.step, options.log && min > 0, true}, options);
  value = static_cast<int>(number);
  return changed;
}

bool Ui::slider(std::string_view label, float& value, float min, float max, const SliderOptions& options) {
  const double low = static_cast<double>(min), high = static_cast<double>(max);
  double number = static_cast<double>(value);
  const double step = options.step > 0 ? options.step : (high - low) / 100;
  const bool changed = slider_of(*impl_, label, number, {low, high, step, options.log && min > 0, false}, options);
  if (changed) value = std::clamp(static_cast<float>(number), min, max);
  return changed;
}

}  // namespace lesson::ui
