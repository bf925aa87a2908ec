#pragma once
#include <catch_amalgamated.hpp>
#include <iostream>

#include "tests/memory/allocations.h"

namespace lesson::testing {

inline void check(const char* scene, const Played& played) {
  std::cout << "  " << scene << ": " << played.allocations << " allocations, " << played.tried << " refused, "
            << played.aloud << " aloud, " << played.ended << " ended the program, " << played.leaky << " leaky, "
            << played.broken << " broken, " << played.crashed << " crashed\n";
  INFO(scene << ", the first of them allocation " << played.first_bad);
  CHECK(played.leaky == 0);
  CHECK(played.broken == 0);
  CHECK(played.crashed == 0);
  CHECK(played.aloud > played.tried / 2);
}

}  // namespace lesson::testing
