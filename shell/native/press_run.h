#pragma once
// The option --run of both programs.

#include <functional>
#include <string>

#include "shell/app.h"
#include "shell/native/native_model.h"

namespace lesson {

/// Where a widget shows something else at first, the state in which it shows the live model; before --state, which may
/// choose otherwise.
Result<void> turn_to_run(App& app, int widget);

/// As if the learner had pressed the widget's Run and waited until the model has nothing more to compute. `settle`
/// draws until nothing moves. Error: no model, or no Run button in this state.
Result<void> press_run(App& app, int widget, NativeModel& model, const std::function<void()>& settle);

}  // namespace lesson
