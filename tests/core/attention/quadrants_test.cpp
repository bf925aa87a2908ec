#include "core/attention/quadrants.h"

#include "tests/core/reference.h"

using namespace lesson;

TEST_CASE("cuts are read from a comma list and written back", "[attention][cut]") {
  for (int bits = 0; bits < 16; ++bits) {
    QuadrantCut cut;
    for (std::size_t i = 0; i < 4; ++i) cut.cut[i] = (bits >> i & 1) != 0;
    const auto read = parse_quadrant_cut(to_string(cut));
    REQUIRE(read);
    CHECK(read.value() == cut);
  }
  const auto spaced = parse_quadrant_cut(" image_reads_text , text_reads_text ");
  REQUIRE(spaced);
  CHECK(to_string(spaced.value()) == "text_reads_text,image_reads_text");
}

TEST_CASE("an unknown quadrant is named beside the four that exist", "[attention][cut]") {
  for (const char* list : {"text_to_image", "text_reads_text,", ",", "image_reads_text;text_reads_text"}) {
    const auto read = parse_quadrant_cut(list);
    REQUIRE_FALSE(read);
    CHECK(read.error().expected.find("image_reads_text") != std::string::npos);
  }
}

TEST_CASE("uniform attention spreads by token counts", "[attention][cut]") {
  const auto mass = uniform_quadrant_mass({77, 256});
  CHECK(mass[0] == Catch::Approx(77.0 * 77 / (333.0 * 333)));
  CHECK(mass[1] == Catch::Approx(77.0 * 256 / (333.0 * 333)));
  CHECK(mass[2] == Catch::Approx(mass[1]));
  CHECK(mass[3] == Catch::Approx(0.591).margin(5e-4));
}

TEST_CASE("under a cut, uniform attention spreads over what is left", "[attention][cut]") {
  QuadrantCut cut;
  cut.set(Quadrant::image_reads_text);
  const auto mass = uniform_quadrant_mass({1, 3}, cut);
  CHECK(mass == QuadrantMass{0.25 / 4, 0.75 / 4, 0, 0.75});
  cut.set(Quadrant::image_reads_image);
  CHECK(uniform_quadrant_mass({1, 3}, cut) == QuadrantMass{0.25, 0.75, 0, 0});
  CHECK(uniform_quadrant_mass({0, 3}, cut) == QuadrantMass{0, 0, 0, 0});
}
