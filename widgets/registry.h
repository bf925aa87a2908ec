#pragma once
// The one list of widgets. Hosts, menus, the element's names and the smoke tests iterate over it.

#include <memory>
#include <span>
#include <string_view>

#include "widgets/widget.h"

namespace lesson {

struct WidgetInfo {
  const char* id;       ///< element name, file name and CLI name, e.g. "step-count"
  const char* title;    ///< what the learner reads
  const char* summary;  ///< one sentence
  std::unique_ptr<Widget> (*make)(PageState& shared);
  const char* run_state = "{}";  ///< JSON: what shows the live model, where a widget shows something else at first
};

std::span<const WidgetInfo> widget_registry();
/// nullptr when there is none of that id.
const WidgetInfo* find_widget(std::string_view id);

}  // namespace lesson
