#pragma once
// Bytes in JSON: base64 with padding (RFC 4648, section 4).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lesson {

std::string to_base64(std::span<const std::uint8_t> bytes);

/// nullopt: another sign than the alphabet's, a length that is no multiple of four, or padding elsewhere than at the
/// end.
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace lesson
