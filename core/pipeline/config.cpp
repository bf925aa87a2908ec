#include "core/pipeline/config.h"

namespace lesson {

double Config::number(const char* key, double low, double high) {
  const auto found = json_.find(key);
  if (found != json_.end() && found->is_number()) {
    const double value = found->get<double>();
    if (value >= low && value <= high) return value;
  }
  complain(key, "a number from " + print_json(low) + " to " + print_json(high), found);
  return low;
}

bool Config::flag(const char* key) {
  const auto found = json_.find(key);
  if (found != json_.end() && found->is_boolean()) return found->get<bool>();
  complain(key, "true or false", found);
  return false;
}

Config Config::below(const char* key) {
  static const Json empty = Json::object();
  const auto found = json_.find(key);
  const bool good = found != json_.end() && found->is_object();
  if (!good) complain(key, "an object", found);
  return Config(good ? *found : empty, where_ + "." + key);
}

void Config::complain(const char* key, std::string expected, const Json::const_iterator& found) {
  if (error_) return;
  error_ = Error{"a setting is missing or wrong", where_ + "." + key, std::move(expected),
                 found == json_.end() ? "nothing" : print_json(*found).substr(0, 60),
                 "Take the weights file that belongs to this version."};
}

}  // namespace lesson
