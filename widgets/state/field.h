#pragma once
// A widget's state is plain data; this is its one description. JSON, link, CLI and controls are
// derived from it, so a default or a range is written once.

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"

namespace lesson {

struct IntField {
  int* value;
  int min, max;  ///< inclusive
};
struct NumberField {
  float* value;
  float min, max;  ///< inclusive
};
struct FlagField {
  bool* value;
};
/// One of a fixed list; the state holds the index, JSON and links hold the word.
struct ChoiceField {
  int* value;
  std::vector<std::string> options;  ///< stable words, e.g. "euler", "heun"
};
struct TextField {
  std::string* value;
  int max_bytes;
};

/// One entry of a state: a stable key, the label shown beside its control, and where the value lives.
struct Field {
  std::string key;    ///< stable name in JSON and links
  std::string label;  ///< what the learner reads
  std::string help;   ///< one sentence: meaning, unit
  std::variant<IntField, NumberField, FlagField, ChoiceField, TextField> value;
};

using Fields = std::vector<Field>;

/// {"key": value, ...} in the order of the fields.
std::string fields_to_json(const Fields& fields);

/// All values, packed: two are equal where all values are, and only there.
std::string field_values(const Fields& fields);

/// Sets the fields named in `json`, all or none: on an error (not JSON, unknown key, wrong type, out of
/// range) nothing changes and the Error names the key, the range and what was found.
Result<void> fields_from_json(const Fields& fields, std::string_view json);

}  // namespace lesson
