#pragma once
// The 13 stages of a model before anything has run: names, shapes, lessons, weights. Internal to the pipeline.

#include <array>

#include "core/pipeline/run.h"

namespace lesson {

std::array<RunStage, kStages> make_stages(const TinySd3& model, const TrainedDenoiser& trained);

}  // namespace lesson
