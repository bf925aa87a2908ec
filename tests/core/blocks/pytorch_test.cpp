// Blocks against PyTorch: tensors written by tools/dump_reference.py.

#include "core/attention/attention.h"
#include "core/blocks/cross_block.h"
#include "core/blocks/dit_block.h"
#include "core/blocks/flux_block.h"
#include "core/blocks/load_weights.h"
#include "core/blocks/mmdit_block.h"
#include "tests/core/fixture.h"

using namespace lesson;
using reference::check_close;

namespace {

constexpr int kWidth = 16, kHeads = 2, kText = 5, kGrid = 3, kHidden = 64, kContext = 12;
constexpr double kTolerance = 1e-5;

struct Fixture {
  SafetensorsFile file = open_fixture("blocks-reference.safetensors");
  MatrixRM text = fixture_matrix(file, "text"), image = fixture_matrix(file, "image");
  MatrixRM context = fixture_matrix(file, "context");
  VectorF c = fixture_vector(file, "c");

  MatrixRM want(const std::string& name, Eigen::Index cols = 0) const { return fixture_matrix(file, name, cols); }
};

template <class Weights>
Weights loaded(const Fixture& fixture, const std::string& prefix, Weights weights) {
  const auto done = load_weights(fixture.file, prefix, weights);
  INFO((done ? "" : done.error().message()));
  REQUIRE(done);
  return weights;
}

}  // namespace

TEST_CASE("PyTorch agrees on the DiT block", "[blocks][pytorch]") {
  Fixture f;
  const auto block = loaded(f, "dit.", DiTBlock(kWidth, kHeads, kHidden));
  BlockScratch scratch;
  run(block, f.image, f.c, scratch);
  check_close(f.image, f.want("dit:image"), kTolerance);
}

TEST_CASE("PyTorch agrees on the MMDiT block: full, last, and with image_reads_text cut", "[blocks][pytorch]") {
  for (const std::string name : {"mmdit", "last", "deaf"}) {
    Fixture f;
    const auto block = loaded(f, name + ".", MMDiTBlock(kWidth, kHeads, kHidden, true, name == "last"));
    AttentionControl control;
    if (name == "deaf") control.cut.set(Quadrant::image_reads_text);
    MatrixRM q, k;
    control.tap = [&](CRef seen_q, CRef seen_k) { q = seen_q, k = seen_k; };
    BlockScratch scratch;
    run(block, f.text, f.image, f.c, scratch, control);
    check_close(f.image, f.want(name + ":image"), kTolerance, name);
    check_close(f.text, f.want(name + ":text"), kTolerance, name);

    JointAttentionOptions options;
    options.heads = kHeads;
    options.text_tokens = kText;
    options.cut = control.cut;
    const auto weights = joint_attention(q, k, k, options);
    REQUIRE(weights);
    check_close(weights.value().weights, f.want(name + ":weights"), kTolerance, name + " weights");
  }
}

TEST_CASE("PyTorch agrees on FLUX's single-stream block", "[blocks][pytorch]") {
  Fixture f;
  const auto block = loaded(f, "flux.", FluxSingleBlock(kWidth, kHeads, kHidden));
  const auto rope = make_rope_table(flux_positions(kText, kGrid, kGrid), {2, 2, 4});
  MatrixRM joint(kText + kGrid * kGrid, kWidth);
  joint << f.text, f.image;
  AttendScratch scratch;
  run(block, joint, kText, f.c, scratch, {{}, &rope, {}});
  check_close(joint, f.want("flux:joint"), kTolerance);
}

TEST_CASE("PyTorch agrees on the blocks with cross-attention", "[blocks][pytorch]") {
  Fixture f;
  const auto cross = loaded(f, "cross.", CrossDiTBlock(kWidth, kContext, kHeads, kHidden, true));
  MatrixRM x = f.image;
  BlockScratch scratch;
  run(cross, x, f.context, f.c, scratch);
  check_close(x, f.want("cross:image"), kTolerance, "cross");
  const auto unet = loaded(f, "unet.", UNetBlock(kWidth, kContext, kHeads));
  x = f.image;
  run(unet, x, f.context, scratch.attend);
  check_close(x, f.want("unet:image"), kTolerance, "unet");
}

TEST_CASE("weights that are missing or of another size are named", "[blocks][errors]") {
  Fixture f;
  DiTBlock missing(kWidth, kHeads, kHidden, true);
  const auto absent = load_weights(f.file, "dit.", missing);
  REQUIRE_FALSE(absent);
  CHECK(absent.error().where == "dit.qnorm.weight");
  DiTBlock larger(kWidth, kHeads, kHidden + 1);
  const auto wrong = load_weights(f.file, "dit.", larger);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().where == "dit.fc1.weight");
  CHECK(wrong.error().expected == "[65, 16]");
  CHECK(wrong.error().got == "[64, 16]");
}

TEST_CASE("8-bit weights are scaled row by row", "[blocks][errors]") {
  const auto write = [](bool with_scale, float second) {
    SafetensorsWriter writer;
    const std::vector<float> values = {1, -2, 3, -127}, scales = {0.5f, second};
    writer.add("w", {2, 2}, values, DType::i8);
    if (with_scale) writer.add("w.scale", {2}, scales, DType::f16);
    auto bytes = writer.finish();
    REQUIRE(bytes);
    auto file = SafetensorsFile::own(std::move(bytes).value());
    REQUIRE(file);
    return std::move(file).value();
  };
  MatrixRM w(2, 2), want(2, 2);
  want << 0.5f, -1, 6, -254;
  REQUIRE(read_weights(write(true, 2), "w", 2, 2, w.data()));
  CHECK(w == want);
  const auto absent = read_weights(write(false, 2), "w", 2, 2, w.data());
  REQUIRE_FALSE(absent);
  CHECK(absent.error().where == "w.scale");
  const auto infinite = read_weights(write(true, 1e30f), "w", 2, 2, w.data());
  REQUIRE_FALSE(infinite);
  CHECK(infinite.error().where == "w");
}
