#pragma once
// Errors as values: core throws nothing across its border (the web build has no exceptions).

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace lesson {

/// What went wrong, in words a learner or an author can act on.
struct Error {
  std::string what;      ///< one sentence: the defect
  std::string where;     ///< file, tensor, field or argument it concerns
  std::string expected;  ///< what would have been right (may be empty)
  std::string got;       ///< what was found (may be empty)
  std::string next;      ///< the next step to take (may be empty)

  /// All parts in one line of UTF-8, "where: what (expected ..., got ...). next", each cut after some hundred bytes:
  /// they may hold anything. Control characters show as \\x1b; line breaks of Unicode, and no UTF-8, as U+FFFD.
  std::string message() const;
};

/// A value or an Error. `value()` on an error is a programming mistake (asserts).
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return content_.index() == 0; }
  T& value() & { return *std::get_if<0>(&content_); }
  const T& value() const& { return *std::get_if<0>(&content_); }
  T&& value() && { return std::move(*std::get_if<0>(&content_)); }
  const Error& error() const { return *std::get_if<1>(&content_); }

 private:
  std::variant<T, Error> content_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  explicit operator bool() const { return !error_.has_value(); }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace lesson
