#pragma once
// Settings in a JSON object, read one by one; the first that is wrong is remembered, so that a reader asks once, at its
// end.

#include <array>
#include <optional>
#include <string>

#include "core/io/json.h"
#include "core/result.h"

namespace lesson {

/// Walks an object key by key. A key that is not there leaves the value as it was. The object must outlive the reader.
class JsonReader {
 public:
  /// `where` stands before every key in an error, e.g. "cut.".
  explicit JsonReader(const Json& object, std::string where = "") : json_(object), where_(std::move(where)) {}

  /// The value under a key; nullptr when there is none.
  const Json* take(const char* key);
  void text(const char* key, std::string& value);
  void flag(const char* key, bool& value);
  void number(const char* key, double& value);
  /// A whole number from `low` to `high`; both are exact in Int.
  template <class Int>
  void whole(const char* key, Int& value, double low, double high) {
    double number = static_cast<double>(value);
    if (whole_number(key, number, low, high)) value = static_cast<Int>(number);
  }
  /// One of the ids, by its place.
  template <class Enum, std::size_t N>
  void choice(const char* key, const std::array<const char*, N>& ids, Enum& value) {
    const Json* json = take(key);
    if (!json) return;
    std::string list;
    for (std::size_t i = 0; i < N; ++i) {
      if (*json == ids[i]) return void(value = static_cast<Enum>(i));
      list += (list.empty() ? "one of " : ", ") + std::string(ids[i]);
    }
    complain(key, list, *json);
  }
  /// A text that `parse` understands.
  /// `parse` is a lambda, not a function's address: taking the address of a function whose return type has not been
  /// needed yet makes clang declare it without arguments, which WebAssembly traps on.
  template <class Parse, class T>
  void parsed(const char* key, Parse parse, T& value) {
    std::string list;
    if (!json_.contains(key)) return;
    text(key, list);
    if (error_) return;
    if (auto result = parse(list)) {
      value = result.value();
    } else {
      error_ = result.error();
      error_->where = where_ + key;
    }
  }

  void complain(const char* key, std::string expected, const Json& got);
  /// Takes over the complaint of a reader of one part.
  void absorb(const JsonReader& part);
  /// Complains about keys that nobody asked for.
  void finish();
  const std::optional<Error>& error() const { return error_; }

 private:
  bool whole_number(const char* key, double& value, double low, double high);

  const Json& json_;
  std::string where_;
  std::vector<std::string> asked_;
  std::optional<Error> error_;
};

}  // namespace lesson
