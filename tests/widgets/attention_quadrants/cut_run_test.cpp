// A run with a cut: what is asked for, and how two pictures are told apart.

#include "widgets/attention_quadrants/cut_run.h"

#include <catch_amalgamated.hpp>

using namespace lesson;

TEST_CASE("The request is the page's, with the cut and without a record") {
  RunRequest page;
  page.prompt = "a red square";
  page.seed = 9;
  page.steps = 12;
  QuadrantCut cut;
  cut.set(Quadrant::image_reads_text);
  const RunRequest everywhere = cut_request(page, cut, -1), one = cut_request(page, cut, 2);
  CHECK(everywhere.prompt == "a red square");
  CHECK(everywhere.seed == 9);
  CHECK(everywhere.steps == 12);
  CHECK(everywhere.cut.quadrants == cut);
  CHECK(everywhere.cut.blocks.empty());
  CHECK(one.cut.blocks == std::vector<int>{2});
  CHECK_FALSE(everywhere.record);
}

TEST_CASE("Pictures are compared pixel by pixel") {
  const Picture a{2, 1, {10, 20, 30, 0, 0, 0}}, b{2, 1, {10, 20, 81, 0, 8, 0}};
  const auto change = compare_pictures(a, b);
  REQUIRE(change);
  CHECK(change->mean == Catch::Approx(59.0 / 255 / 6));
  CHECK(change->changed == 0.5);
  CHECK(change->per_pixel[0] == Catch::Approx(51.0 / 255));
  CHECK(compare_pictures(a, a)->changed == 0);
  CHECK_FALSE(compare_pictures(a, Picture{1, 2, a.rgb}));
  CHECK_FALSE(compare_pictures(Picture{}, Picture{}));
}
