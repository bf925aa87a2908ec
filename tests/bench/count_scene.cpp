// Does one call of one workload inside counted_call(), for callgrind to count the instructions of
// (tests/bench/counts.py).
//
//   count_scene ID     exit 2: there is no such workload

#include <cmath>
#include <cstdio>
#include <functional>
#include <string_view>

#include "tests/bench/counted_scenes.h"

extern "C" {
double counted_result = 0;

/// Its name tells callgrind where to begin and to stop.
__attribute__((noinline)) void counted_call(const std::function<double()>& call) { counted_result = call(); }
}

int main(int count, char** arguments) {
  const std::string_view wanted = count == 2 ? arguments[1] : "";
  for (const lesson::cli::BenchScene& scene : lesson::counted_scenes()) {
    if (scene.id != wanted) continue;
    const auto call = scene.prepare();
    call();  // room is found and tables are made at first use
    counted_call(call);
    return std::isfinite(counted_result) ? 0 : 1;
  }
  std::fprintf(stderr, "there is no workload '%s' (expected one of", arguments[count - 1]);
  for (const auto& scene : lesson::counted_scenes()) std::fprintf(stderr, " %s", scene.id.c_str());
  std::fprintf(stderr, ")\n");
  return 2;
}
