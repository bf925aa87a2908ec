// The law of training times: a density that can be taken hold of.

#include <algorithm>
#include <cmath>

#include "core/flow/schedule.h"
#include "core/text_format.h"
#include "widgets/flow_playground/draw.h"

namespace lesson {

namespace {

struct TimeArea {
  float left, top, width, height;
  float x(double t) const { return left + width * static_cast<float>(t); }
  float y(double share) const { return top + height * (1 - static_cast<float>(std::clamp(share, 0.0, 1.0))); }
  double t(float x) const { return std::clamp(static_cast<double>((x - left) / width), 0.02, 0.98); }
};

float clamped(double value, float low, float high) { return std::clamp(static_cast<float>(value), low, high); }

/// Sideways: the law's median comes to `t`, by the mean where it has one, else by the shift.
void move_middle(FlowPlaygroundState& state, double t) {
  const double plain = unshift_time(t, law_of(state).shift);
  if (state.law == static_cast<int>(TimestepKind::logit_normal))
    state.mean = clamped(std::log(plain / (1 - plain)), -3, 3);
  else  // the other laws' own median is 1/2, which the shift a sends to a / (1 + a)
    state.shift = clamped(t / (1 - t), 0.25f, 8);
}

/// Up: narrower.
void change_width(FlowPlaygroundState& state, double up) {
  if (state.law == static_cast<int>(TimestepKind::logit_normal))
    state.scale = clamped(law_of(state).scale * std::exp(-up), 0.2f, 3);
  else if (state.law == static_cast<int>(TimestepKind::mode))
    state.mode = clamped(law_of(state).scale + up, -0.95f, 1.7f);
}

bool take_input(const ui::Canvas& canvas, const TimeArea& area, FlowPlaygroundState& state, double median) {
  const ui::CanvasInput& input = canvas.input();
  if (input.dragging) {
    if (input.drag_delta.x != 0) move_middle(state, area.t(input.pointer.x));
    if (input.drag_delta.y != 0) change_width(state, -0.012 * static_cast<double>(input.drag_delta.y));
    return input.drag_delta.x != 0 || input.drag_delta.y != 0;
  }
  if (input.move_x != 0) move_middle(state, std::clamp(median + 0.02 * input.move_x, 0.02, 0.98));
  if (input.move_y != 0) change_width(state, -0.06 * input.move_y);
  return input.move_x != 0 || input.move_y != 0;
}

void draw_axis(ui::Canvas& canvas, const TimeArea& area, const ui::Palette& colors) {
  const ui::TextLook small{.type = ui::Type::small, .align = ui::Align::center, .record = false};
  const float bottom = area.y(0);
  canvas.line({area.left, bottom}, {area.left + area.width, bottom}, colors.control);
  for (const double t : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    canvas.line({area.x(t), bottom}, {area.x(t), bottom + 4}, colors.control);
    const std::string text = t == 0 ? "0, data" : t == 1 ? "1, noise" : short_number(t);
    const float half = canvas.measure(text, ui::Type::small).x / 2;
    canvas.text({std::clamp(area.x(t), half, canvas.width() - half), bottom + 26}, text, colors.muted, small);
  }
}

void draw_density_fill(ui::Canvas& canvas, const TimeArea& area, const TimeView& view, const ui::Palette& colors) {
  const ui::Color fill = ui::with_alpha(colors.data[0], 0.22f);
  std::vector<ui::Point> line;
  for (std::size_t i = 0; i < view.t.size(); ++i)
    line.push_back({area.x(view.t[i]), area.y(view.density[i] / view.highest)});
  for (std::size_t i = 1; i < line.size(); ++i) {  // columns of whole pixels: slanted pieces would show their seams
    const float left = std::round(line[i - 1].x), top = (line[i - 1].y + line[i].y) / 2;
    canvas.rect({left, top, std::round(line[i].x) - left, area.y(0) - top}, fill);
  }
  canvas.polyline(line, colors.data[0], 2);
}

void draw_loss_line(ui::Canvas& canvas, const TimeArea& area, const TimeView& view, const ui::Palette& colors) {
  if (view.loss.size() < 2) return;
  const double most = 1.15 * *std::max_element(view.loss.begin(), view.loss.end());
  for (std::size_t i = 1; i < view.loss.size(); ++i)
    canvas.line({area.x(view.loss_t[i - 1]), area.y(view.loss[i - 1] / most)},
                {area.x(view.loss_t[i]), area.y(view.loss[i] / most)}, colors.data[1], 2);
}

}  // namespace

bool draw_time_law(ui::Ui& ui, FlowPlaygroundState& state, const TimeView& view) {
  bool changed = false;
  ui.canvas(
      {.label = "How often each time is practised",
       .description = view.sentence + " " + view.loss_sentence +
                      " Arrow keys: left and right move its middle, up and down its width.",
       .value = view.title,
       .height = 250,
       .interactive = true},
      [&](ui::Canvas& canvas) {
        const ui::Palette& colors = ui.theme().colors;
        const TimeArea area{8, 12, canvas.width() - 16, canvas.height() - 70};
        changed = take_input(canvas, area, state, view.median);
        draw_density_fill(canvas, area, view, colors);
        draw_loss_line(canvas, area, view, colors);
        draw_axis(canvas, area, colors);
        for (const double t : view.samples)
          canvas.line({area.x(t), area.y(0) + 8}, {area.x(t), area.y(0) + 22}, ui::with_alpha(colors.data[0], 0.6f));
        const auto at = static_cast<std::size_t>(std::lround(view.median * (static_cast<double>(view.t.size()) - 1)));
        const ui::Point handle{area.x(view.median), area.y(view.density[at] / view.highest)};
        canvas.circle(handle, 7, colors.background);
        canvas.ring(handle, 7, colors.accent, 3);
      });
  const ui::LegendEntry entries[] = {{view.title, ui.theme().colors.data[0]},
                                     {"smallest possible loss, on a scale of its own", ui.theme().colors.data[1]}};
  ui.legend(entries);
  return changed;
}

}  // namespace lesson
