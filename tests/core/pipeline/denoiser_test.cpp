// One forward of each denoiser against PyTorch: conditioning, every block, attention, prediction.

#include "core/attention/attention.h"
#include "core/pipeline/tiny.h"

using namespace lesson;

namespace {

constexpr double kTime = 0.7;

/// Every `step`-th row, as the fixture keeps them for ddpm and shared.
MatrixRM every(const MatrixRM& x, int step) {
  MatrixRM rows((x.rows() + step - 1) / step, x.cols());
  for (Eigen::Index i = 0; i < rows.rows(); ++i) rows.row(i) = x.row(i * step);
  return rows;
}

TextCondition condition_of(const Denoiser& net, int prompt) {
  const auto text = encode_prompt(kFixturePrompts[static_cast<std::size_t>(prompt)]);
  return condition(net, join(tiny_sd3().encoders(), text));
}

/// The recorded piece of attention: block 1, head 2, every 16th row.
void check_weights(const std::string& kind, CRef q, CRef k) {
  AttentionOptions options;
  options.heads = 4;
  const auto weights = cross_attention(q, k, k, options);
  REQUIRE(weights);
  check_parity(every(weights.value().head(2), 16), fixture_matrix(tiny_fixture(), kind + ".weights_block1_head2"),
               "weights");
}

void check_forward(ModelKind kind, int row_step) {
  const std::string name = kModelKindIds[static_cast<std::size_t>(kind)];
  const TrainedDenoiser* trained = tiny_sd3().denoiser(kind);
  REQUIRE(trained);
  for (int item = 0; item < 2; ++item) {
    const TextCondition text = condition_of(trained->net, item);
    ForwardHooks hooks;
    int images = 0, texts = 0, maps = 0;  // compared
    if (item == 0) {
      check_parity(text.context, fixture_item(name + ".context", 77, 128), "context");
      check_parity(time_condition(trained->net, kTime, text).transpose().eval(), fixture_item(name + ".c", 1, 128),
                   "c");
      hooks.on_block = [&](int block, CRef text_rows, CRef image, const auto&) {
        const std::string prefix = name + ".blocks." + std::to_string(block);
        check_parity(every(image, row_step), fixture_matrix(tiny_fixture(), prefix + ".image"), prefix + ".image");
        ++images;
        if (!tiny_fixture().find(prefix + ".text")) return;
        check_parity(every(text_rows, row_step), fixture_matrix(tiny_fixture(), prefix + ".text"), prefix + ".text");
        ++texts;
      };
      hooks.on_attention = [&](int block, AttentionKind attention, CRef q, CRef k) {
        if (block == 1 && attention != AttentionKind::self) check_weights(name, q, k), ++maps;
      };
    }
    ForwardScratch scratch;
    const MatrixRM noise = fixture_item("run.noise", 4, 32 * 32, item);
    const MatrixRM got = predict(trained->net, noise, kTime, text, scratch, hooks);
    check_parity(got, fixture_item(name + ".v", 4, 32 * 32, item), "prediction");
    if (item != 0) continue;
    CHECK(images == trained->net.shape.blocks);
    CHECK(texts == (kind == ModelKind::ddpm   ? 0
                    : kind == ModelKind::flow ? images - 1
                                              : images));  // flow's last drops it
    CHECK(maps == 1);
  }
}

}  // namespace

TEST_CASE("the flow denoiser equals PyTorch's, block by block", "[pipeline][parity]") {
  check_forward(ModelKind::flow, 1);
}
TEST_CASE("the baseline equals PyTorch's, block by block", "[pipeline][parity]") { check_forward(ModelKind::ddpm, 8); }
TEST_CASE("the negative example equals PyTorch's, block by block", "[pipeline][parity]") {
  check_forward(ModelKind::shared, 8);
}

TEST_CASE("a forward with hooks gives the same as without", "[pipeline]") {
  const Denoiser& net = tiny_sd3().denoiser(ModelKind::flow)->net;
  const TextCondition text = condition_of(net, 0);
  const MatrixRM noise = fixture_item("run.noise", 4, 32 * 32);
  ForwardHooks hooks;
  int stages = 0, attentions = 0, blocks = 0;
  hooks.on_stage = [&](ForwardStage, CRef, double) { ++stages; };
  hooks.on_attention = [&](int, AttentionKind, CRef, CRef) { ++attentions; };
  hooks.on_block = [&](int, CRef, CRef, const std::vector<QuadrantMass>& mass) { blocks += mass.size() == 4; };
  hooks.cuts.resize(4);
  ForwardScratch scratch, other;
  CHECK(predict(net, noise, 0.5, text, scratch, hooks) == predict(net, noise, 0.5, text, other));
  CHECK(stages == kForwardStages);
  CHECK(attentions == 4);
  CHECK(blocks == 4);
}
