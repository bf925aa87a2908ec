// The record gives back every weight closely enough to be shown, and is small.

#include "core/attention/attention.h"
#include "core/pipeline/run.h"
#include "tests/core/pipeline/tiny.h"

using namespace lesson;
using reference::check_close;
using reference::Noise;

TEST_CASE("rows packed at 16 bits come back within a part in 65,000 of their largest", "[pipeline][record]") {
  MatrixRM x = Noise(1).matrix(9, 35, 4.0);
  x.row(3).setZero();
  x.row(4) *= 1e-20f;
  x.row(5) *= 1e20f;
  const auto packed = PackedRows::pack(x);
  const MatrixRM back = packed.columns(0, 35);
  for (int row = 0; row < 9; ++row) {
    const float largest = x.row(row).cwiseAbs().maxCoeff();
    CHECK((back.row(row) - x.row(row)).cwiseAbs().maxCoeff() <= largest / 65000.0f);
  }
  CHECK(packed.columns(8, 7) == back.middleCols(8, 7));
}

TEST_CASE("rebuilt weights are the run's own, text and image, cut or not", "[pipeline][record]") {
  const int heads = 2, text = 70, tokens = 200;
  const MatrixRM q = Noise(2).matrix(tokens, 16, 2.0), k = Noise(3).matrix(tokens, 16, 2.0);
  for (const char* list : {"", "image_reads_text", "text_reads_text,text_reads_image"}) {
    JointAttentionOptions options;
    options.heads = heads;
    options.text_tokens = text;
    options.cut = parse_quadrant_cut(list).value();
    const auto want = joint_attention(q, k, q, options);
    REQUIRE(want);
    AttentionRecord record(2, 3, heads, text, true);
    record.add(1, 2, AttentionKind::joint, q, k, options.cut);
    CHECK(record.has(1, 2, AttentionKind::joint));
    CHECK_FALSE(record.has(0, 2, AttentionKind::joint));
    CHECK_FALSE(record.has(1, 2, AttentionKind::self));
    for (int head = 0; head < heads; ++head) {
      const MatrixRM all = record.weights(1, 2, head, AttentionKind::joint);
      check_close(all, want.value().head(head), 1e-3, list);
      for (const auto& [first, count] : {std::pair{0, 3}, {68, 5}, {199, 1}}) {
        check_close(record.rows(1, 2, head, AttentionKind::joint, first, count), all.middleRows(first, count).eval(),
                    1e-6);
      }
    }
  }
}

TEST_CASE("self- and cross-attention of one block are kept apart", "[pipeline][record]") {
  const MatrixRM image = Noise(4).matrix(9, 8), words = Noise(5).matrix(5, 8);
  AttentionRecord record(1, 1, 2, 5, false);
  record.add(0, 0, AttentionKind::self, image, image, {});
  record.add(0, 0, AttentionKind::cross, image, words, {});
  AttentionOptions options;
  options.heads = 2;
  const auto self = self_attention(image, image, image, options);
  const auto cross = cross_attention(image, words, words, options);
  REQUIRE(self);
  REQUIRE(cross);
  check_close(record.weights(0, 0, 1, AttentionKind::self), self.value().head(1), 1e-3);
  check_close(record.weights(0, 0, 1, AttentionKind::cross), cross.value().head(1), 1e-3);
}

TEST_CASE("the record of the real model is within 2e-4 of its weights and well below 96 MB", "[pipeline][record]") {
  RunRequest request;
  request.prompt = "a cat sitting on a beach at sunset";
  request.steps = 2;
  const auto run = run_to_end(tiny_sd3(), request);
  REQUIRE(run);
  const AttentionRecord& record = run.value().record();
  const double per_step = static_cast<double>(record.bytes()) / 2;
  CHECK(per_step * kMaxRunSteps < 70e6);

  // The same forward again, with full precision.
  const Denoiser& net = tiny_sd3().denoiser(ModelKind::flow)->net;
  const TextCondition text = condition(net, tiny_sd3().features(run.value().text()));
  double worst = 0;
  ForwardHooks hooks;
  hooks.on_attention = [&](int block, AttentionKind kind, CRef q, CRef k) {
    JointAttentionOptions options;
    options.heads = net.shape.heads;
    options.text_tokens = net.shape.context;
    const auto want = joint_attention(q, k, q, options);
    REQUIRE(want);
    for (int head = 0; head < 4; ++head) {
      const MatrixRM gap = record.weights(1, block, head, kind) - want.value().head(head);
      worst = std::max(worst, static_cast<double>(gap.cwiseAbs().maxCoeff()));
      for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::abs(record.mass(1, block, head)[i] - want.value().mass[static_cast<std::size_t>(head)][i]) < 1e-5);
      }
    }
  };
  ForwardScratch scratch;
  predict(net, run.value().history()[1].latent, run.value().history()[1].t, text, scratch, hooks);
  INFO("worst " << worst << ", " << per_step << " bytes a step");
  CHECK(worst < 2e-4);
}
