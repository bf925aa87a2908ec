#pragma once
// The workloads whose instructions are counted (tests/bench/counts.json): our kernels through the doors that the
// model runs, at the sizes of the tiny SD3, and the model itself.

#include <vector>

#include "shell/cli/bench_scenes.h"

namespace lesson {

std::vector<cli::BenchScene> counted_scenes();

}  // namespace lesson
