// How close to double precision, on inputs made to hurt: large logits, near ties, large values.

#include "core/attention/attention.h"
#include "core/attention/softmax.h"
#include "tests/core/reference.h"

using namespace lesson;
using reference::check_close;
using reference::Noise;

namespace {

void check_within(const MatrixRM& q, const MatrixRM& k, const MatrixRM& v, int heads, int text, double tolerance) {
  const auto want = reference::attention(q, k, v, heads);
  JointAttentionOptions options;
  options.heads = heads;
  options.text_tokens = text;
  const auto stored = joint_attention(q, k, v, options);
  options.keep_weights = false;
  const auto streamed = joint_attention(q, k, v, options);
  REQUIRE(stored);
  REQUIRE(streamed);
  const double size = std::max(1.0, static_cast<double>(v.cwiseAbs().maxCoeff()));
  check_close(stored.value().out, want.out, tolerance * size, "stored");
  check_close(streamed.value().out, want.out, tolerance * size, "streamed");
  for (int h = 0; h < heads; ++h) {
    check_close(stored.value().head(h), want.weights[static_cast<std::size_t>(h)], tolerance, "weights");
  }
}

}  // namespace

TEST_CASE("fast_exp is within 1.2e-7 of exp and flushes what float would lose", "[attention][accuracy]") {
  double worst = 0;
  for (float x = -87.0f; x <= 20.0f; x += 0.00137f) {
    const double want = std::exp(static_cast<double>(x));
    worst = std::max(worst, std::abs(static_cast<double>(fast_exp(x)) - want) / want);
  }
  CHECK(worst < 1.2e-7);
  CHECK(fast_exp(0.0f) == 1.0f);
  CHECK(fast_exp(-87.01f) == 0.0f);
  CHECK(fast_exp(-3e38f) == 0.0f);
  CHECK(fast_exp(-std::numeric_limits<float>::infinity()) == 0.0f);
}

TEST_CASE("ordinary inputs stay within 5e-6 in any mode", "[attention][accuracy]") {
  for (const int dim : {1, 8, 64, 72, 128}) {
    Noise noise(static_cast<std::uint64_t>(dim));
    const auto q = noise.matrix(90, 2 * dim), k = noise.matrix(90, 2 * dim), v = noise.matrix(90, 2 * dim);
    check_within(q, k, v, 2, 30, 5e-6);
  }
}

TEST_CASE("logits in the hundreds and thousands stay within 1e-6", "[attention][accuracy]") {
  for (const double scale : {3.0, 6.0, 20.0, 100.0, 1e4, 1e12}) {
    Noise noise(99);
    const auto q = noise.matrix(60, 2 * 64, scale), k = noise.matrix(60, 2 * 64, scale);
    check_within(q, k, noise.matrix(60, 2 * 64), 2, 20, 1e-6);
  }
}

TEST_CASE("keys that nearly tie at a huge logit are told apart", "[attention][accuracy]") {
  // All keys share a large part and differ little: float scores round the difference away.
  Noise noise(5);
  MatrixRM q = noise.matrix(40, 64), k = noise.matrix(40, 64, 0.05), v = noise.matrix(40, 64);
  q.col(0).setConstant(800.0f);
  k.col(0).setConstant(50.0f);
  check_within(q, k, v, 1, 10, 1e-6);
}

TEST_CASE("large values keep their relative accuracy", "[attention][accuracy]") {
  Noise noise(6);
  check_within(noise.matrix(40, 32), noise.matrix(40, 32), noise.matrix(40, 32, 1e6), 2, 10, 1e-6);
}

TEST_CASE("tiny inputs give uniform weights", "[attention][accuracy]") {
  Noise noise(6);
  check_within(noise.matrix(40, 32, 1e-30), noise.matrix(40, 32, 1e-30), noise.matrix(40, 32), 2, 10, 1e-6);
}

TEST_CASE("streaming keeps up with a top that rises at every key", "[attention][accuracy]") {
  Noise noise(7);
  MatrixRM q = MatrixRM::Ones(3, 1), k(700, 1), v = noise.matrix(700, 1);
  for (int j = 0; j < 700; ++j) k(j, 0) = 0.02f * static_cast<float>(j);
  AttentionOptions options;
  options.keep_weights = false;
  for (const auto precision : {Precision::fast, Precision::exact}) {
    options.precision = precision;
    const auto got = cross_attention(q, k, v, options);
    REQUIRE(got);
    check_close(got.value().out, reference::attention(q, k, v, 1).out, 3e-6);
  }
}
