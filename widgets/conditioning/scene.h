#pragma once
// The drawing of a way to let text in, as data: the same boxes and arrows in every way, each with a place and how much
// it is there, so that one way can turn into another. Nothing here draws.

#include <array>
#include <string>

#include "core/catalogue/text_entries.h"
#include "widgets/ui/semantics.h"
#include "widgets/ui/ui.h"

namespace lesson {

using catalogue::TextEntry;

enum class SceneBox {
  words_in,
  patches_in,
  reference_in,
  pooled,
  condition,
  text_projection,
  image_projection,
  reference_projection,
  text_reads_text,
  text_reads_image,
  image_reads_text,
  image_reads_image,
  image_reads_reference,
  softmax_first,
  softmax_second,
  softmax_third,
  text_mlp,
  image_mlp,
  words_out,
  patches_out
};
inline constexpr int kSceneBoxes = 20;

enum class SceneArrow {
  words_to_projection,
  patches_to_projection,
  reference_to_projection,
  text_to_softmax,
  image_to_softmax,
  reference_to_softmax,
  softmax_to_text,
  softmax_to_image,
  text_out,
  image_out,
  words_to_pooled,
  pooled_to_condition,
  condition_to_image,
  condition_to_mlp,
  projection_to_mlp,
  mlp_to_out
};
inline constexpr int kSceneArrows = 16;

struct Placed {
  ui::Rect rect;
  float there = 0;         ///< 0: not in this way; it grows out of its place
  const char* label = "";  ///< lines apart
};
struct PlacedArrow {
  ui::Point from, to;
  float there = 0;
};

struct Scene {
  std::array<Placed, kSceneBoxes> boxes;
  std::array<PlacedArrow, kSceneArrows> arrows;
  float shared = 0;  ///< of text and image weights: 0 apart, 1 one set

  Placed& at(SceneBox box) { return boxes[static_cast<std::size_t>(box)]; }
  const Placed& at(SceneBox box) const { return boxes[static_cast<std::size_t>(box)]; }
  PlacedArrow& at(SceneArrow arrow) { return arrows[static_cast<std::size_t>(arrow)]; }
};

inline constexpr float kSceneHeight = 330;

/// Places in CSS pixels within `width` x kSceneHeight. `scale`: of the adapter, 0 to 2.
Scene scene_of(TextEntry way, float width, float scale = 1);
/// Between two scenes of one width: 0 the first, 1 the second. Labels change half-way.
Scene between(const Scene& a, const Scene& b, float t);

}  // namespace lesson
