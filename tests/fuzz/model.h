#pragma once
#include "core/pipeline/tiny_sd3.h"

namespace lesson::fuzz {

/// The shipped weights, loaded once.
const TinySd3& model();

}  // namespace lesson::fuzz
