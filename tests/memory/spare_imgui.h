#pragma once
// Dear ImGui does not look at what its allocator gives it: a null pointer ends the program. Its own memory is therefore
// given, and only counted; what our code allocates between its calls is refused like all else.

#include <imgui.h>

#include <cstdlib>

#include "tests/memory/allocations.h"

namespace lesson::testing {

/// Before the first of its contexts.
inline void spare_imgui() {
  const auto give = [](std::size_t bytes, void*) -> void* {
    const Spared spared;
    return std::malloc(bytes);
  };
  ImGui::SetAllocatorFunctions(give, [](void* block, void*) { std::free(block); });
}

}  // namespace lesson::testing
