#pragma once
// The drawings of the flow playground, one function a picture; what the reader changes in one comes back as true.

#include "widgets/flow_playground/plane.h"
#include "widgets/flow_playground/view.h"

namespace lesson {

/// Press in the plane: adds a point, or takes the nearest away; arrow keys move the cursor, Enter presses there.
bool draw_own_points(ui::Ui& ui, FlowPlaygroundState& state, Eigen::Vector2d& cursor);

/// All pairs' straight paths, the chosen one with its own direction and the best answer at t, and its nearest meeting.
/// A press or the arrow keys choose another pair.
bool draw_pairs(ui::Ui& ui, FlowPlaygroundState& state, const FlowPlaygroundModel& model, const PairsView& view,
                PlaneDensity& density);

enum class FieldSide { flow, other };
/// The field at t as arrows (flow matching's side), the steps of one family, and the real trajectories under them.
void draw_field(ui::Ui& ui, const FlowPlaygroundState& state, FlowPlaygroundModel& model, const FieldView& view,
                FieldSide side, PlaneDensity& density);

/// Fine paths of a round's network, and where one step ends.
void draw_round(ui::Ui& ui, const FlowPlaygroundModel& model, int round, PlaneDensity& density);
/// Loss of training, all rounds begun.
void draw_losses(ui::Ui& ui, const ReflowView& view);

/// Density of times, samples below, the smallest possible loss over it. Dragging (or the arrow keys) sideways moves the
/// law's middle, up and down its width.
bool draw_time_law(ui::Ui& ui, FlowPlaygroundState& state, const TimeView& view);

}  // namespace lesson
