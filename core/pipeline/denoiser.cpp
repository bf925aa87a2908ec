#include "core/pipeline/denoiser.h"

#include "core/blocks/activation.h"
#include "core/blocks/embedding.h"
#include "core/blocks/norm.h"
#include "core/stopwatch.h"

namespace lesson {

namespace {

/// The last one drops its text.
std::vector<JointTransformerBlock> joint_blocks(const DenoiserShape& s) {
  std::vector<JointTransformerBlock> blocks;
  blocks.reserve(static_cast<std::size_t>(s.blocks));
  for (int i = 0; i < s.blocks; ++i) {
    blocks.emplace_back(s.width, s.heads, s.hidden(), s.qk_norm, i + 1 == s.blocks);
  }
  return blocks;
}

template <class Block>
std::vector<Block> equal_blocks(const DenoiserShape& s, const Block& block) {
  return std::vector<Block>(static_cast<std::size_t>(s.blocks), block);
}

Denoiser::Blocks make_blocks(const DenoiserShape& s) {
  switch (conditioning_of(s.kind)) {
    case BlockConditioning::shared:
      return equal_blocks(s, SharedTransformerBlock(s.width, s.heads, s.hidden(), s.qk_norm));
    case BlockConditioning::cross:
      return equal_blocks(s, CrossTransformerBlock(s.width, s.width, s.heads, s.hidden(), s.qk_norm));
    case BlockConditioning::joint: break;
  }
  return joint_blocks(s);
}

AttentionTap tap_of(const ForwardHooks& hooks, int block, AttentionKind kind) {
  if (!hooks.on_attention) return {};
  return [&hooks, block, kind](CRef q, CRef k) { hooks.on_attention(block, kind, q, k); };
}

/// Joint blocks rewrite both modalities.
template <class Block>
void run_block(const Block& block, MRef text, MRef image, CRef, CVec c, const QuadrantCut& cut, int index,
               const ForwardHooks& hooks, BlockScratch& scratch) {
  run(block, text, image, c, scratch, {cut, nullptr, tap_of(hooks, index, AttentionKind::joint)});
}

/// Cross-attention reads the text as it came, in every block.
void run_block(const CrossTransformerBlock& block, MRef, MRef image, CRef context, CVec c, const QuadrantCut& cut,
               int index, const ForwardHooks& hooks, BlockScratch& scratch) {
  scratch.attend.mass.clear();
  run(block, image, context, c, scratch,
      {cut, tap_of(hooks, index, AttentionKind::self), tap_of(hooks, index, AttentionKind::cross)});
}

}  // namespace

Denoiser::Denoiser(const DenoiserShape& s)
    : shape(s),
      patch(s.patch_numbers(), s.width),
      text(s.text_width, s.width),
      time1(s.frequencies, s.width),
      time2(s.width, s.width),
      pooled1(s.pooled_width, s.width),
      pooled2(s.width, s.width),
      blocks(make_blocks(s)),
      final_mod(s.width, 2 * s.width),
      final(s.width, s.outputs() * s.patch * s.patch),
      positions(patch_positions(s)) {}

MatrixRM patch_positions(const DenoiserShape& s) {
  const int rows = s.latent.height / s.patch, cols = s.latent.width / s.patch;
  // PatchEmbed.cropped_pos_embed: the middle of a larger grid, whose side counts as position_scale.
  const auto line = [&s](int count) {
    std::vector<float> places;
    const float step = static_cast<float>(static_cast<double>(s.position_grid) / s.position_scale);
    const int first = (s.position_grid - count * s.position_stride) / 2;
    const float middle = 0.5f * static_cast<float>(s.position_stride - 1);
    for (int i = 0; i < count; ++i) {
      places.push_back((static_cast<float>(first + i * s.position_stride) + middle) / step);
    }
    return places;
  };
  return sincos_positions(line(rows), line(cols), s.width, AxisOrder::x_first);
}

TextCondition condition(const Denoiser& denoiser, const TextFeatures& features) {
  TextCondition result{MatrixRM(features.features.rows(), denoiser.shape.width), {}};
  apply(denoiser.text, features.features, result.context);
  result.pooled = apply(denoiser.pooled2, silu_of(apply(denoiser.pooled1, features.pooled)));
  return result;
}

VectorF time_condition(const Denoiser& denoiser, double t, const TextCondition& text) {
  const VectorF time = timestep_embedding(t, denoiser.shape.frequencies);
  return apply(denoiser.time2, silu_of(apply(denoiser.time1, time))) + text.pooled;
}

MatrixRM predict(const Denoiser& denoiser, CRef latent, double t, const TextCondition& text, ForwardScratch& scratch,
                 const ForwardHooks& hooks) {
  const DenoiserShape& shape = denoiser.shape;
  const int text_tokens = static_cast<int>(text.context.rows()), image_tokens = shape.image_tokens();
  Stopwatch watch;
  const auto done = [&](ForwardStage stage, CRef tensor) {
    if (hooks.on_stage) hooks.on_stage(stage, tensor, watch.lap_ms());
  };

  scratch.joint.resize(text_tokens + image_tokens, shape.width);
  MRef text_rows = scratch.joint.topRows(text_tokens), image_rows = scratch.joint.bottomRows(image_tokens);
  const VectorF c = time_condition(denoiser, t, text);
  apply(denoiser.patch, patchify(latent, shape.latent, shape.patch), image_rows);
  image_rows += denoiser.positions;
  done(ForwardStage::patchify, image_rows);
  text_rows = text.context;
  done(ForwardStage::concatenate, scratch.joint);

  std::visit(
      [&](const auto& blocks) {
        for (int i = 0; i < static_cast<int>(blocks.size()); ++i) {
          const auto at = static_cast<std::size_t>(i);
          const QuadrantCut cut = hooks.cuts.empty() ? QuadrantCut{} : hooks.cuts[at];
          if (hooks.before_block) hooks.before_block(i, scratch.joint);
          run_block(blocks[at], text_rows, image_rows, text.context, c, cut, i, hooks, scratch.block);
          if (hooks.on_block) hooks.on_block(i, text_rows, image_rows, scratch.block.attend.mass);
        }
      },
      denoiser.blocks);
  done(ForwardStage::blocks, scratch.joint);
  done(ForwardStage::split, image_rows);

  const VectorF mods = apply(denoiser.final_mod, silu_of(c));
  MRef normed = scratch.block.normed.topRows(image_tokens);
  modulate(image_rows, mods.tail(shape.width), mods.head(shape.width), normed);  // scale comes first
  MatrixRM patches(image_tokens, denoiser.final.out());
  apply(denoiser.final, normed, patches);
  const LatentShape predicted{shape.outputs(), shape.latent.height, shape.latent.width};
  MatrixRM prediction = unpatchify(patches, predicted, shape.patch, PatchOrder::row_col_channel);
  done(ForwardStage::unpatchify, prediction);
  return prediction;
}

}  // namespace lesson
