#include "core/io/base64.h"

#include <catch_amalgamated.hpp>

#include "core/random.h"

using namespace lesson;

namespace {

std::vector<std::uint8_t> bytes(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

TEST_CASE("base64 is RFC 4648's", "[io][base64]") {
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : cases) {
    CHECK(to_base64(bytes(plain)) == coded);
    CHECK(from_base64(coded) == bytes(plain));
  }
}

TEST_CASE("any bytes come back from base64", "[io][base64][property]") {
  RandomStream random(7);
  for (std::size_t size = 0; size < 70; ++size) {
    std::vector<float> noise(size + 1);
    random.fill_normals(noise);
    std::vector<std::uint8_t> any;
    for (std::size_t i = 0; i < size; ++i)
      any.push_back(static_cast<std::uint8_t>(static_cast<int>(noise[i] * 100) & 255));
    CHECK(from_base64(to_base64(any)) == any);
  }
}

TEST_CASE("what is no base64 is refused", "[io][base64][errors]") {
  for (const char* text : {"Zg=", "Z", "Zg==Zg==", "Z===", "====", "Zm9*", "Zm\n9", "Zm9v\xc3\xa9=="}) {
    INFO(text);
    CHECK_FALSE(from_base64(text));
  }
}
