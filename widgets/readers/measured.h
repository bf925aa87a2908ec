#pragma once
// What was measured of the shipped weights with readers switched off: the shares of right pictures by class of word
// (web/assets/weights/measurements.json, task "ablation"; tools/train/tinysd3/evaluate.py). It travels in the program,
// and is shown only beside a run of the very weights that it was measured on.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/text_encoders.h"
#include "widgets/page/measured_share.h"

namespace lesson {

struct MeasuredReaders {
  struct Row {
    std::string given;                                 ///< as it was called there: "without t5"
    std::optional<EncoderDrop> drop;                   ///< nullopt: not what the switches can do
    std::vector<std::optional<MeasuredShare>> shares;  ///< one a class
  };
  std::string weights_sha256;
  std::vector<std::string> classes;  ///< "setting", "colour", ...
  std::vector<Row> rows;
};

/// nullopt: the text holds no such measurement.
std::optional<MeasuredReaders> parse_measured(std::string_view tasks_json, std::string_view weights_sha256);
/// The one in the program.
const std::optional<MeasuredReaders>& measured_readers();

}  // namespace lesson
