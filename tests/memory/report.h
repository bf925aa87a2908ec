#pragma once
#include <catch_amalgamated.hpp>
#include <iostream>

#include "tests/memory/allocations.h"

namespace lesson::testing {

/// Whether a scene may end the program: nlohmann-json takes memory to destroy a value, and C++ lets no destructor fail.
enum class Json { none, destroyed };

inline void check(const char* scene, const Played& played, Json json = Json::none) {
  std::cout << "  " << scene << ": " << played.allocations << " allocations, " << played.tried << " refused, "
            << played.aloud << " aloud, " << played.ended << " ended the program\n";
  INFO(scene << ", the first of them allocation " << played.first_bad);
  CHECK(played.leaky == 0);
  CHECK(played.broken == 0);
  CHECK(played.crashed == 0);
  CHECK(played.aloud > played.tried / 2);
  if (json == Json::none) CHECK(played.ended == 0);
}

}  // namespace lesson::testing
