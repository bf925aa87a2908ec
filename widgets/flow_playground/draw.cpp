#include "widgets/flow_playground/draw.h"

#include <algorithm>
#include <cmath>

#include "core/flow/level_path.h"
#include "core/text_format.h"

namespace lesson {

namespace {

constexpr float kReach = 24;  // pixels of a finger

float distance(ui::Point a, ui::Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

/// Distance from a point to a piece of a line.
float distance(ui::Point p, ui::Point a, ui::Point b) {
  const float dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
  const float along = length > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0f, 1.0f) : 0.0f;
  return distance(p, {a.x + along * dx, a.y + along * dy});
}

/// An arrow of the plane, shortened so that two of them side by side can be compared.
void draw_velocity(ui::Canvas& canvas, const Eigen::Vector2d& at, const Eigen::Vector2d& velocity, double scale,
                   ui::Color color, float thickness) {
  const ui::Point from = on_plane(canvas, at), to = on_plane(canvas, at + scale * velocity);
  if (distance(from, to) > 4) canvas.arrow(from, to, color, thickness);
}

/// Adds a point, or takes the nearest one away. The last one stays, and no more than the state can hold come in.
bool press_at(const ui::Canvas& canvas, std::vector<Eigen::Vector2d>& points, const Eigen::Vector2d& at) {
  const auto near = std::find_if(points.begin(), points.end(), [&](const Eigen::Vector2d& point) {
    return distance(on_plane(canvas, point), on_plane(canvas, at)) < 14;
  });
  if (near != points.end()) {
    if (points.size() == 1) return false;
    points.erase(near);
    return true;
  }
  if (static_cast<int>(points.size()) >= kMostOwnPoints) return false;
  points.push_back(at.cwiseMax(-kOwnPointReach).cwiseMin(kOwnPointReach));
  return true;
}

void draw_cursor(ui::Canvas& canvas, const Eigen::Vector2d& cursor, ui::Color color) {
  const ui::Point at = on_plane(canvas, cursor);
  canvas.line({at.x - 7, at.y}, {at.x + 7, at.y}, color);
  canvas.line({at.x, at.y - 7}, {at.x, at.y + 7}, color);
}

int pair_under(const ui::Canvas& canvas, const Pairs& pairs) {
  int found = -1;
  float best = kReach;
  for (int i = 0; i < pairs.size(); ++i) {
    const float d = distance(canvas.input().pointer, on_plane(canvas, pairs.data, i), on_plane(canvas, pairs.noise, i));
    if (d < best) best = d, found = i;
  }
  return found;
}

}  // namespace

bool draw_own_points(ui::Ui& ui, FlowPlaygroundState& state, Eigen::Vector2d& cursor) {
  bool changed = false;
  const auto parsed = parse_points(state.points);
  std::vector<Eigen::Vector2d> points = parsed ? parsed.value() : std::vector<Eigen::Vector2d>();
  ui.canvas({.label = "Your points",
             .description = "Press to add a point or to take one away; arrow keys move, Enter presses.",
             .value = std::to_string(points.size()) + (points.size() == 1 ? " point" : " points"),
             .width = std::min(ui.available_width(), 280.0f),
             .height = 240,
             .interactive = true},
            [&](ui::Canvas& canvas) {
              const ui::Palette& colors = ui.theme().colors;
              const ui::CanvasInput& input = canvas.input();
              cursor += 0.2 * Eigen::Vector2d(input.move_x, -input.move_y);
              cursor = cursor.cwiseMax(-kOwnPointReach).cwiseMin(kOwnPointReach).eval();
              if (input.pressed && input.by_key) changed = press_at(canvas, points, cursor);
              if (input.clicked && !input.by_key) {
                cursor = from_plane(canvas, input.pointer).cwiseMax(-kOwnPointReach).cwiseMin(kOwnPointReach);
                changed = press_at(canvas, points, cursor) || changed;
              }
              canvas.rect({0, 0, canvas.width(), canvas.height()}, colors.surface, ui.theme().radius());
              for (const Eigen::Vector2d& point : points) canvas.circle(on_plane(canvas, point), 6, colors.image_token);
              if (input.focused) draw_cursor(canvas, cursor, colors.text);
              canvas.frame({0, 0, canvas.width(), canvas.height()}, colors.control, 1, ui.theme().radius());
            });
  if (changed) state.points = points_text(points);
  return changed;
}

bool draw_pairs(ui::Ui& ui, FlowPlaygroundState& state, const FlowPlaygroundModel& model, const PairsView& view,
                PlaneDensity& density) {
  const Pairs& pairs = model.pairs();
  const int before = view.pair;
  ui.canvas({.label = "Pairs and their straight paths",
             .description = view.sentence + " " + view.meeting_sentence + " Arrow keys choose another pair.",
             .value = "pair " + std::to_string(view.pair + 1),
             .height = plane_height(ui),
             .interactive = true},
            [&](ui::Canvas& canvas) {
              const ui::Palette& colors = ui.theme().colors;
              const ui::CanvasInput& input = canvas.input();
              if (const int move = input.move_x - input.move_y; move != 0)
                state.pair = (view.pair + move + pairs.size()) % pairs.size();
              if (input.clicked)
                if (const int found = pair_under(canvas, pairs); found >= 0) state.pair = found;
              draw_ground(ui, canvas, density, model.world(), model.world_revision());
              const auto t = static_cast<double>(state.t);
              const auto line = [&](int pair, ui::Color color, float thickness) {
                canvas.line(on_plane(canvas, pairs.data, pair), on_plane(canvas, pairs.noise, pair), color, thickness);
              };
              for (int i = 0; i < pairs.size(); ++i) {
                line(i, ui::with_alpha(colors.muted, 0.35f), 1);
                canvas.circle(on_plane(canvas, pairs.at(i, t)), 2, ui::with_alpha(colors.muted, 0.8f));
              }
              if (view.meeting) {
                line(view.meeting->second, colors.data[1], 2);
                canvas.ring(on_plane(canvas, pairs.at(view.pair, view.meeting->t)), 8, colors.data[1]);
              }
              line(view.pair, colors.data[0], 2.5f);
              canvas.circle(on_plane(canvas, pairs.data, view.pair), 4, colors.image_token);
              canvas.ring(on_plane(canvas, pairs.noise, view.pair), 4, colors.data[0]);
              draw_velocity(canvas, view.at, view.velocity, 0.25, colors.data[0], 2.5f);
              draw_velocity(canvas, view.at, view.answer, 0.25, colors.text, 2.5f);
              canvas.circle(on_plane(canvas, view.at), 4.5f, colors.text);
            });
  return state.pair != before;
}

namespace {

void draw_arrows(ui::Canvas& canvas, const World& world, double t, ui::Color color) {
  constexpr int kGrid = 11;
  Points at(kGrid * kGrid, 2);
  for (int i = 0; i < kGrid; ++i)
    for (int j = 0; j < kGrid; ++j) at.row(i * kGrid + j) << -2.4 + 4.8 * j / (kGrid - 1), -2.4 + 4.8 * i / (kGrid - 1);
  const Points v = world.velocity(at, std::max(t, 0.02));
  for (Eigen::Index i = 0; i < at.rows(); ++i) {
    // The sampler goes the other way, from noise to data: against v.
    const Eigen::Vector2d velocity = -v.row(i).transpose();
    const double length = velocity.norm();
    draw_velocity(canvas, at.row(i).transpose(), velocity / std::max(length, 1e-9), std::min(0.3, 0.13 * length), color,
                  1);
  }
}

}  // namespace

void draw_field(ui::Ui& ui, const FlowPlaygroundState& state, FlowPlaygroundModel& model, const FieldView& view,
                FieldSide side, PlaneDensity& density) {
  const FieldRuns& runs = model.field();
  const bool flow = side == FieldSide::flow;
  const std::vector<Points>& steps = flow ? runs.flow : runs.other;
  // Ancestral paths wander: few of them hide less.
  const Eigen::Index shown = !flow && state.rule == 1 ? 6 : FlowPlaygroundModel::kCarried;
  const std::vector<Points> real = flow ? runs.fine : in_diffusion_units(runs.fine, runs.fine_levels);
  ui.canvas({.label = flow ? "Flow matching, Euler" : view.other_title,
             .description = (flow ? view.flow_reading : view.other_reading) + ".",
             .height = plane_height(ui)},
            [&](ui::Canvas& canvas) {
              const ui::Palette& colors = ui.theme().colors;
              const ui::Color color = colors.data[flow ? 0 : state.rule == 1 ? 3 : 2];
              draw_ground(ui, canvas, density, model.world(), model.world_revision());
              if (flow)
                draw_arrows(canvas, model.world(), static_cast<double>(state.t), ui::with_alpha(colors.muted, 0.8f));
              if (state.exact)
                for (Eigen::Index i = 0; i < shown; ++i)
                  draw_path(canvas, real, i, ui::with_alpha(colors.text, 0.4f), 1);
              for (Eigen::Index i = 0; i < shown; ++i) draw_path(canvas, steps, i, ui::with_alpha(color, 0.75f), 1.5f);
              for (Eigen::Index i = 0; i < steps.back().rows(); ++i)
                canvas.circle(on_plane(canvas, steps.back(), i), 3, color);
            });
}

void draw_round(ui::Ui& ui, const FlowPlaygroundModel& model, int round, PlaneDensity& density) {
  const auto& reflow = model.reflow();
  const auto at = static_cast<std::size_t>(round);
  const ReflowResult* result =
      reflow && reflow->rounds().size() > at && reflow->rounds()[at].result ? &*reflow->rounds()[at].result : nullptr;
  const std::string name = "Round " + std::to_string(round);
  const std::string reading = result ? "one step errs by " + short_number(result->one_step_error, 3) +
                                           ", straightness " + short_number(result->straightness, 3) + ", detour " +
                                           fixed_number(result->detour, 2)
                                     : "not trained yet";
  ui.canvas({.label = name, .description = reading + ".", .height = std::min(plane_height(ui), 240.0f)},
            [&](ui::Canvas& canvas) {
              const ui::Palette& colors = ui.theme().colors;
              draw_ground(ui, canvas, density, model.world(), model.world_revision());
              if (!result) {
                canvas.hatch({0, 0, canvas.width(), canvas.height()}, ui::with_alpha(colors.control, 0.4f), 10);
                return;
              }
              for (Eigen::Index i = 0; i < Reflow::kShown; ++i) {
                draw_path(canvas, result->frames, i, ui::with_alpha(colors.data[0], 0.7f), 1.2f);
                canvas.circle(on_plane(canvas, result->frames.back(), i), 2.2f, colors.data[0]);
                canvas.ring(on_plane(canvas, result->one_step, i), 3, colors.data[1]);
              }
            });
  ui.muted(name + ": " + reading);
}

void draw_losses(ui::Ui& ui, const ReflowView& view) {
  const ui::Palette& colors = ui.theme().colors;
  ui::PlotOptions plot{.label = "Loss while training", .description = view.sentence, .height = 180};
  plot.x = {.label = "updates", .min = 0, .max = Reflow::kUpdates};
  plot.y = {.label = "mean square error of v", .log = true};
  for (std::size_t k = 0; k < view.losses.size(); ++k) {
    ui::Series series{.name = "round " + std::to_string(k), .color = colors.data[k]};
    for (std::size_t i = 0; i < view.losses[k].size(); ++i) {
      series.x.push_back(static_cast<double>(i + 1) * Reflow::kLossEvery);
      series.y.push_back(view.losses[k][i]);
    }
    plot.series.push_back(std::move(series));
  }
  ui.plot(plot);
}

}  // namespace lesson
