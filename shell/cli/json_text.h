#pragma once
// JSON as the commands print it: indented, and never fails on text that is not UTF-8.

#include <string>

#include <nlohmann/json.hpp>

namespace lesson::cli {

inline std::string json_text(const nlohmann::ordered_json& value) {
  return value.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace lesson::cli
