#include "core/catalogue/adaln.h"

#include <catch_amalgamated.hpp>

#include "core/catalogue/parameters.h"
#include "tests/core/catalogue/at.h"

using namespace lesson::catalogue;

TEST_CASE("modulation vectors per block") {
  CHECK(adaln_per_block(at("dit-s/2").model) == 6);
  CHECK(adaln_per_block(at("sd3-medium").model) == 12);
  CHECK(adaln_per_block(at("sd3.5-large").model) == 12);
  CHECK(adaln_per_block(at("sd3.5-medium").model) == 15);
  CHECK(adaln_per_block(at("flux.1-dev").model) == 12);
  CHECK(adaln_per_block(at("tiny-sd3").model) == 12);
  CHECK(adaln_per_block(at("sd1.5").model) == 0);
}

TEST_CASE("blocks that differ from the first") {
  const ModelSpec sd3 = at("sd3-medium").model;
  CHECK(adaln_count(sd3, 22).total() == 12);
  CHECK(adaln_count(sd3, 23).image == 6);
  CHECK(adaln_count(sd3, 23).text == 2);
  const ModelSpec sd35 = at("sd3.5-medium").model;
  CHECK(adaln_count(sd35, 12).image == 9);
  CHECK(adaln_count(sd35, 12).text == 6);
  CHECK(adaln_count(sd35, 13).total() == 12);
  CHECK(adaln_count(sd35, 23).total() == 8);
  const ModelSpec flux = at("flux.1-dev").model;
  CHECK(adaln_count(flux, 18).total() == 12);
  CHECK(adaln_count(flux, 19).total() == 3);
  CHECK(adaln_count(flux, 19).shared);
}

TEST_CASE("share of all weights that are adaLN") {
  const auto share = [](const char* key) {
    const Setting setting = at(key);
    return 100.0 * static_cast<double>(adaln_parameters_total(setting.model)) /
           static_cast<double>(denoiser_parameters(setting));
  };
  CHECK(share("dit-xl/2") == Catch::Approx(33.1).margin(0.05));
  CHECK(share("sd3-medium") == Catch::Approx(33.1).margin(0.05));
  CHECK(share("flux.1-dev") == Catch::Approx(27.1).margin(0.05));
  CHECK(adaln_parameters(12, 1536) == 12LL * 1536 * 1536 + 12 * 1536);
}
