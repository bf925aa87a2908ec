#include "tests/fuzz/model.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/target.h"

namespace lesson::fuzz {

const TinySd3& model() {
  static const TinySd3 loaded = [] {
    std::ifstream stream(LESSON_FUZZ_MODEL, std::ios::binary);
    const std::vector<char> chars((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    auto model = TinySd3::load(std::as_bytes(std::span(chars)));
    expect(static_cast<bool>(model));
    return std::move(model).value();
  }();
  return loaded;
}

}  // namespace lesson::fuzz
