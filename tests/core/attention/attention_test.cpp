// Every kind of attention against the naive twin, stored and streaming.

#include "core/attention/attention.h"

#include "core/attention/weights.h"
#include "tests/core/reference.h"

using namespace lesson;
using reference::check_close;
using reference::Noise;

namespace {

struct Inputs {
  MatrixRM q, k, v;
};

Inputs random_inputs(int queries, int keys, int width, std::uint64_t seed, double scale = 1.0) {
  Noise noise(seed);
  return {noise.matrix(queries, width, scale), noise.matrix(keys, width, scale), noise.matrix(keys, width)};
}

/// Says which keys a row may read, in the words of the header.
auto allowed_by(const QuadrantCut& cut, int text_tokens) {
  return [cut, text_tokens](int row, int key) {
    const int quadrant = (row < text_tokens ? 0 : 2) + (key < text_tokens ? 0 : 1);
    return !cut.cut[static_cast<std::size_t>(quadrant)];
  };
}

QuadrantCut cut_from_bits(int bits) {
  QuadrantCut cut;
  for (std::size_t i = 0; i < 4; ++i) cut.cut[i] = (bits >> i & 1) != 0;
  return cut;
}

void check_joint(const Inputs& in, int heads, int text_tokens, const QuadrantCut& cut, double tolerance) {
  const auto want = reference::attention(in.q, in.k, in.v, heads, allowed_by(cut, text_tokens));
  for (const auto precision : {Precision::automatic, Precision::fast, Precision::exact}) {
    JointAttentionOptions options;
    options.heads = heads;
    options.precision = precision;
    options.text_tokens = text_tokens;
    options.cut = cut;
    const auto stored = joint_attention(in.q, in.k, in.v, options);
    options.keep_weights = false;
    const auto streamed = joint_attention(in.q, in.k, in.v, options);
    REQUIRE(stored);
    REQUIRE(streamed);
    check_close(stored.value().out, want.out, tolerance, "stored out");
    check_close(streamed.value().out, want.out, tolerance, "streamed out");
    CHECK_FALSE(streamed.value().has_weights());
    for (int h = 0; h < heads; ++h) {
      const auto& w = want.weights[static_cast<std::size_t>(h)];
      check_close(stored.value().head(h), w, tolerance, "weights");
      const int image = static_cast<int>(in.q.rows()) - text_tokens;
      const double total = w.sum() > 0 ? w.sum() : 1.0;
      const QuadrantMass mass = {
          w.topLeftCorner(text_tokens, text_tokens).sum() / total, w.topRightCorner(text_tokens, image).sum() / total,
          w.bottomLeftCorner(image, text_tokens).sum() / total, w.bottomRightCorner(image, image).sum() / total};
      for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::abs(stored.value().mass[static_cast<std::size_t>(h)][i] - mass[i]) <= tolerance);
        CHECK(std::abs(streamed.value().mass[static_cast<std::size_t>(h)][i] - mass[i]) <= tolerance);
      }
    }
  }
}

}  // namespace

TEST_CASE("joint attention equals the naive twin over odd sizes", "[attention]") {
  for (const int tokens : {2, 3, 7, 8, 9, 15, 16, 17, 63, 65, 130}) {
    for (const int dim : {1, 2, 3, 7, 8, 9, 33}) {
      const int heads = 1 + (tokens + dim) % 3;
      const auto in = random_inputs(tokens, tokens, heads * dim, static_cast<std::uint64_t>(tokens * 100 + dim));
      check_joint(in, heads, tokens * 2 / 5, {}, 3e-6);
    }
  }
}

TEST_CASE("every combination of cuts leaves what the twin leaves", "[attention][cut]") {
  for (const int text_tokens : {0, 1, 6, 18, 19}) {
    const auto in = random_inputs(19, 19, 2 * 5, 7);
    for (int bits = 0; bits < 16; ++bits) check_joint(in, 2, text_tokens, cut_from_bits(bits), 3e-6);
  }
}

TEST_CASE("tiles of rows and keys join without a seam", "[attention]") {
  // More rows than a row tile, more keys than a key tile in both spans.
  check_joint(random_inputs(600, 600, 3, 11), 1, 280, {}, 3e-6);
}

TEST_CASE("a row whose keys are all cut gives zeros, and its head's mass counts the others", "[attention][cut]") {
  const auto in = random_inputs(9, 9, 4, 3);
  JointAttentionOptions options;
  options.text_tokens = 4;
  options.cut.set(Quadrant::text_reads_text);
  options.cut.set(Quadrant::text_reads_image);
  const auto result = joint_attention(in.q, in.k, in.v, options);
  REQUIRE(result);
  CHECK(result.value().text_out().isZero(0));
  CHECK(result.value().head(0).topRows(4).isZero(0));
  CHECK(result.value().mass[0][2] + result.value().mass[0][3] == Catch::Approx(1.0));
}

TEST_CASE("with everything cut there is no weight to share", "[attention][cut]") {
  const auto in = random_inputs(5, 5, 4, 3);
  JointAttentionOptions options;
  options.text_tokens = 2;
  options.cut = cut_from_bits(15);
  const auto result = joint_attention(in.q, in.k, in.v, options);
  REQUIRE(result);
  CHECK(result.value().out.isZero(0));
  CHECK(result.value().mass[0] == QuadrantMass{0, 0, 0, 0});
}

TEST_CASE("rows of weights sum to one and cut quadrants are exactly zero", "[attention][property]") {
  const auto in = random_inputs(70, 70, 3 * 8, 21, 2.0);
  JointAttentionOptions options;
  options.heads = 3;
  options.text_tokens = 23;
  options.cut.set(Quadrant::image_reads_text);
  const auto result = joint_attention(in.q, in.k, in.v, options);
  REQUIRE(result);
  for (int h = 0; h < 3; ++h) {
    const MatrixRM w = result.value().head(h);
    CHECK((w.rowwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-6f);
    CHECK(w.bottomLeftCorner(47, 23).isZero(0));
    CHECK(w.minCoeff() >= 0);
  }
}

TEST_CASE("attention does not care about the order of keys", "[attention][property]") {
  const auto in = random_inputs(33, 33, 2 * 7, 5);
  Eigen::PermutationMatrix<Eigen::Dynamic> order(33);
  for (int i = 0; i < 33; ++i) order.indices()[i] = i * 10 % 33;
  AttentionOptions options;
  options.heads = 2;
  const auto plain = self_attention(in.q, in.k, in.v, options);
  const auto shuffled = self_attention(in.q, order * in.k, order * in.v, options);
  REQUIRE(plain);
  REQUIRE(shuffled);
  check_close(shuffled.value().out, plain.value().out, 2e-6);
}

TEST_CASE("self attention equals joint attention of one modality", "[attention]") {
  const auto in = random_inputs(20, 20, 12, 8);
  AttentionOptions options;
  options.heads = 4;
  const auto self = self_attention(in.q, in.k, in.v, options);
  REQUIRE(self);
  check_close(self.value().out, reference::attention(in.q, in.k, in.v, 4).out, 3e-6);
}

TEST_CASE("cross attention reads another number of keys", "[attention]") {
  for (const int keys : {1, 2, 9, 77}) {
    const auto in = random_inputs(31, keys, 2 * 9, 13);
    AttentionOptions options;
    options.heads = 2;
    const auto want = reference::attention(in.q, in.k, in.v, 2);
    const auto got = cross_attention(in.q, in.k, in.v, options);
    REQUIRE(got);
    check_close(got.value().out, want.out, 3e-6);
    check_close(got.value().head(1), want.weights[1], 3e-6);
    options.keep_weights = false;
    const auto streamed = cross_attention(in.q, in.k, in.v, options);
    REQUIRE(streamed);
    check_close(streamed.value().out, want.out, 3e-6);
  }
}

TEST_CASE("IP-Adapter adds two softmaxes that never compete", "[attention]") {
  const auto text = random_inputs(31, 77, 2 * 9, 13);
  const auto adapter = random_inputs(31, 4, 2 * 9, 14);
  AttentionOptions options;
  options.heads = 2;
  const auto got = decoupled_cross_attention(text.q, text.k, text.v, adapter.k, adapter.v, 0.6f, options);
  REQUIRE(got);
  const auto a = reference::attention(text.q, text.k, text.v, 2);
  const auto b = reference::attention(text.q, adapter.k, adapter.v, 2);
  check_close(got.value().out, (a.out + static_cast<double>(0.6f) * b.out).eval(), 4e-6);
  check_close(got.value().adapter.head(0), b.weights[0], 3e-6);
  CHECK((got.value().text.head(1).rowwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-6f);
}

TEST_CASE("norm and rotation are applied before the scores, in that order", "[attention]") {
  Noise noise(17);
  const int heads = 2, dim = 8, text = 3, tokens = text + 6;
  const auto in = random_inputs(tokens, tokens, heads * dim, 18, 3.0);
  const QkNorm norm{noise.vector(dim), noise.vector(dim), 1e-6f};
  const auto rope = make_rope_table(flux_positions(text, 2, 3), {2, 4, 2});
  MatrixRM q = in.q, k = in.k;
  rms_norm_heads(q, heads, norm.q);
  rms_norm_heads(k, heads, norm.k);
  apply_rope(q, heads, rope);
  apply_rope(k, heads, rope);
  JointAttentionOptions options;
  options.heads = heads;
  options.text_tokens = text;
  options.qk_norm = &norm;
  options.rope = &rope;
  const auto got = joint_attention(in.q, in.k, in.v, options);
  REQUIRE(got);
  check_close(got.value().out, reference::attention(q, k, in.v, heads).out, 3e-6);
}

TEST_CASE("rows handed on while streaming are the stored rows", "[attention]") {
  const auto in = random_inputs(150, 150, 2 * 4, 31);
  JointAttentionOptions options;
  options.heads = 2;
  options.text_tokens = 40;
  const auto stored = joint_attention(in.q, in.k, in.v, options);
  MatrixRM seen = MatrixRM::Constant(300, 150, -1.0f);
  options.keep_weights = false;
  options.on_rows = [&](int head, int first, CRef rows) { seen.middleRows(head * 150 + first, rows.rows()) = rows; };
  const auto streamed = joint_attention(in.q, in.k, in.v, options);
  REQUIRE(stored);
  REQUIRE(streamed);
  CHECK_FALSE(streamed.value().has_weights());
  CHECK(seen == stored.value().weights);
}

TEST_CASE("weights alone are those of cross-attention", "[attention]") {
  for (const int keys : {1, 7, 77}) {
    const auto in = random_inputs(19, keys, 9, 40);
    const MatrixRM weights = attention_weights(in.q, in.k);
    const auto full = cross_attention(in.q, in.k, in.v);
    REQUIRE(full);
    check_close(weights, full.value().weights.cast<double>(), 1e-6);
  }
}

TEST_CASE("inputs may be columns of a wider matrix", "[attention]") {
  Noise noise(4);
  const MatrixRM qkv = noise.matrix(12, 3 * 8);
  AttentionOptions options;
  options.heads = 2;
  const auto got = self_attention(qkv.leftCols(8), qkv.middleCols(8, 8), qkv.rightCols(8), options);
  REQUIRE(got);
  check_close(got.value().out,
              reference::attention<MatrixRM>(qkv.leftCols(8), qkv.middleCols(8, 8), qkv.rightCols(8), 2).out, 3e-6);
}
