#include "core/io/json_reader.h"

#include <algorithm>

#include "core/io/json.h"
#include "core/text_format.h"

namespace lesson {

namespace {

const Json& no_fields() {
  static const Json none = Json::object();
  return none;
}
const Json& no_entries() {
  static const Json none = Json::array();
  return none;
}

std::string list_of(std::span<const char* const> ids) {
  std::string list;
  for (const char* id : ids) list += (list.empty() ? "one of " : ", ") + std::string(id);
  return list;
}

bool is_whole(const Json& json, double low, double high) {
  const double number = json.is_number() ? json.get<double>() : std::nan("");
  return number >= low && number <= high && number == std::floor(number);
}

}  // namespace

const Json* JsonReader::take(const char* key) {
  if (std::ranges::find(asked_, key) == asked_.end()) asked_.emplace_back(key);
  const auto found = json_.find(key);
  return found == json_.end() ? nullptr : &*found;
}

void JsonReader::text(const char* key, std::string& value) {
  if (take(key)) value = text(key);
}
void JsonReader::flag(const char* key, bool& value) {
  if (take(key)) value = flag(key);
}
void JsonReader::number(const char* key, double& value) {
  if (take(key)) value = number(key);
}

bool JsonReader::has(const char* key) const { return json_.contains(key); }

std::string JsonReader::text(const char* key) {
  const Json* json = take(key);
  if (json && json->is_string()) return json->get<std::string>();
  wrong(key, "a text");
  return {};
}

bool JsonReader::flag(const char* key) {
  const Json* json = take(key);
  if (json && json->is_boolean()) return json->get<bool>();
  wrong(key, "true or false");
  return false;
}

double JsonReader::number(const char* key, double low, double high) {
  const Json* json = take(key);
  const double value = json && json->is_number() ? json->get<double>() : std::nan("");
  if (value >= low && value <= high) return value;
  wrong(key, std::isinf(low) ? "a number" : "a number from " + range_text(low, high));
  return std::isinf(low) ? 0 : low;
}

double JsonReader::whole_number(const char* key, double low, double high) {
  const Json* json = take(key);
  if (json && is_whole(*json, low, high)) return json->get<double>();
  wrong(key, "a whole number from " + range_text(low, high));
  return low;
}

int JsonReader::choice(const char* key, std::span<const char* const> ids) {
  const Json* json = take(key);
  const auto found = std::ranges::find_if(ids, [json](const char* id) { return json && *json == id; });
  if (found != ids.end()) return static_cast<int>(found - ids.begin());
  wrong(key, list_of(ids));
  return 0;
}

const Json& JsonReader::list(const char* key, std::size_t least, std::size_t most) {
  const Json* json = take(key);
  if (json && json->is_array() && json->size() >= least && json->size() <= most) return *json;
  const std::string count =
      least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
  wrong(key, "a list of " + count + " entries");
  return no_entries();
}

std::vector<std::string> JsonReader::texts(const char* key, std::size_t least, std::size_t most) {
  std::vector<std::string> values;
  for (const Json& item : list(key, least, most)) {
    if (!item.is_string()) wrong(key, "a list of texts");
    values.push_back(item.is_string() ? item.get<std::string>() : std::string());
  }
  values.resize(std::max(values.size(), least));
  return values;
}

std::vector<int> JsonReader::wholes(const char* key, std::size_t least, std::size_t most, int low, int high) {
  std::vector<int> values;
  for (const Json& item : list(key, least, most)) {
    const bool good = is_whole(item, low, high);
    if (!good) wrong(key, "a list of whole numbers from " + range_text(low, high));
    values.push_back(good ? item.get<int>() : low);
  }
  values.resize(std::max(values.size(), least), low);
  return values;
}

const Json& JsonReader::object(const char* key) {
  const Json* json = take(key);
  if (json && json->is_object()) return *json;
  wrong(key, "an object");
  return no_fields();
}

JsonReader JsonReader::entry(const Json& value, const char* key) {
  if (!value.is_object()) wrong(key, "a list of objects");
  return {value.is_object() ? value : no_fields(), where_ + key + ".", *this};
}

void JsonReader::wrong(const char* key, std::string expected) {
  const Json* json = take(key);
  complain(key, std::move(expected), json ? print_json(*json).substr(0, 60) : "nothing");
}

void JsonReader::complain(std::string_view key, std::string expected, std::string got) {
  refuse({words_.what, where_ + std::string(key), std::move(expected), std::move(got), words_.next});
}

void JsonReader::refuse(Error error) {
  if (!failed()) *error_ = std::move(error);
}

void JsonReader::finish() {
  for (const auto& [key, value] : json_.items()) {
    if (failed() || std::ranges::find(asked_, key) != asked_.end()) continue;
    std::string all;
    for (const std::string& name : asked_) all += (all.empty() ? "one of " : ", ") + name;
    refuse({"unknown setting", where_ + key, std::move(all), "", "Check the spelling."});
  }
}

}  // namespace lesson
