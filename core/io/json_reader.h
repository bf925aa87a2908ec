#pragma once
// The one reader of a JSON object's fields: settings, requests, configs, packets. It remembers the first field that is
// wrong and reads on harmlessly, so that whoever reads asks once, at the end.

#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/json_fwd.h"
#include "core/result.h"

namespace lesson {

/// What every complaint of a reader says is wrong, and its next step.
struct JsonComplaint {
  const char* what;
  const char* next;
};
inline constexpr JsonComplaint kWrongSetting{"not what this setting takes", ""};

/// Walks an object key by key. It, and the reader of which this reads a part, must outlive the reader.
class JsonReader {
 public:
  /// `where` stands before every key in an error, e.g. "cut.".
  explicit JsonReader(const Json& object, std::string where = "", JsonComplaint words = kWrongSetting)
      : json_(object), where_(std::move(where)), words_(words) {}
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  // --- what may be missing: the value then stays as it was ---
  /// The value under a key; nullptr when there is none.
  const Json* take(const char* key);
  void text(const char* key, std::string& value);
  void flag(const char* key, bool& value);
  void number(const char* key, double& value);
  /// A whole number from `low` to `high`; both are exact in Int.
  template <class Int>
  void whole(const char* key, Int& value, double low, double high) {
    if (take(key)) value = static_cast<Int>(whole_number(key, low, high));
  }
  /// One of the ids, by its place.
  template <class Enum>
  void choice(const char* key, std::span<const char* const> ids, Enum& value) {
    if (take(key)) value = static_cast<Enum>(choice(key, ids));
  }
  /// A text that `parse` understands.
  /// `parse` is a lambda, not a function's address: taking the address of a function whose return type has not been
  /// needed yet makes clang declare it without arguments, which WebAssembly traps on.
  template <class Parse, class T>
  void parsed(const char* key, Parse parse, T& value) {
    if (!take(key)) return;
    const std::string list = text(key);
    if (failed()) return;
    auto result = parse(list);
    if (result) return void(value = result.value());
    Error error = result.error();
    error.where = where_ + key;
    refuse(std::move(error));
  }

  // --- what must be there: else the least allowed, and a complaint ---
  std::string text(const char* key);
  bool flag(const char* key);
  double number(const char* key) { return number(key, -HUGE_VAL, HUGE_VAL); }
  double number(const char* key, double low, double high);
  int whole(const char* key, int low, int high) { return static_cast<int>(whole_number(key, low, high)); }
  int choice(const char* key, std::span<const char* const> ids);
  /// Lists of at least `least` and at most `most` entries; the wrong one reads as `least` of them.
  const Json& list(const char* key, std::size_t least, std::size_t most);
  std::vector<std::string> texts(const char* key, std::size_t least, std::size_t most);
  std::vector<int> wholes(const char* key, std::size_t least, std::size_t most, int low, int high);
  const Json& object(const char* key);
  /// A reader of the object under a key; it complains here.
  JsonReader below(const char* key) { return {object(key), where_ + key + ".", *this}; }
  /// The same of an entry of a list.
  JsonReader entry(const Json& value, const char* key);

  bool has(const char* key) const;
  const Json& json() const { return json_; }

  /// Complains about a key: nothing or something else was found there.
  void wrong(const char* key, std::string expected);
  void complain(std::string_view key, std::string expected, std::string got = {});
  /// In other words than this reader's own.
  void refuse(Error error);
  /// Complains about keys that nobody asked for.
  void finish();
  bool failed() const { return error_->has_value(); }
  const std::optional<Error>& error() const { return *error_; }

 protected:
  const std::string& where() const { return where_; }

 private:
  JsonReader(const Json& object, std::string where, JsonReader& parent)
      : json_(object), where_(std::move(where)), words_(parent.words_), error_(parent.error_) {}
  double whole_number(const char* key, double low, double high);

  const Json& json_;
  std::string where_;
  JsonComplaint words_;
  std::vector<std::string> asked_ = {};
  std::optional<Error> first_ = {};
  std::optional<Error>* error_ = &first_;  ///< the first complaint, here or in the reader that this reads a part of
};

}  // namespace lesson
