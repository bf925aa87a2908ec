#include "core/catalogue/later_models.h"

#include <catch_amalgamated.hpp>

#include <string>

using namespace lesson::catalogue;

TEST_CASE("later models: each says its reader, its blocks, its modulation and where that was read") {
  REQUIRE(later_models().size() >= 3);
  for (const LaterModel& model : later_models()) {
    INFO(model.title);
    CHECK(model.year >= 2025);
    CHECK(model.dual_blocks + model.single_blocks > 0);
    for (const char* text : {model.title, model.reader, model.modulation, model.source}) {
      CHECK(std::string(text).size() > 3);
    }
    CHECK(std::string(model.source).find("huggingface/diffusers") != std::string::npos);
  }
}
