#include "core/catalogue/models.h"

#include <catch_amalgamated.hpp>

#include <set>
#include <string>

#include "tests/core/catalogue/at.h"

using namespace lesson::catalogue;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("the catalogue knows fourteen models by name") {
  std::set<std::string> keys;
  for (const ModelSpec& model : models()) keys.insert(model.key);
  CHECK(keys == std::set<std::string>{"lesson-333", "lesson-1101", "sd1.5", "sdxl", "dit-s/2", "dit-b/2", "dit-l/2",
                                      "dit-xl/2", "sd3-medium", "sd3.5-medium", "sd3.5-large", "flux.1-dev",
                                      "flux.1-schnell", "tiny-sd3"});
}

TEST_CASE("every row is complete and consistent") {
  for (const ModelSpec& model : models()) {
    INFO(model.key);
    CHECK(model.heads * model.head_dim == model.d);
    CHECK(model.total_blocks() > 0);
    CHECK(std::string(model.source).size() > 10);
    CHECK(std::string(model.text_source).size() > 10);
    CHECK(std::string(model.steps_source).size() > 10);
    CHECK(std::string(model.size_limit).size() > 5);
    CHECK(std::string(model.text_limit).size() > 5);
    CHECK(make_setting(model));                                             // the initial values are valid ...
    CHECK(make_setting(model, model.image_px.min, model.text_tokens.min));  // ... and both bounds
    CHECK(make_setting(model, model.image_px.max, model.text_tokens.max));
  }
}

TEST_CASE("SD3's family rule: width 64 x depth, heads = depth") {
  for (const char* key : {"sd3-medium", "sd3.5-medium", "sd3.5-large"}) {
    const Setting setting = at(key);
    INFO(key);
    CHECK(setting.model.d == 64 * setting.model.blocks);
    CHECK(setting.model.heads == setting.model.blocks);
  }
}

TEST_CASE("an unknown model names the valid ones") {
  const auto found = find_model("sd4");
  REQUIRE_FALSE(found);
  CHECK_THAT(found.error().message(), ContainsSubstring("sd4"));
  for (const ModelSpec& model : models()) {
    CHECK_THAT(found.error().message(), ContainsSubstring(model.key));
  }
  CHECK_FALSE(find_model(""));
  CHECK_FALSE(find_model("SD3-MEDIUM"));
}

TEST_CASE("a size that does not fit names range, step and neighbours") {
  const auto setting = make_setting("sd3-medium", 1000);
  REQUIRE_FALSE(setting);
  CHECK(setting.error().where == "size");
  CHECK(setting.error().expected == "16 to 3072 in steps of 16");
  CHECK(setting.error().got == "1000");
  CHECK(setting.error().next == "The nearest are 992 and 1008.");
  for (const int px : {-1024, -16, 0, 1, 15, 17, 3088, 2'000'000'000}) {
    INFO(px);
    CHECK_FALSE(make_setting("sd3-medium", px));
  }
  CHECK(make_setting("sd3.5-medium", 3088));     // its position table is twice as wide
  CHECK_FALSE(make_setting("lesson-333", 512));  // a fixed example
}

TEST_CASE("text lengths are bounded per model") {
  CHECK_FALSE(make_setting("sd1.5", 512, 78));
  CHECK_FALSE(make_setting("sd3-medium", 1024, 77));  // T5 adds at least 77
  CHECK(make_setting("sd3-medium", 1024, 154));
  CHECK(make_setting("sd3-medium", 1024, 589));
  CHECK_FALSE(make_setting("sd3-medium", 1024, 590));
  CHECK(make_setting("flux.1-dev", 1024, 512));
  CHECK_FALSE(make_setting("flux.1-dev", 1024, 513));
  CHECK_FALSE(make_setting("flux.1-schnell", 1024, 257));
  CHECK_FALSE(make_setting("flux.1-dev", 1024, 0));
  CHECK_FALSE(make_setting("dit-xl/2", 256, 1));
  CHECK(make_setting("dit-xl/2", 256, 0));
  const auto wrong = make_setting("flux.1-schnell", 1024, 512);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().where == "text-tokens");
  CHECK(wrong.error().expected == "1 to 256");
  CHECK(wrong.error().next == "The largest is 256.");
}
