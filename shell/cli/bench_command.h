#pragma once
// `lesson-cli bench`: how fast the core is on this machine, one thread.

#include <ostream>
#include <string>

namespace lesson::cli {

struct BenchOptions {
  std::string only;      ///< run only scenes whose id contains this; empty: all
  double seconds = 0.5;  ///< time spent on each scene, 0.01 to 60
  bool json = false;     ///< print {"seconds_per_scene","scenes":[{"id","what","median_s","calls","rate","unit"}]}
};

/// Times every scene (shell/cli/bench_scenes.h): one call to warm up, then calls until the time is spent; the
/// median counts. Exit code 0, or 2 when no scene has that name or the time is out of range.
int run_bench(const BenchOptions& options, std::ostream& out, std::ostream& err);

}  // namespace lesson::cli
