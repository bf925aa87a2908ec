#pragma once
// The same queries and keys read in three ways, for pictures side by side: jointly, as self then cross-attention,
// and as IP-Adapter's separate softmaxes. Computed by core on evenly chosen rows; columns are averaged in groups.

#include "core/result.h"
#include "widgets/attention_quadrants/sources/source.h"

namespace lesson {

/// A small picture of weights, each times the number of keys of its own softmax: 1 is uniform.
struct Thumbnail {
  int rows = 0, cols = 0;
  std::vector<float> values;  ///< [rows, cols]
};

/// Rows are image tokens, except in `joint`, where text rows come first.
struct CompareMaps {
  Thumbnail joint;              ///< [S, S]
  Thumbnail self, cross;        ///< [I, I] and [I, T], a softmax each
  Thumbnail adapter;            ///< [I, R]: the reference image's own softmax
  double joint_text_share = 0;  ///< of an image row's weight, mean over image rows
};

/// The reference's keys are a stand-in: this picture's keys, averaged into `reference_tokens` neighbourhoods.
Result<CompareMaps> compare_maps(const HeadSlice& slice, const JointShape& shape, int reference_tokens,
                                 int at_most = 96);

}  // namespace lesson
