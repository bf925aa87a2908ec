#include "core/catalogue/flops.h"

#include <catch_amalgamated.hpp>

#include "tests/core/catalogue/at.h"

using namespace lesson::catalogue;
using Catch::Approx;

namespace {
double tera(const char* model, int px, int text) {
  return static_cast<double>(forward_flops(at(model, px, text))) / 1e12;
}
double giga(const BlockFlops& flops) { return static_cast<double>(flops.total()) / 1e9; }
}  // namespace

TEST_CASE("one forward, in TFLOP") {
  CHECK(tera("sd3-medium", 1024, 333) == Approx(8.90).margin(0.005));
  CHECK(tera("sd3-medium", 1024, 154) == Approx(8.44).margin(0.005));
  CHECK(tera("sd3.5-medium", 1024, 333) == Approx(11.25).margin(0.005));
  CHECK(tera("sd3.5-large", 1024, 333) == Approx(31.1).margin(0.05));
  CHECK(tera("flux.1-dev", 1024, 512) == Approx(74.4).margin(0.05));
}

TEST_CASE("one block: self plus cross against joint, in GFLOP") {
  CHECK(giga(self_cross_block_flops(256, 77, 1152, 1152)) == Approx(10.33).margin(0.005));
  CHECK(giga(joint_block_flops(256, 77, 1152)) == Approx(11.15).margin(0.005));
  CHECK(giga(self_cross_block_flops(256, 77, 1152, 4096)) == Approx(11.37).margin(0.005));
  CHECK(giga(self_cross_block_flops(256, 154, 1536, 1536)) == Approx(19.04).margin(0.005));
  CHECK(giga(joint_block_flops(256, 154, 1536)) == Approx(24.305).margin(0.005));
  CHECK(giga(self_cross_block_flops(4096, 154, 1536, 1536)) == Approx(379.0).margin(0.05));
  CHECK(giga(joint_block_flops(4096, 154, 1536)) == Approx(351.7).margin(0.05));
  CHECK(giga(self_cross_block_flops(4096, 333, 1536, 1536)) == Approx(385.2).margin(0.05));
  CHECK(giga(joint_block_flops(4096, 333, 1536)) == Approx(371.4).margin(0.05));
  CHECK(giga(self_cross_block_flops(4096, 333, 2432, 2432)) == Approx(862.8).margin(0.05));
  CHECK(giga(joint_block_flops(4096, 333, 2432)) == Approx(819.7).margin(0.05));
  CHECK(giga(self_cross_block_flops(4096, 512, 3072, 3072)) == Approx(1333.7).margin(0.05));
  CHECK(giga(joint_block_flops(4096, 512, 3072)) == Approx(1304.8).margin(0.05));
}

TEST_CASE("the paper's Gflops are multiply-adds") {
  const double block = giga(dit_block_flops(256, 1152)) / 2;
  CHECK(block * 28 == Approx(118.60).margin(0.01));
  // Table 4: S/2 6.06, B/2 23.01, L/2 80.71, XL/2 118.64.
  CHECK(tera("dit-s/2", 256, 0) * 1000 / 2 == Approx(6.06).margin(0.01));
  CHECK(tera("dit-b/2", 256, 0) * 1000 / 2 == Approx(23.01).margin(0.01));
  CHECK(tera("dit-l/2", 256, 0) * 1000 / 2 == Approx(80.71).margin(0.02));
  CHECK(tera("dit-xl/2", 256, 0) * 1000 / 2 == Approx(118.64).margin(0.03));
}

TEST_CASE("closed forms") {
  const std::int64_t I = 100, T = 7, S = I + T, d = 48, dc = 20;
  CHECK(dit_block_flops(I, 48).total() == 24 * I * d * d + 4 * I * I * d + 12 * d * d);
  CHECK(self_cross_block_flops(I, T, 48, 20).total() == 28 * I * d * d + 4 * I * S * d + 4 * T * dc * d + 12 * d * d);
  CHECK(joint_block_flops(I, T, 48).total() == 24 * S * d * d + 4 * S * S * d + 24 * d * d);
  CHECK(joint_last_block_flops(I, T, 48).total() == 24 * I * d * d + 6 * T * d * d + 4 * S * S * d + 16 * d * d);
  CHECK(joint_block_flops(I, T, 48, 3).total() == 20 * S * d * d + 4 * S * S * d + 24 * d * d);
  CHECK(joint_last_block_flops(I, T, 48, 3).total() == 20 * I * d * d + 6 * T * d * d + 4 * S * S * d + 16 * d * d);
  CHECK(single_block_flops(I, T, 48).total() == 24 * S * d * d + 4 * S * S * d + 6 * d * d);
  CHECK(second_attention_flops(I, 48).total() == 8 * I * d * d + 4 * I * I * d + 6 * d * d);
}

TEST_CASE("in the toy case the attention core is a small part of the block") {
  const BlockFlops joint = joint_block_flops(256, 77, 1152);
  const double share = static_cast<double>(joint.core) / static_cast<double>(joint.total());
  CHECK(share > 0.04);
  CHECK(share < 0.05);
}
