#pragma once
// What a run is to tell of the inside of its blocks (core/pipeline/block_trace.h).

#include <vector>

namespace lesson {

inline constexpr int kMostTracedRows = 8;

struct RunTrace {
  std::vector<int> rows;  ///< joint tokens, text first, each once, at most kMostTracedRows; none: nothing is traced
  bool cells = false;     ///< weights, modulation, hidden numbers and turned gates, too
  bool single = false;    ///< with `cells`: what a single-stream block would make of the same rows

  bool any() const { return !rows.empty(); }
  bool operator==(const RunTrace&) const = default;
};

}  // namespace lesson
