#pragma once
// Something that is done with an allocation refused, and done once more with memory where that ended it: it must come
// to the same then.

#include <new>
#include <string>

#include "tests/memory/report.h"

namespace lesson::testing {

/// `operation` says in a text what it came to. "broken" are those that came to something else, at once or again.
inline Played refuse_and_repeat(const std::function<std::string()>& operation, std::size_t most = kAll) {
  const std::string expected = operation();
  bool whole = true;
  const auto scene = [&] {
    whole = true;
    try {
      whole = operation() == expected;
    } catch (const std::bad_alloc&) {
      Allocations::relent();
      whole = operation() == expected;
      throw;
    }
  };
  return refuse_each(scene, most, [&] { return whole; });
}

}  // namespace lesson::testing
