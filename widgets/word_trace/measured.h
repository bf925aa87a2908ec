#pragma once
// What was measured of the word "crane" on the shipped weights (web/assets/weights/measurements.json, tasks "cuts" and
// "probe_axis" of tools/train/tinysd3/settled.py): how often each crane is painted with quadrants cut, and a probe that
// was trained to tell the bird from the machine by the word's row. Shown only beside a run of the very weights.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/attention/quadrants.h"
#include "core/tensor.h"
#include "widgets/page/measured_share.h"

namespace lesson {

inline constexpr const char* kProbedWord = "crane";

/// weights . row + offset: trained to be +1 where the caption means the bird, -1 where it means the machine.
struct CraneProbe {
  RowVectorF weights;  ///< [d]
  double offset = 0;
  MeasuredShare right;  ///< captions that it had not seen and told right at all steps that were looked at

  double at(const RowVectorF& row) const { return static_cast<double>(row.dot(weights)) + offset; }
};

/// Cranes painted as the caption means them.
struct CraneRates {
  QuadrantCut cut;
  MeasuredShare bird, machine;
  bool text_reads_itself = false;  ///< with both cut each text row still read itself, which a live run's does not
};

struct MeasuredCrane {
  std::string weights_sha256;
  std::array<std::vector<CraneProbe>, 2> probes;  ///< of CLIP's and T5's row, by blocks passed from 0; may be empty
  std::vector<CraneRates> rates;                  ///< may be empty

  /// nullptr: that cut was not measured.
  const CraneRates* rates_of(const QuadrantCut& cut) const;
  /// nullptr: none for rows of `width` numbers.  What passed more blocks than were probed is as after the last.
  const CraneProbe* probe_of(std::size_t reader, std::size_t blocks_passed, Eigen::Index width) const;
};

/// What of it is well formed; the rest is as if it had not been measured.
MeasuredCrane parse_crane(std::string_view tasks_json, std::string_view weights_sha256);
/// The one in the program.
const MeasuredCrane& measured_crane();

}  // namespace lesson
