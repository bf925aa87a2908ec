#pragma once
// The quadrants of a cut as fields of a widget's state.

#include "core/attention/quadrants.h"
#include "widgets/state/field.h"

namespace lesson {

/// Their keys, indexed by Quadrant.
inline constexpr std::array<const char*, kQuadrants> kCutKeys = {"cut_tt", "cut_ti", "cut_it", "cut_ii"};

/// A flag a quadrant, labelled "Cut text reads image".
void add_cut_fields(Fields& fields, QuadrantCut& cut, const char* help);

}  // namespace lesson
