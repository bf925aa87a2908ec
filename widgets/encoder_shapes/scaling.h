#pragma once
// How published transformers grow: blocks against width, and SD3's rule of one knob. Nothing here draws.
// Rule: d = 64 * depth, heads = depth (SD3 paper, section 4; Stability AI sd3.5, mmditx.py).

#include <cstdint>
#include <string>
#include <vector>

#include "widgets/widget.h"

namespace lesson {

inline constexpr int kLeastDepth = 2, kMostDepth = 64, kHeadOfFamily = 64;

/// One transformer: blocks (both kinds), width d and its own weights.
struct ScalingPoint {
  std::string name;
  int blocks = 0, width = 0;
  std::int64_t parameters = 0;
};

struct ScalingView {
  ScalingPoint chosen;                  ///< of SD3's family, at the depth asked for
  std::vector<ScalingPoint> published;  ///< of the catalogue, those with a width; nothing that the lesson simplifies
  std::string sentence;
  Table table, table_narrow;  ///< the second for a phone
};

/// depth is clamped to kLeastDepth .. kMostDepth.
ScalingView build_scaling(int depth);

}  // namespace lesson
