#include "widgets/flow_playground/plane.h"

#include <algorithm>
#include <cmath>

namespace lesson {

namespace {

double scale_of(const ui::Canvas& canvas) {
  return static_cast<double>(std::min(canvas.width(), canvas.height())) / (2 * kPlaneReach);
}

}  // namespace

ui::Pixels PlaneDensity::of(const World& world, unsigned revision, ui::Color color) {
  if (revision != world_revision_ || color_ != color) {
    std::vector<double> density;
    double most = 0;
    for (int row = 0; row < kSide; ++row)
      for (int col = 0; col < kSide; ++col) {
        const double step = 2 * kPlaneReach / kSide;
        density.push_back(world.density({-kPlaneReach + (col + 0.5) * step, kPlaneReach - (row + 0.5) * step}));
        most = std::max(most, density.back());
      }
    std::vector<std::uint8_t> rgba;
    for (const double value : density)  // the root shows what is thin, too
      for (const int channel : {static_cast<int>(color.r), static_cast<int>(color.g), static_cast<int>(color.b),
                                static_cast<int>(110 * std::sqrt(value / most))})
        rgba.push_back(static_cast<std::uint8_t>(channel));
    rgba_.swap(rgba);
    world_revision_ = revision;
    color_ = color;
    ++revision_;
  }
  return {kSide, kSide, rgba_, revision_, true};
}

ui::Point on_plane(const ui::Canvas& canvas, const Eigen::Vector2d& at) {
  const double scale = scale_of(canvas);
  return {canvas.width() / 2 + static_cast<float>(at.x() * scale),
          canvas.height() / 2 - static_cast<float>(at.y() * scale)};
}

Eigen::Vector2d from_plane(const ui::Canvas& canvas, ui::Point at) {
  const double scale = scale_of(canvas);
  return {static_cast<double>(at.x - canvas.width() / 2) / scale,
          static_cast<double>(canvas.height() / 2 - at.y) / scale};
}

void draw_ground(ui::Ui& ui, ui::Canvas& canvas, PlaneDensity& density, const World& world, unsigned revision) {
  const ui::Palette& colors = ui.theme().colors;
  canvas.rect({0, 0, canvas.width(), canvas.height()}, colors.surface, ui.theme().radius());
  const ui::Point low = on_plane(canvas, {-kPlaneReach, -kPlaneReach}),
                  high = on_plane(canvas, {kPlaneReach, kPlaneReach});
  canvas.image("density", density.of(world, revision, colors.image_token),
               {low.x, high.y, high.x - low.x, low.y - high.y});
  canvas.frame({0, 0, canvas.width(), canvas.height()}, colors.line, 1, ui.theme().radius());
}

void draw_path(ui::Canvas& canvas, const std::vector<Points>& frames, Eigen::Index row, ui::Color color,
               float thickness) {
  std::vector<ui::Point> path;
  for (const Points& frame : frames) path.push_back(on_plane(canvas, frame, row));
  canvas.polyline(path, color, thickness);
}

float plane_height(const ui::Ui& ui) { return std::clamp(ui.available_width(), 220.0f, 380.0f); }

}  // namespace lesson
