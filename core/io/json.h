#pragma once
// JSON for the whole program: one type (keys keep their order), one copy of its parser and its printer. They are
// templates, which would otherwise be compiled into every file that reads or writes, and for every type again.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace lesson {

using Json = nlohmann::ordered_json;

/// The value, or a discarded one (`is_discarded()`) when `text` is not well-formed. Of a repeated key the last counts.
Json parse_json(std::string_view text);

/// As text, in one line or indented. Bytes that are no UTF-8 become U+FFFD.
std::string print_json(const Json& json, int indent = -1);

}  // namespace lesson
