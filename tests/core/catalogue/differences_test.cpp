#include "core/catalogue/differences.h"

#include <catch_amalgamated.hpp>

#include <set>
#include <string>

#include "core/catalogue/encoders.h"
#include "core/catalogue/parameters.h"
#include "core/catalogue/shape.h"
#include "core/catalogue/tokens.h"
#include "tests/core/catalogue/at.h"

using namespace lesson::catalogue;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("twenty-seven differences, each complete") {
  REQUIRE(differences().size() == 27);
  std::set<std::string> ids;
  int number = 0;
  for (const Difference& difference : differences()) {
    INFO(difference.id);
    CHECK(difference.number == ++number);
    ids.insert(difference.id);
    for (const char* text :
         {difference.topic, difference.lesson, difference.published, difference.why, difference.source}) {
      CHECK(std::string(text).size() > 3);
    }
    CHECK(difference.applies(ModelId::lesson_333));
    CHECK(difference.applies(ModelId::lesson_1101));
  }
  CHECK(ids.size() == 27);
}

TEST_CASE("the published side says what the catalogue computes") {
  const auto published = [](const char* id) {
    const Difference* found = find_difference(id);
    REQUIRE(found != nullptr);
    return std::string(found->published);
  };
  CHECK_THAT(published("bigg-parameters"), ContainsSubstring("694.7M"));
  CHECK(encoder_parameters(encoder(EncoderId::clip_g), true) / 100'000 == 6946);  // 694.66M
  CHECK_THAT(published("t5-encoder-only"),
             ContainsSubstring(short_count(encoder_parameters(encoder(EncoderId::t5_xxl), false))));
  CHECK_THAT(published("t5-encoder-only"),
             ContainsSubstring(short_count(t5_encoder_decoder_parameters(encoder(EncoderId::t5_xxl)))));
  CHECK_THAT(published("latent-size"), ContainsSubstring(to_string(latent_shape(at("sd3-medium")))));
  CHECK_THAT(published("image-tokens"), ContainsSubstring(std::to_string(image_tokens(at("sd3-medium")))));
  for (const int text : {154, 333}) {
    CHECK_THAT(published("text-tokens"), ContainsSubstring(std::to_string(text)));
    CHECK_THAT(published("joint-tokens"),
               ContainsSubstring(std::to_string(*joint_tokens(at("sd3-medium", 1024, text)))));
  }
  CHECK_THAT(published("joint-tokens"), ContainsSubstring(std::to_string(*joint_tokens(at("flux.1-dev")))));
  CHECK_THAT(published("total-size"), ContainsSubstring(short_count(pipeline_parameters(at("sd3-medium")).total())));
  CHECK(find_difference("no-such-thing") == nullptr);
}

TEST_CASE("each model gets the differences that concern it") {
  CHECK(differences_for(ModelId::lesson_1101).size() == 27);
  CHECK(differences_for(ModelId::sd15).empty());
  const auto has = [](ModelId id, const char* difference) { return find_difference(difference)->applies(id); };
  CHECK(has(ModelId::sdxl, "sdxl-vector"));
  CHECK(has(ModelId::sd3_medium, "total-size"));
  CHECK_FALSE(has(ModelId::flux_dev, "bigg-parameters"));
  CHECK(has(ModelId::tiny_sd3, "333-twice"));
  CHECK_FALSE(has(ModelId::tiny_sd3, "new-vae"));
}
