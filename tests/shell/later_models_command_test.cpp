#include "shell/cli/later_models_command.h"

#include <catch_amalgamated.hpp>

#include <sstream>

#include "core/catalogue/later_models.h"
#include "core/io/json.h"

using namespace lesson;

TEST_CASE("later-models prints every row, in words and as JSON with the agreed keys") {
  std::ostringstream words, json;
  CHECK(cli::run_later_models({}, words) == 0);
  CHECK(cli::run_later_models({.json = true}, json) == 0);
  const Json list = Json::parse(json.str());
  REQUIRE(list.size() == catalogue::later_models().size());
  for (const Json& row : list) {
    CHECK(row.size() == 8);
    CHECK(words.str().find(row["title"].get<std::string>()) != std::string::npos);
    CHECK(words.str().find(row["source"].get<std::string>()) != std::string::npos);
  }
}
