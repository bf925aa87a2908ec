#pragma once
// The workloads that `lesson-cli bench` times and tests/bench runs once each.

#include <functional>
#include <string>
#include <vector>

namespace lesson::cli {

/// One workload. `prepare` builds its data and gives the function that is timed; that function returns a
/// number made from the result, so that no work can be left out.
struct BenchScene {
  std::string id;    ///< "attention/joint-333"
  std::string what;  ///< one line for readers
  double work = 0;   ///< units of work in one call
  std::string unit;  ///< of `work`, e.g. "flop", "byte", "deviate"
  std::function<std::function<double()>()> prepare;
};

std::vector<BenchScene> bench_scenes();

/// Those of them that run the tiny SD3.
std::vector<BenchScene> model_scenes();

/// Those of them that draw the quadrant viewer, one frame a call.
std::vector<BenchScene> viewer_scenes();

}  // namespace lesson::cli
