#pragma once
// A widget's state as a short text for the address: "v1." and the fields that differ from their defaults,
// e.g. "v1.steps=28;sampler=heun". Only characters that a URL's hash may hold as they are.

#include <string>
#include <string_view>

#include "core/result.h"
#include "widgets/state/field.h"

namespace lesson {

inline constexpr std::size_t kMaxLinkLength = 200;

/// `defaults`: fields_to_json of a fresh widget. An Error when it needs more than kMaxLinkLength characters
/// (a long text field), naming the field that takes most.
Result<std::string> state_to_link(const Fields& fields, std::string_view defaults);

/// Fields named in the link get its values, all others their defaults; all or none, as fields_from_json.
/// An Error for another version, a malformed entry, an unknown key or a value that its field does not take.
Result<void> state_from_link(const Fields& fields, std::string_view link, std::string_view defaults);

}  // namespace lesson
