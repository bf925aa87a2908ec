#pragma once
// A widget without a window: what a state says in words, which numbers it shows, also after a run of the model.

#include <ostream>
#include <string>

namespace lesson::cli {

struct DescribeOptions {
  std::string widget;        ///< id in the registry
  std::string parts;         ///< those of its parts that are told of, "map token"; empty: all
  std::string state = "{}";  ///< JSON object; keys left out keep their defaults
  std::string file;          ///< optional: a file to open in the widget first
  bool run = false;          ///< presses the widget's Run and waits, as a learner would
  std::string weights;       ///< folder of the model's files; empty: where find_weights_folder looks
  bool json = false;
  bool csv = false;  ///< the numbers behind the picture instead of the text
};
/// The text alternative of a widget in a state. With --json: {"widget","state","text","table"}.
int run_describe(const DescribeOptions& options, std::ostream& out, std::ostream& err);

}  // namespace lesson::cli
