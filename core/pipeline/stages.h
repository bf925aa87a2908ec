#pragma once
// The 13 stages before anything has run: names, shapes, lessons, weights.

#include <array>

#include "core/pipeline/run.h"

namespace lesson {

/// Number (1 .. 13), id, name and lesson alone, of a model with joint attention or of the baseline.
RunStage plain_stage(int number, bool joint = true);

/// Those of a model, with its shapes and weights. Internal to the pipeline.
std::array<RunStage, kStages> make_stages(const TinySd3& model, const TrainedDenoiser& trained);

}  // namespace lesson
