#pragma once
// Text from outside is checked before it is kept.

#include <string_view>

namespace lesson {

/// Well-formed UTF-8: no stray bytes, no overlong forms, no surrogates, nothing above U+10FFFF.
bool valid_utf8(std::string_view text);
/// The longest beginning of `text` of at most `bytes` bytes that does not end within a character.
std::string_view utf8_prefix(std::string_view text, std::size_t bytes);

}  // namespace lesson
