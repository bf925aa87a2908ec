#pragma once
// The JSON header of a safetensors file as plain data. Used by safetensors.cpp alone.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/safetensors.h"

namespace lesson::safetensors_header {

struct Header {
  std::vector<TensorEntry> rows;  ///< in the header's order
  std::map<std::string, std::string, std::less<>> metadata;
};

/// The dtype called `name` in files; Opaque where it is none that is read.
DType dtype_named(std::string_view name);

/// An Error for `defect`, about `where`.
Error error_for(SafetensorsDefect defect, std::string where, std::string expected = {}, std::string got = {});

/// Parses and checks the grammar of `json` (UTF-8 already checked), which lists at most `most` tensors. Nothing nests
/// deeper than the format itself, so hostile depth ends at its first unexpected bracket.
Result<Header> parse(std::string_view json, std::size_t most);

}  // namespace lesson::safetensors_header
