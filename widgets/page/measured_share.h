#pragma once
// A share that was measured of the shipped weights (web/assets/weights/measurements.json), as widgets read it.

#include <optional>
#include <string>

#include "core/io/json_fwd.h"

namespace lesson {

struct MeasuredShare {
  double value = 0, standard_error = 0;
  int pictures = 0;
};

/// The member `name` of an object: {"value", "se", "n"}; nullopt where it is not there or not measured.
std::optional<MeasuredShare> measured_share(const Json& object, const std::string& name);
/// "92.5 ± 4.8 %"
std::string share_words(const MeasuredShare& share);

}  // namespace lesson
