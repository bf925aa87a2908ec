#include "core/catalogue/unet.h"

#include <catch_amalgamated.hpp>

#include "core/catalogue/autoencoders.h"
#include "core/catalogue/flops.h"
#include "core/catalogue/parameters.h"
#include "tests/core/catalogue/at.h"

using namespace lesson::catalogue;

TEST_CASE("U-Net weights come out as published") {
  CHECK(denoiser_parameters(at("sd1.5")) == 859'520'964);
  CHECK(denoiser_parameters(at("sdxl")) == 2'567'463'684);
  CHECK(denoiser_parameters(at("sd1.5", 1024)) == 859'520'964);
}

TEST_CASE("SD v1.5's levels at 512 px") {
  const auto levels = unet_levels(at("sd1.5").model.unet, 64);
  REQUIRE(levels.size() == 4);
  const int sides[] = {64, 32, 16, 8};
  const int channels[] = {320, 640, 1280, 1280};
  const int head_dims[] = {40, 80, 160, 160};
  const int blocks[] = {5, 5, 5, 1};
  for (std::size_t i = 0; i < levels.size(); ++i) {
    INFO(i);
    CHECK(levels[i].side == sides[i]);
    CHECK(levels[i].tokens == sides[i] * sides[i]);
    CHECK(levels[i].channels == channels[i]);
    CHECK(levels[i].heads == 8);
    CHECK(levels[i].head_dim == head_dims[i]);
    CHECK(levels[i].blocks() == blocks[i]);
  }
  CHECK(levels[0].blocks_down == 2);
  CHECK(levels[0].blocks_up == 3);
  CHECK(levels[3].blocks_middle == 1);
  CHECK(unet_transformer_blocks(at("sd1.5").model.unet) == 16);
}

TEST_CASE("SDXL's levels at 1024 px: none at the finest") {
  const auto levels = unet_levels(at("sdxl").model.unet, 128);
  REQUIRE(levels.size() == 2);
  CHECK(levels[0].side == 64);
  CHECK(levels[0].channels == 640);
  CHECK(levels[0].heads == 10);
  CHECK(levels[0].head_dim == 64);
  CHECK(levels[1].side == 32);
  CHECK(levels[1].heads == 20);
  CHECK(levels[1].head_dim == 64);
  CHECK(unet_transformer_blocks(at("sdxl").model.unet) == 70);
}

TEST_CASE("U-Net cost grows with the picture") {
  const std::int64_t at_512 = forward_flops(at("sd1.5", 512));
  // About 0.8 TFLOP: 339 G multiply-adds are commonly measured without the attention products.
  CHECK(at_512 > 2 * 339'000'000'000);
  CHECK(at_512 < 2 * 450'000'000'000);
  CHECK(forward_flops(at("sd1.5", 1024)) > 4 * at_512);  // attention grows faster than the area
}

TEST_CASE("autoencoders, counted layer by layer") {
  CHECK(autoencoder_parameters(autoencoder(AutoencoderId::sd3)) == 83'819'683);
  CHECK(autoencoder_parameters(autoencoder(AutoencoderId::flux)) == 83'819'683);
  CHECK(autoencoder_parameters(autoencoder(AutoencoderId::sd15)) == 83'653'863);
  CHECK(autoencoder_parameters(autoencoder(AutoencoderId::sdxl)) == 83'653'863);
  for (const auto id :
       {AutoencoderId::sd15, AutoencoderId::sdxl, AutoencoderId::sd3, AutoencoderId::flux, AutoencoderId::tiny}) {
    CHECK(autoencoder(id).id == id);
  }
  CHECK(autoencoder_parameters(autoencoder(AutoencoderId::tiny)) == 61'624 + 97'667);
  CHECK(autoencoder(AutoencoderId::sd3).scale == 1.5305);
  CHECK(autoencoder(AutoencoderId::sd3).shift == 0.0609);
  CHECK(autoencoder(AutoencoderId::flux).scale == 0.3611);
  CHECK(autoencoder(AutoencoderId::flux).shift == 0.1159);
}

TEST_CASE("IP-Adapter for SD v1.5 has 22M") {
  CHECK(ip_adapter_parameters(at("sd1.5").model.unet, 1024, 4) == 22'319'616);
}
