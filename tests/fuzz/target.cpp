#include "tests/fuzz/target.h"

#include <algorithm>

#include "core/io/utf8.h"

namespace lesson::fuzz {

namespace {

/// Parts of an Error are cut; a control character takes four bytes then.
constexpr std::size_t kLongestMessage = 6000;

/// What only a library would say.
constexpr std::string_view kForeign[] = {"json.exception", "std::", "bad_alloc", "nlohmann", "stoi", "Assertion"};

}  // namespace

void expect(bool promise, std::source_location where) {
  if (!promise) throw BrokenPromise(std::string(where.file_name()) + ":" + std::to_string(where.line()));
}

void expect_words(const Error& error, std::source_location where) {
  const std::string line = error.message();
  expect(!error.what.empty() && line.size() <= kLongestMessage && is_utf8(line), where);
  expect(std::ranges::none_of(line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }), where);
  for (const std::string_view word : kForeign) expect(error.what.find(word) == std::string::npos, where);
}

std::pair<std::string_view, std::string_view> split(std::string_view text, std::string_view end) {
  const std::size_t at = text.find(end);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + end.size())};
}

std::string framed(std::string_view header, std::string_view data) {
  const std::uint64_t length = header.size();
  std::string file;
  for (unsigned i = 0; i < 8; ++i) file += static_cast<char>(length >> (8 * i));
  return file.append(header).append(data);
}

}  // namespace lesson::fuzz
