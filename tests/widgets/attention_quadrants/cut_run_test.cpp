// A run with a cut: what is asked for.

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
