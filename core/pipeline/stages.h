#pragma once
// The thirteen stages of a run before anything has run: shapes and weights.

#include <array>

#include "core/pipeline/run.h"

namespace lesson {

/// Those of a model, with its shapes and weights. Internal to the pipeline.
std::array<RunStage, kStages> make_stages(const TinySd3& model, const TrainedDenoiser& trained);

}  // namespace lesson
