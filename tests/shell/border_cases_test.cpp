// What comes in from outside, from one table: here natively and under Node, and in the shipped module by web/page.mjs,
// where functions of the C library are replaced (shell/web/quiet_numbers.cpp).

#include <catch_amalgamated.hpp>
#include <fstream>
#include <iterator>

#include "core/io/json.h"
#include "shell/app.h"

using namespace lesson;

namespace {

Json cases() {
  std::ifstream file(LESSON_BORDER_CASES);
  return parse_json(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::vector<std::uint8_t> bytes_of(const std::string& base64) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<std::uint8_t> bytes;
  unsigned bits = 0, held = 0;
  for (const char c : base64.substr(0, base64.find('='))) {
    bits = bits << 6 | static_cast<unsigned>(digits.find(c));
    if ((held += 6) >= 8) bytes.push_back(static_cast<std::uint8_t>(bits >> (held -= 8)));
  }
  return bytes;
}

}  // namespace

TEST_CASE("what comes in from outside is taken or refused as the table says", "[app][border]") {
  const Json all = cases();
  REQUIRE(all.size() > 10);
  for (const Json& one : all) {
    INFO(one["name"]);
    NullRenderer renderer;
    App app(renderer);
    const auto widget = app.create(one["widget"].get<std::string>());
    REQUIRE(widget);
    const auto taken = one.contains("open")
                           ? app.open_file(widget.value(), "file", bytes_of(one["open"].get<std::string>()))
                           : app.set_state(widget.value(), one["state"].get<std::string>());
    CHECK(static_cast<bool>(taken) == one["taken"].get<bool>());
    if (!taken) CHECK(taken.error().message().find(one["says"].get<std::string>()) != std::string::npos);
    const std::string keeps = one.value("keeps", "");
    CHECK(app.state(widget.value()).find(keeps) != std::string::npos);
  }
}
