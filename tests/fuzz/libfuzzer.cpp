// One target as a libFuzzer program; LESSON_FUZZ_TARGET is its name.
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  lesson::fuzz::LESSON_FUZZ_TARGET({data, size});
  return 0;
}
