#pragma once
// The widgets without a window: what there is, what a state says, which numbers it shows.

#include <ostream>
#include <string>

namespace lesson::cli {

struct WidgetsOptions {
  bool json = false;
};
/// The registry. With --json: {"widgets":[{"id","title","summary","state":{defaults},"fields":[...]}]}.
int run_widgets(const WidgetsOptions& options, std::ostream& out, std::ostream& err);

struct DescribeOptions {
  std::string widget;        ///< id in the registry
  std::string state = "{}";  ///< JSON object; keys left out keep their defaults
  std::string file;          ///< optional: a file to open in the widget first
  bool json = false;
  bool csv = false;  ///< the numbers behind the picture instead of the text
};
/// The text alternative of a widget in a state. With --json: {"widget","state","text","table"}.
int run_describe(const DescribeOptions& options, std::ostream& out, std::ostream& err);

}  // namespace lesson::cli
