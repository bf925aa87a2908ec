#pragma once
// How far apart two pictures are.

#include <optional>
#include <vector>

#include "core/pipeline/run.h"

namespace lesson {

/// How far two pictures of one size are apart.
struct PictureChange {
  double mean = 0;               ///< mean absolute difference of a channel, share of its full range
  double changed = 0;            ///< share of pixels that differ by more than 1/32 in some channel
  std::vector<float> per_pixel;  ///< [h * w] largest difference of the three channels, 0..1
};
/// nullopt when one is empty or their sizes differ.
std::optional<PictureChange> compare_pictures(const Picture& a, const Picture& b);

}  // namespace lesson
