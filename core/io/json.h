#pragma once
// JSON for the whole program: one type (keys keep their order), one copy of its parser and its printer. They are
// templates, which would otherwise be compiled into every file that reads or writes, and for every type again.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/io/json_fwd.h"
#include "core/result.h"

namespace lesson {

/// What a text from outside may hold. Far above what the program writes itself, and little enough that reading it
/// never holds a page: an object finds its keys one by one, and what is deep is walked by calls within calls.
inline constexpr std::size_t kMaxJsonBytes = 1'000'000, kMaxJsonDepth = 64, kMaxJsonKeys = 256,
                             kMaxJsonValues = 100'000;

/// The value, or an Error about `where` saying which bound `text` breaks or at which byte it stops being JSON. Of a
/// repeated key the last counts.
Result<Json> read_json(std::string_view text, std::string_view where);

/// The same for whoever refuses in words of his own: a discarded value (`is_discarded()`) instead of an Error.
Json parse_json(std::string_view text);

/// As text, in one line or indented. Bytes that are no UTF-8 become U+FFFD.
std::string print_json(const Json& json, int indent = -1);

}  // namespace lesson
