#pragma once
// What the fuzz targets share. A target takes any bytes: none may crash what it calls, and what that promises it must
// hold to. Each is replayed over its kept corpus by fuzz_tests, and is a program of its own with -DLESSON_LIBFUZZER=ON.

#include <cstddef>
#include <cstdint>
#include <source_location>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"

namespace lesson::fuzz {

using Bytes = std::span<const std::uint8_t>;

/// Thrown by a target; libFuzzer keeps the input of what is not caught.
struct BrokenPromise : std::logic_error {
  using std::logic_error::logic_error;
};
void expect(bool promise, std::source_location where = std::source_location::current());

/// A refusal is one line of UTF-8 of bounded length, says what is wrong, and does so in our words.
void expect_words(const Error& error, std::source_location where = std::source_location::current());

inline std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// What stands before the first `end`, and what stands behind it (nothing where there is no `end`).
std::pair<std::string_view, std::string_view> split(std::string_view text, std::string_view end);

/// A safetensors file of that header, whose length is put in front: mutations then reach what lies behind it.
std::string framed(std::string_view header, std::string_view data);

struct Target {
  const char* name;  ///< also the folder of its corpus
  void (*run)(Bytes);
  int mutations = 20000;  ///< of the kept inputs, that fuzz_tests tries
};

void safetensors(Bytes bytes);
void json(Bytes bytes);
void request(Bytes bytes);
void packets(Bytes bytes);
void state(Bytes bytes);
void link(Bytes bytes);
void prompt(Bytes bytes);
void capture(Bytes bytes);
void theme(Bytes bytes);

}  // namespace lesson::fuzz
