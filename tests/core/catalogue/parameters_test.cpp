#include "core/catalogue/parameters.h"

#include <catch_amalgamated.hpp>

#include "tests/core/catalogue/at.h"

using namespace lesson::catalogue;

TEST_CASE("transformer totals are the published constructors' counts") {
  CHECK(denoiser_parameters(at("dit-s/2")) == 32'865'056);
  CHECK(denoiser_parameters(at("dit-b/2")) == 130'315'808);
  CHECK(denoiser_parameters(at("dit-l/2")) == 457'840'672);
  CHECK(denoiser_parameters(at("dit-xl/2")) == 674'834'720);
  CHECK(denoiser_parameters(at("sd3-medium")) == 2'028'328'000);
  CHECK(denoiser_parameters(at("sd3.5-medium")) == 2'243'171'520);
  CHECK(denoiser_parameters(at("sd3.5-large")) == 8'056'627'520);
  CHECK(denoiser_parameters(at("flux.1-dev")) == 11'901'408'320);
  CHECK(denoiser_parameters(at("flux.1-schnell")) == 11'891'178'560);
}

TEST_CASE("totals do not depend on image size or text length") {
  CHECK(denoiser_parameters(at("dit-xl/2", 512)) == 674'834'720);
  CHECK(denoiser_parameters(at("sd3-medium", 256, 154)) == 2'028'328'000);
  CHECK(denoiser_parameters(at("flux.1-dev", 512, 1)) == 11'901'408'320);
}

TEST_CASE("block formulas") {
  CHECK(dit_block_parameters(1152) == 23'905'152);
  CHECK(mmdit_block_parameters(1536, 64, false) == 84'980'736);
  CHECK(mmdit_last_block_parameters(1536, 64, false) == 54'294'528);
  CHECK(mmdit_block_parameters(1536, 64, true) == 84'980'992);
  CHECK(mmdit_last_block_parameters(1536, 64, true) == 54'294'784);
  CHECK(mmdit_block_parameters(1536, 64, true) + second_attention_parameters(1536, 64, true) == 101'506'944);
  CHECK(mmdit_block_parameters(2432, 64, true) == 212'999'680);
  CHECK(mmdit_last_block_parameters(2432, 64, true) == 136'085'248);
  CHECK(mmdit_block_parameters(3072, 128, true) == 339'831'296);
  CHECK(flux_single_block_parameters(3072, 128) == 141'591'808);
  // An MMDiT block is two DiT blocks, one a stream.
  CHECK(mmdit_block_parameters(640, 64, false) == 2 * dit_block_parameters(640));
  CHECK(cross_attention_block_matrices(1000, 1000) == 22'000'000);
}

TEST_CASE("outside the blocks") {
  CHECK(outside_blocks_parameters(at("dit-xl/2")) == 5'490'464);
  CHECK(outside_blocks_parameters(at("sd3-medium")) == 19'476'544);
  CHECK(outside_blocks_parameters(at("sd3.5-medium")) == 19'476'544);
  CHECK(outside_blocks_parameters(at("sd3.5-large")) == 39'554'112);
  CHECK(outside_blocks_parameters(at("flux.1-dev")) == 64'124'992);
}

TEST_CASE("stored position tables, beside the weights") {
  CHECK(position_table_entries(at("dit-s/2")) == 98'304);
  CHECK(position_table_entries(at("dit-xl/2")) + 674'834'720 == 675'129'632);
  CHECK(position_table_entries(at("sd3.5-medium")) == 226'492'416);
  CHECK(position_table_entries(at("sd3.5-large")) == 89'653'248);
  CHECK(position_table_entries(at("flux.1-dev")) == 0);
}

TEST_CASE("the family of the SD3 paper without QK-norm") {
  // depth 15: 0.496B, 18: 0.856B, 24: 2.03B, 30: 3.96B, 38: 8.06B
  const auto total = [](std::int64_t depth) {
    const int d = static_cast<int>(64 * depth);
    return (depth - 1) * mmdit_block_parameters(d, 64, false) + mmdit_last_block_parameters(d, 64, false) +
           4LL * d * d + 6536LL * d + 64;
  };
  CHECK(total(15) / 1'000'000 == 496);
  CHECK(total(18) / 1'000'000 == 856);
  CHECK(total(24) == 2'028'328'000);
  CHECK(total(30) / 10'000'000 == 396);
  CHECK(total(38) / 10'000'000 == 805);  // 8.056B
}

TEST_CASE("the tiny SD3's transformer, layer by layer") {
  const auto linear = [](std::int64_t in, std::int64_t out) { return in * out + out; };
  const std::int64_t d = 128;
  const std::int64_t stream =
      linear(d, 6 * d) + linear(d, 3 * d) + 2 * 32 + linear(d, d) + linear(d, 4 * d) + linear(4 * d, d);
  const std::int64_t dropped_text = linear(d, 2 * d) + linear(d, 3 * d) + 2 * 32;
  const std::int64_t outside = linear(16, d) + linear(160, d) + linear(256, d) + linear(d, d) + linear(160, d) +
                               linear(d, d) + linear(d, 2 * d) + linear(d, 16);
  CHECK(denoiser_parameters(at("tiny-sd3")) == 3 * 2 * stream + stream + dropped_text + outside);
}

TEST_CASE("whole pipelines") {
  const PipelineParameters sd3 = pipeline_parameters(at("sd3-medium"));
  CHECK(sd3.vae == 83'819'683);
  REQUIRE(sd3.text_encoders.size() == 3);
  CHECK(sd3.text_encoders[0].parameters == 123'650'304);
  CHECK(sd3.text_encoders[1].parameters == 694'659'840);
  CHECK(sd3.text_encoders[2].parameters == 4'762'310'656);
  CHECK(sd3.total() == 7'692'768'483);                                         // 7.69B
  CHECK(pipeline_parameters(at("sd3.5-large")).total() / 10'000'000 == 1372);  // 13.72B
  const PipelineParameters flux = pipeline_parameters(at("flux.1-dev"));
  REQUIRE(flux.text_encoders.size() == 2);
  CHECK(flux.text_encoders[0].parameters == 123'060'480);
  CHECK(flux.total() / 10'000'000 == 1687);  // 16.87B
  CHECK(pipeline_parameters(at("sd1.5")).total() == 1'066'235'307);
  CHECK(pipeline_parameters(at("dit-s/2")).text_total() == 0);
}

TEST_CASE("the lesson's own numbers are kept as stated") {
  const PipelineParameters lesson = pipeline_parameters(at("lesson-1101"));
  CHECK(lesson.transformer == 2'000'000'000);
  CHECK(lesson.text_encoders[1].parameters == 354'000'000);
  CHECK(lesson.text_encoders[2].parameters == 4'700'000'000);
}

TEST_CASE("weights in memory") {
  CHECK(weight_bytes(2'028'328'000, WeightFormat::fp32) == 8'113'312'000);
  CHECK(weight_bytes(2'028'328'000, WeightFormat::fp16) == 4'056'656'000);
  CHECK(weight_bytes(2'028'328'000, WeightFormat::int8) == 2'028'328'000);
}
