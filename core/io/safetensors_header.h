#pragma once
// The JSON header of a safetensors file as plain data. Used by safetensors.cpp alone.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/safetensors.h"

namespace lesson::safetensors_header {

struct TensorRow {
  std::string name;
  DType dtype = DType::F32;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0, end = 0;
};

struct Header {
  std::vector<TensorRow> rows;  ///< in the header's order
  std::map<std::string, std::string, std::less<>> metadata;
};

/// The dtype called `name` in files.
std::optional<DType> dtype_named(std::string_view name);

/// An Error for `defect`, about `where`.
Error error_for(SafetensorsDefect defect, std::string where, std::string expected = {}, std::string got = {});

/// Parses and checks the grammar of `json` (UTF-8 already checked). Nothing nests deeper than the
/// format itself, so hostile depth ends at its first unexpected bracket.
Result<Header> parse(std::string_view json);

}  // namespace lesson::safetensors_header
