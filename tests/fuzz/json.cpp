// No text may crash the JSON reader or take it long; what it accepts is within its bounds and comes back when printed.
#include "core/io/json.h"

#include <algorithm>

#include "core/io/utf8.h"
#include "tests/fuzz/target.h"

namespace lesson::fuzz {

namespace {

struct Measured {
  std::size_t depth = 0, values = 0;
};

void measure(const Json& json, std::size_t depth, Measured& sum) {
  ++sum.values;
  sum.depth = std::max(sum.depth, depth + (json.is_structured() ? 1 : 0));
  if (json.is_object()) expect(json.size() <= kMaxJsonKeys);
  if (json.is_structured()) {
    for (const Json& inside : json) measure(inside, depth + 1, sum);
  }
}

}  // namespace

void json(Bytes bytes) {
  const std::string_view text = text_of(bytes);
  const auto read = read_json(text, "fuzz");
  expect(parse_json(text).is_discarded() == !read);
  if (!read) return expect_words(read.error());
  expect(is_utf8(text) && text.find('\0') == std::string_view::npos);
  Measured sum;
  measure(read.value(), 0, sum);
  expect(sum.depth <= kMaxJsonDepth && sum.values <= kMaxJsonValues && text.size() <= kMaxJsonBytes);
  for (const int indent : {-1, 2}) {
    const auto again = read_json(print_json(read.value(), indent), "fuzz again");
    // Only what was almost too long may have grown beyond a bound (an "é" given as it is, an indent).
    if (text.size() < kMaxJsonBytes / 100) expect(again && again.value() == read.value());
  }
}

}  // namespace lesson::fuzz
