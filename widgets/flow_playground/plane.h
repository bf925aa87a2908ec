#pragma once
// The plane as all tabs of the flow playground draw it.

#include <vector>

#include "core/flow/world.h"
#include "widgets/ui/ui.h"

namespace lesson {

inline constexpr double kPlaneReach = 2.6;  ///< from the centre to the nearer edge

/// The world's density as a picture, made anew only when the world or the colour changes.
class PlaneDensity {
 public:
  ui::Pixels of(const World& world, unsigned revision, ui::Color color);

 private:
  static constexpr int kSide = 72;
  unsigned world_revision_ = 0, revision_ = 0;
  ui::Color color_{};
  std::vector<std::uint8_t> rgba_;
};

ui::Point on_plane(const ui::Canvas& canvas, const Eigen::Vector2d& at);
Eigen::Vector2d from_plane(const ui::Canvas& canvas, ui::Point at);
inline ui::Point on_plane(const ui::Canvas& canvas, const Points& points, Eigen::Index row) {
  return on_plane(canvas, Eigen::Vector2d(points(row, 0), points(row, 1)));
}

/// Density and frame.
void draw_ground(ui::Ui& ui, ui::Canvas& canvas, PlaneDensity& density, const World& world, unsigned revision);
/// One row's path through all frames.
void draw_path(ui::Canvas& canvas, const std::vector<Points>& frames, Eigen::Index row, ui::Color color,
               float thickness);
/// How tall a plane is drawn in the column at hand.
float plane_height(const ui::Ui& ui);

}  // namespace lesson
