#pragma once
// Settings in the header of a weights file: read one by one, the first wrong one remembered.

#include <array>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "core/io/json.h"
#include "core/result.h"

namespace lesson {

inline constexpr int kLargestSize = 1 << 16;  ///< no size in a config is larger: guards allocations

/// A JSON object whose keys are read in any order. What is missing, of another type or out of range is remembered in
/// error() and read as the least value allowed, so that a reader asks once, at its end. The object must outlive it.
class Config {
 public:
  explicit Config(const Json& json, std::string where = "config") : json_(json), where_(std::move(where)) {}

  /// Error, like those below: the key, what was expected, the first 60 characters of what was found.
  double number(const char* key, double low, double high);
  int size(const char* key) { return static_cast<int>(number(key, 1, kLargestSize)); }
  bool flag(const char* key);

  /// Place of the text among the ids; 0 for another.
  template <std::size_t N>
  int choice(const char* key, const std::array<const char*, N>& ids) {
    const auto found = json_.find(key);
    for (std::size_t i = 0; i < N; ++i) {
      if (found != json_.end() && *found == ids[i]) return static_cast<int>(i);
    }
    std::string list;
    for (const char* id : ids) list += (list.empty() ? "one of " : ", ") + std::string(id);
    complain(key, list, found);
    return 0;
  }

  /// A list of low to high texts or numbers; `low` empty ones for another.
  template <class T>
  std::vector<T> list(const char* key, std::size_t low, std::size_t high) {
    std::vector<T> values;
    const auto found = json_.find(key);
    if (found != json_.end() && found->is_array()) {
      for (const Json& item : *found) {
        if constexpr (std::is_same_v<T, std::string>) {
          if (item.is_string()) values.push_back(item.template get<std::string>());
        } else {
          if (item.is_number()) values.push_back(item.template get<T>());
        }
      }
      if (values.size() == found->size() && values.size() >= low && values.size() <= high) return values;
    }
    complain(key, "a list of " + std::to_string(low) + " to " + std::to_string(high) + " entries", found);
    return std::vector<T>(low);
  }

  /// Settings below a key. Their errors are taken over with absorb.
  Config below(const char* key);
  void absorb(const Config& part) {
    if (!error_) error_ = part.error_;
  }
  bool has(const char* key) const { return json_.contains(key); }
  const std::optional<Error>& error() const { return error_; }

 private:
  void complain(const char* key, std::string expected, const Json::const_iterator& found);

  const Json& json_;
  std::string where_;
  std::optional<Error> error_;
};

}  // namespace lesson
