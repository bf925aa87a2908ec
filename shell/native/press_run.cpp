#include "shell/native/press_run.h"

#include <algorithm>

namespace lesson {

namespace {

constexpr int kRounds = 3;  // what a run has brought may lead to another: its trace

bool has_run(App& app, int widget) {
  return std::ranges::any_of(app.find(widget)->semantics(),
                             [](const ui::Node& node) { return node.id == "Run" && !node.disabled; });
}

}  // namespace

Result<void> turn_to_run(App& app, int widget) {
  const WidgetInfo* info = find_widget(app.id_of(widget));
  return info ? app.set_state(widget, info->run_state) : Result<void>();
}

Result<void> press_run(App& app, int widget, NativeModel& model, const std::function<void()>& settle) {
  if (model.problem()) return *model.problem();
  settle();
  if (!has_run(app, widget)) {
    return Error{"there is nothing to run", "--run", "a widget with a Run button in this state", "none",
                 "Leave --run away, or choose the live model in --state."};
  }
  app.event(widget, ui::Action{"Run", "press", ""});
  for (int round = 0; round < kRounds; ++round) {
    settle();
    model.finish();
  }
  settle();
  return {};
}

}  // namespace lesson
