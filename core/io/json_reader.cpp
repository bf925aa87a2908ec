#include "core/io/json_reader.h"

#include <algorithm>
#include <cmath>

#include "core/text_format.h"

namespace lesson {

const Json* JsonReader::take(const char* key) {
  asked_.emplace_back(key);
  const auto found = json_.find(key);
  return found == json_.end() ? nullptr : &*found;
}

void JsonReader::text(const char* key, std::string& value) {
  const Json* json = take(key);
  if (!json) return;
  if (!json->is_string()) return complain(key, "a text", *json);
  value = json->get<std::string>();
}

void JsonReader::flag(const char* key, bool& value) {
  const Json* json = take(key);
  if (!json) return;
  if (!json->is_boolean()) return complain(key, "true or false", *json);
  value = json->get<bool>();
}

void JsonReader::number(const char* key, double& value) {
  const Json* json = take(key);
  if (!json) return;
  if (!json->is_number()) return complain(key, "a number", *json);
  value = json->get<double>();
}

bool JsonReader::whole_number(const char* key, double& value, double low, double high) {
  const Json* json = take(key);
  if (!json) return false;
  const double number = json->is_number() ? json->get<double>() : std::nan("");
  if (number >= low && number <= high && number == std::floor(number)) {
    value = number;
    return true;
  }
  complain(key, "a whole number from " + range_text(low, high), *json);
  return false;
}

void JsonReader::complain(const char* key, std::string expected, const Json& got) {
  if (error_) return;
  error_ = Error{"not what this setting takes", where_ + key, std::move(expected), print_json(got).substr(0, 60), ""};
}

void JsonReader::absorb(const JsonReader& part) {
  if (!error_) error_ = part.error_;
}

void JsonReader::finish() {
  for (const auto& [key, value] : json_.items()) {
    if (error_ || std::ranges::find(asked_, key) != asked_.end()) continue;
    std::string all;
    for (const std::string& name : asked_) all += (all.empty() ? "one of " : ", ") + name;
    error_ = Error{"unknown setting", where_ + key, std::move(all), "", "Check the spelling."};
  }
}

}  // namespace lesson
