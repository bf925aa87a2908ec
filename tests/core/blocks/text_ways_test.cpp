// Six ways to let text in: who moves whom, asked of the blocks themselves.

#include "core/blocks/text_ways.h"

#include "core/attention/attention.h"
#include "tests/core/blocks/twins.h"

using namespace lesson;
using namespace lesson::catalogue;

namespace {

constexpr EntryShape kShape;

EntryStudy studied(TextEntry entry, float scale = 1) {
  EntryStudy study(entry, kShape, scale);
  while (!study.done()) study.work();
  return study;
}

/// Rows [first row, last row) that a source of [first, last) moved, after so many blocks.
int reached(const EntryStudy& study, int blocks, int row, int last_row, int source, int last_source) {
  return static_cast<int>(
      (study.moved(blocks).block(row, source, last_row - row, last_source - source).array() > 0).count());
}

constexpr int kText = kShape.words, kAll = kShape.words + kShape.patches, kSources = kAll + kShape.reference;

}  // namespace

TEST_CASE("every way lets each word reach each patch within a block", "[text-ways]") {
  for (int i = 0; i < kTextEntries; ++i) {
    INFO(kTextEntryIds[static_cast<std::size_t>(i)]);
    const EntryStudy study = studied(static_cast<TextEntry>(i));
    CHECK(reached(study, 0, kText, kAll, 0, kText) == 0);
    CHECK(reached(study, 1, kText, kAll, 0, kText) == kShape.patches * kShape.words);
    CHECK(reached(study, 1, kText, kAll, kText, kAll) == kShape.patches * kShape.patches);
  }
}

TEST_CASE("a patch reaches a word only where the text stands in the sequence", "[text-ways]") {
  for (int i = 0; i < kTextEntries; ++i) {
    const auto entry = static_cast<TextEntry>(i);
    INFO(kTextEntryIds[static_cast<std::size_t>(i)]);
    const EntryStudy study = studied(entry);
    const int all = rewrites_text(entry) ? kShape.words * kShape.patches : 0;
    for (int blocks = 1; blocks <= kShape.blocks; ++blocks) CHECK(reached(study, blocks, 0, kText, kText, kAll) == all);
    CHECK((study.drift().rightCols(kShape.blocks).array() > 0).any() == rewrites_text(entry));
  }
}

TEST_CASE("cross-attention hands every block the words as they came", "[text-ways]") {
  const EntryStudy study = studied(TextEntry::cross);
  const MatrixRM words = study.moved(kShape.blocks).topLeftCorner(kText, kText);
  for (int a = 0; a < kText; ++a)
    for (int b = 0; b < kText; ++b) CHECK((words(a, b) > 0) == (a == b));
  CHECK(study.drift().isZero(0));
}

TEST_CASE("the last joint block leaves its words as they are", "[text-ways]") {
  const EntryStudy study = studied(TextEntry::own);
  CHECK(study.drift().col(kShape.blocks) == study.drift().col(kShape.blocks - 1));
  const EntryStudy single = studied(TextEntry::single);
  CHECK(single.drift().col(kShape.blocks) != single.drift().col(kShape.blocks - 1));
}

TEST_CASE("a reference picture moves patches as far as its scale lets it, and only in the adapter", "[text-ways]") {
  for (int i = 0; i < kTextEntries; ++i) {
    const auto entry = static_cast<TextEntry>(i);
    INFO(kTextEntryIds[static_cast<std::size_t>(i)]);
    const int count = reached(studied(entry), kShape.blocks, 0, kAll, kAll, kSources);
    CHECK(count == (entry == TextEntry::adapter ? kShape.patches * kShape.reference : 0));
  }
  CHECK(reached(studied(TextEntry::adapter, 0), kShape.blocks, 0, kAll, kAll, kSources) == 0);
  const auto strength = [](float scale) { return studied(TextEntry::adapter, scale).moved(1).rightCols(4).sum(); };
  CHECK(strength(0.25f) < strength(1));
}

TEST_CASE("rows of a reference picture are made of what is seen in it", "[text-ways]") {
  EntryStack stack(TextEntry::adapter, kShape);
  const MatrixRM random = stack.input().reference;
  const auto rows_of = [&](std::vector<float> seen) {
    stack.look_at(seen);
    return stack.input().reference;
  };
  const MatrixRM red = rows_of({1, 0, 0, 0.5f}), blue = rows_of({0, 0, 1, 0.5f});
  CHECK(red != random);
  CHECK(red != blue);
  CHECK(rows_of({1, 0, 0, 0.5f}) == red);
  CHECK((red.rowwise().mean().array().abs() < 1e-5f).all());  // as a LayerNorm leaves them
  CHECK(((red.rowwise().squaredNorm() / kShape.width).array() - 1).abs().maxCoeff() < 1e-3f);
  const std::vector<float> seen = {1, 0, 0, 0.5f};
  const EntryStudy with(TextEntry::adapter, kShape, 1, seen), without(TextEntry::adapter, kShape);
  CHECK(with.stack().input().reference == red);
  CHECK(with.stack().run(with.stack().input()).back().image !=
        without.stack().run(without.stack().input()).back().image);
}

TEST_CASE("without a scale the adapter is its cross-attention block", "[blocks]") {
  AdapterBlock block(16, 16, 16, 2, 24, true);
  twin::randomise(block, 5);
  reference::Noise noise(6);
  const MatrixRM text = noise.matrix(5, 16), picture = noise.matrix(4, 16), image = noise.matrix(9, 16);
  const VectorF c = noise.vector(16);
  MatrixRM with = image, without = image;
  BlockScratch scratch;
  run(block, with, text, picture, 0, c, scratch);
  run(static_cast<const CrossDiTBlock&>(block), without, text, c, scratch);
  CHECK(with == without);
}

TEST_CASE("the adapter's two softmaxes are decoupled attention", "[blocks]") {
  AdapterBlock block(16, 16, 16, 2, 24, false);
  twin::randomise(block, 7);
  // Nothing but the two readings: self-attention and MLP add nothing.
  block.self.out.weight.setZero(), block.self.out.bias.setZero();
  block.self.fc2.weight.setZero(), block.self.fc2.bias.setZero();
  reference::Noise noise(8);
  const MatrixRM text = noise.matrix(5, 16), picture = noise.matrix(4, 16), image = noise.matrix(9, 16);
  MatrixRM x = image;
  BlockScratch scratch;
  run(block, x, text, picture, 0.7f, noise.vector(16), scratch);

  const auto through = [](const Linear& layer, const MatrixRM& rows) {
    MatrixRM out(rows.rows(), layer.out());
    apply(layer, rows, out);
    return out;
  };
  MatrixRM normed(9, 16);
  normalise(image, normed);
  const MatrixRM q = through(block.cross_q, normed), kv = through(block.cross_kv, text),
                 ref = through(block.adapter_kv, picture);
  AttentionOptions options;
  options.heads = 2;
  const auto both = decoupled_cross_attention(q, kv.leftCols(16), kv.rightCols(16), ref.leftCols(16), ref.rightCols(16),
                                              0.7f, options);
  REQUIRE(both);
  const MatrixRM want = image + through(block.cross_out, both.value().out);
  CHECK((x - want).cwiseAbs().maxCoeff() < 1e-5f);
}

TEST_CASE("the catalogue counts each way's block as its constructor does", "[text-ways][catalogue]") {
  const EntrySize size{.words = 5, .patches = 16, .reference = 4, .width = 24, .heads = 2};
  const auto weights = [&](TextEntry entry) { return entry_costs(entry, size).weights; };
  CHECK(weights(TextEntry::modulation) == parameters(DiTBlock(24, 2, 96)));
  CHECK(weights(TextEntry::cross) == parameters(CrossDiTBlock(24, 24, 2, 96, false)));
  CHECK(weights(TextEntry::shared) == parameters(SharedBlock(24, 2, 96, false)));
  CHECK(weights(TextEntry::own) == parameters(MMDiTBlock(24, 2, 96, false)));
  CHECK(weights(TextEntry::single) + 2 * 12 == parameters(FluxSingleBlock(24, 2, 96)));
  CHECK(weights(TextEntry::adapter) == parameters(AdapterBlock(24, 24, 24, 2, 96, false)));
}

TEST_CASE("attention weights and work of each way follow from its rows", "[text-ways][catalogue]") {
  const EntrySize size;
  const auto costs = [&](TextEntry entry) { return entry_costs(entry, size); };
  CHECK(costs(TextEntry::modulation).entries == 24 * 16 * 16);
  CHECK(costs(TextEntry::cross).entries == 24 * 16 * 21);
  CHECK(costs(TextEntry::own).entries == 24 * 21 * 21);
  CHECK(costs(TextEntry::adapter).entries == 24 * 16 * 25);
  CHECK(costs(TextEntry::adapter).softmaxes == 3);
  // Key and value of four rows, and four more keys for sixteen queries.
  const std::int64_t d = 1536, more = costs(TextEntry::adapter).flops - costs(TextEntry::cross).flops;
  CHECK(more == 4 * 4 * d * d + 2 * 2 * 16 * 4 * d);
  CHECK(10 * costs(TextEntry::own).weights > 19 * costs(TextEntry::shared).weights);
  CHECK(costs(TextEntry::single).weights < costs(TextEntry::shared).weights);
}
