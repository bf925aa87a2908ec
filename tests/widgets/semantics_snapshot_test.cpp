// What a screen reader finds, kept as text files: a change of roles, names or order is seen in review.
// To renew them after a wanted change: LESSON_RENEW_SNAPSHOTS=1 widget_tests "[snapshot]"

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/widgets/driver.h"
#include "tests/widgets/gallery.h"

using namespace lesson;
using namespace lesson::testing;

namespace {

/// Measured numbers differ in their last digit between machines: every run of digits becomes one #.
std::string without_numbers(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (!digit) out += c;
    if (digit && (out.empty() || out.back() != '#')) out += '#';
  }
  return out;
}

std::string lines_of(const Driver& driver) {
  std::string out;
  for (const ui::Node& node : driver.frame_of->semantics()) {
    if (node.id.ends_with(":label")) continue;
    out +=
        std::string(ui::to_string(node.role)) + " | " + without_numbers(node.id) + " | " + without_numbers(node.name);
    if (!node.value.empty()) out += " | " + without_numbers(node.value);
    if (node.checked) out += " | checked";
    if (node.disabled) out += " | disabled";
    if (node.focusable) out += " | focusable";
    out += "\n";
  }
  return out;
}

void check_snapshot(const Driver& driver, const std::string& name) {
  const std::string path = std::string(LESSON_FIXTURES) + "/semantics/" + name + ".txt", now = lines_of(driver);
  if (std::getenv("LESSON_RENEW_SNAPSHOTS")) {
    std::ofstream file(path);
    REQUIRE(file << now);
    return;
  }
  std::ifstream file(path);
  std::stringstream kept;
  kept << file.rdbuf();
  INFO(path << " (renew: LESSON_RENEW_SNAPSHOTS=1)");
  CHECK(kept.str() == now);
}

}  // namespace

TEST_CASE("The tree of every control", "[snapshot]") {
  Gallery gallery;
  Driver driver(gallery);
  check_snapshot(driver, "controls");
}

TEST_CASE("The tree of the quadrant viewer with a token chosen", "[snapshot]") {
  Driver driver("attention-quadrants");
  driver.page.token = 2;
  driver.page.touch();
  driver.settle();
  check_snapshot(driver, "attention-quadrants");
}
