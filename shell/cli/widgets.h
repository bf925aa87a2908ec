#pragma once
// What widgets there are, with their states and ranges.

#include <ostream>
#include <string>

namespace lesson::cli {

struct WidgetsOptions {
  bool json = false;
};
/// The registry. With --json: {"widgets":[{"id","title","summary","state":{defaults},"fields":[...],
/// "parts":[{"id","title"}]}]}.
int run_widgets(const WidgetsOptions& options, std::ostream& out, std::ostream& err);

}  // namespace lesson::cli
