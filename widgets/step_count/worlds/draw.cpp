#include "widgets/step_count/worlds/draw.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lesson {

namespace {

constexpr double kReach = 2.5;         // of the plane, from the centre to the nearer edge
constexpr double kDensityReach = 3.2;  // no world has anything beyond
// Paths drawn, besides the followed one. Ancestral ones wander: more than a few hide everything.
constexpr int kTrails = 40, kWanderingTrails = 8;

ui::Point on_canvas(const ui::Canvas& canvas, double x, double y) {
  const double scale = static_cast<double>(std::min(canvas.width(), canvas.height())) / (2 * kReach);
  return {canvas.width() / 2 + static_cast<float>(x * scale), canvas.height() / 2 - static_cast<float>(y * scale)};
}

ui::Point on_canvas(const ui::Canvas& canvas, const Points& points, int row) {
  return on_canvas(canvas, points(row, 0), points(row, 1));
}

float distance(ui::Point a, ui::Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

/// The shown point nearest to the pointer, within reach of a finger; -1: none.
int nearest(const ui::Canvas& canvas, const Points& points, ui::Point pointer) {
  int found = -1;
  float best = 24;
  for (int i = 0; i < static_cast<int>(points.rows()); ++i) {
    const float d = distance(on_canvas(canvas, points, i), pointer);
    if (d < best) best = d, found = i;
  }
  return found;
}

void draw_trail(ui::Canvas& canvas, const RecordedRun& run, const StepCountSide& side, int row, ui::Color color,
                float thickness) {
  std::vector<ui::Point> path;
  for (int k = 0; k <= side.frame; ++k) path.push_back(on_canvas(canvas, run.frames[static_cast<std::size_t>(k)], row));
  path.push_back(on_canvas(canvas, side.now, row));
  canvas.polyline(path, color, thickness);
}

void draw_end_gaps(ui::Canvas& canvas, const Points& ends, const StepCountSide& side, ui::Color color) {
  for (int i = 0; i < static_cast<int>(side.now.rows()); ++i)
    canvas.line(on_canvas(canvas, side.now, i), on_canvas(canvas, ends, i), color, 1.5f);
}

/// The followed point: its whole path, its start, and its exact end where it has one.
void draw_followed(ui::Canvas& canvas, const RecordedRun& run, const StepCountSide& side, const Points* ends, int row,
                   const ui::Palette& colors) {
  draw_trail(canvas, run, side, row, colors.text, 2);
  canvas.ring(on_canvas(canvas, run.frames.front(), row), 4, colors.text);
  if (ends && side.has_end) {
    const ui::Point end = on_canvas(canvas, *ends, row);
    canvas.line({end.x - 5, end.y}, {end.x + 5, end.y}, colors.text, 2);
    canvas.line({end.x, end.y - 5}, {end.x, end.y + 5}, colors.text, 2);
  }
  canvas.circle(on_canvas(canvas, side.now, row), 4.5f, colors.text);
}

std::string point_value(const StepCountState& state, const StepCountSide& side, const Points* ends) {
  if (state.point < 0 || state.point >= static_cast<int>(side.now.rows())) return "no point followed";
  std::string text = "point " + std::to_string(state.point + 1);
  if (side.has_end && ends)
    text += ", " + error_text((side.now.row(state.point) - ends->row(state.point)).norm()) + " from its exact end";
  return text;
}

/// A new choice of the point to follow, if the learner made one.
bool choose_point(const ui::Canvas& canvas, const StepCountSide& side, int& point) {
  const ui::CanvasInput& input = canvas.input();
  const int last = static_cast<int>(side.now.rows()) - 1, before = point;
  if (const int move = input.move_x - input.move_y; move != 0)
    point = point < 0 ? (move > 0 ? 0 : last) : (point + move + last + 1) % (last + 1);
  else if (input.home || (input.pressed && input.by_key))
    point = -1;
  else if (input.clicked) {
    const int found = nearest(canvas, side.now, input.pointer);
    point = found == point ? -1 : found;
  }
  return point != before;
}

}  // namespace

ui::Color color_of(Sampler sampler, const ui::Palette& colors) {
  return colors.data[static_cast<std::size_t>(sampler)];
}

ui::Pixels DensityPicture::of(const World& world, ui::Color color) {
  if (world_ != &world || color_ != color) {
    std::vector<double> values;
    for (int row = 0; row < kSide; ++row)
      for (int column = 0; column < kSide; ++column)
        values.push_back(world.density(
            {kDensityReach * (2 * (column + 0.5) / kSide - 1), kDensityReach * (1 - 2 * (row + 0.5) / kSide)}));
    const double most = *std::max_element(values.begin(), values.end());
    std::vector<std::uint8_t> rgba;
    for (const double value : values) {
      const auto alpha = static_cast<std::uint8_t>(130 * std::sqrt(value / most));  // faint: points lie on top
      rgba.insert(rgba.end(), {color.r, color.g, color.b, alpha});
    }
    rgba_.swap(rgba);
    world_ = &world;
    color_ = color;
    ++revision_;
  }
  return {kSide, kSide, rgba_, revision_, true};
}

bool draw_world(ui::Ui& ui, const StepCountState& state, const StepCountModel& model, const StepCountSide& side,
                Side which, DensityPicture& density, int& point) {
  const ui::Palette& colors = ui.theme().colors;
  const RecordedRun& run = model.run(which);
  const Points* ends = model.study().exact_ends(side.sampler);
  const ui::Color color = color_of(side.sampler, colors);
  const bool at_end = side.frame == run.spec.steps;
  bool changed = false;
  const ui::CanvasOptions options = {.label = side.title,
                                     .description = "256 points on their way from noise to \u201C" +
                                                    world_of(state).title() + "\u201D, " + side.place +
                                                    ". Arrow keys choose a point to follow.",
                                     .value = point_value(state, side, ends),
                                     .height = std::min(270.0f, ui.available_width()),
                                     .interactive = true};
  ui.canvas(options, [&](ui::Canvas& canvas) {
    canvas.rect({0, 0, canvas.width(), canvas.height()}, colors.surface, ui.theme().radius());
    const ui::Point low = on_canvas(canvas, -kDensityReach, kDensityReach),
                    high = on_canvas(canvas, kDensityReach, -kDensityReach);
    canvas.image("density", density.of(world_of(state), colors.muted), {low.x, low.y, high.x - low.x, high.y - low.y});
    if (state.trails)
      for (int i = 0; i < (side.has_end ? kTrails : kWanderingTrails); ++i)
        draw_trail(canvas, run, side, i, ui::with_alpha(color, 0.45f), 1);
    if (state.ends && at_end && ends && side.has_end) draw_end_gaps(canvas, *ends, side, colors.error);
    for (int i = 0; i < static_cast<int>(side.now.rows()); ++i)
      canvas.circle(on_canvas(canvas, side.now, i), 2.2f, color);
    if (state.point >= 0 && state.point < static_cast<int>(side.now.rows()))
      draw_followed(canvas, run, side, ends, state.point, colors);
    canvas.frame({0, 0, canvas.width(), canvas.height()}, colors.line, 1, ui.theme().radius());
    changed = choose_point(canvas, side, point);
  });
  return changed;
}

namespace {

/// "28 steps; 14 of them start above half noise."
std::string level_sentence(const StepCountSide& side) {
  int above = 0;
  for (std::size_t k = 0; k + 1 < side.times.size(); ++k) above += side.times[k] > 0.5;
  const int steps = static_cast<int>(side.times.size()) - 1;
  return side.title + ": " + std::to_string(above) + " of " + std::to_string(steps) +
         (steps == 1 ? " step starts" : " steps start") + " above half noise";
}

void draw_level_row(ui::Canvas& canvas, const StepCountSide& side, float y, float left, float right,
                    const ui::Palette& colors) {
  const ui::Color color = color_of(side.sampler, colors);
  const auto at = [&](double t) { return left + (right - left) * static_cast<float>(1 - t); };
  canvas.line({left, y}, {right, y}, colors.line);
  for (std::size_t k = 0; k < side.times.size(); ++k) {
    const bool here = static_cast<int>(k) == side.frame;
    const float x = at(side.times[k]), half = here ? 10.0f : 6.0f;
    canvas.line({x, y - half}, {x, y + half}, here ? colors.text : color, here ? 2.5f : 1.5f);
  }
}

}  // namespace

void draw_levels(ui::Ui& ui, const StepCountView& view) {
  const ui::Palette& colors = ui.theme().colors;
  std::string description;
  for (const StepCountSide& side : view.sides) description += (description.empty() ? "" : "; ") + level_sentence(side);
  description += ".";
  ui.canvas({.label = "Where the steps lie", .description = description, .height = 108}, [&](ui::Canvas& canvas) {
    const float left = 6, right = canvas.width() - 6;
    const ui::TextLook small{.type = ui::Type::small, .record = false};
    float y = 0;
    for (const StepCountSide& side : view.sides) {
      canvas.text({left, y}, side.title, colors.muted, small);
      draw_level_row(canvas, side, y + 28, left, right, colors);
      y += 42;
    }
    canvas.text({left, y}, "noise", colors.muted, small);
    canvas.text({canvas.width() / 2, y}, "half and half", colors.muted,
                {.type = ui::Type::small, .align = ui::Align::center, .record = false});
    canvas.text({right, y}, "data", colors.muted,
                {.type = ui::Type::small, .align = ui::Align::right, .record = false});
  });
  ui.muted(description);
}

void draw_error_plot(ui::Ui& ui, const StepCountState& state, const StepCountView& view) {
  const ui::Palette& colors = ui.theme().colors;
  const bool ends = state.measure == 0;
  ui::PlotOptions plot{.label = "Error against " + view.x_label, .description = view.summary, .height = 280};
  plot.x = {.label = view.x_label,
            .min = 1,
            .max = state.cost == 1 ? 200.0 : 100.0,
            .log = true,
            .ticks = {1, 2, 5, 10, 20, 50, 100}};
  plot.y = {.label = view.y_label, .min = ends ? 1e-4 : 0.02, .max = 2, .log = true};
  for (const StepCountCurve& curve : view.curves)
    plot.series.push_back(
        {.name = curve.name, .color = color_of(curve.sampler, colors), .x = curve.x, .y = curve.y, .markers = true});
  if (view.floor)
    plot.series.push_back({.name = "true points",
                           .color = colors.muted,
                           .x = {1, plot.x.max},
                           .y = {*view.floor, *view.floor},
                           .dashed = true});
  if (view.mark > 0) plot.marks = {view.mark};
  ui.plot(plot);
}

}  // namespace lesson
