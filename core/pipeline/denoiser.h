#pragma once
// The tiny SD3's denoisers (core/pipeline/model_kind.h): one frame (patches in, patches out, conditioning) around three
// kinds of blocks. With joint attention it is diffusers' SD3Transformer2DModel, tensor by tensor.
//
// Shapes: latent [C, h*w], T text and I image tokens, S = T + I, width d.

#include <functional>
#include <variant>
#include <vector>

#include "core/blocks/joint_block.h"
#include "core/blocks/patchify.h"
#include "core/pipeline/model_kind.h"
#include "core/text/text_encoders.h"

namespace lesson {

/// Sizes, as in the weights file's config.
struct DenoiserShape {
  ModelKind kind = ModelKind::flow;
  int width = 128;  ///< d
  int heads = 4;    ///< H
  int blocks = 4;   ///< N
  double mlp = 4;   ///< hidden width of the MLPs in d
  int patch = 2;    ///< p
  LatentShape latent{4, 32, 32};
  int context = 77;      ///< T
  int text_width = 160;  ///< columns of the joined features
  int pooled_width = 160;
  int frequencies = 256;  ///< numbers of the time embedding

  bool qk_norm = true;
  int out_channels = 0;     ///< of the prediction; 0: the latent's
  int position_grid = 16;   ///< side of the grid of places that this latent's are cut from, in patches
  int position_scale = 16;  ///< what that side counts as (sample_size / patch)
  int position_stride = 1;  ///< of those places a side that a patch of this latent covers, and in whose middle it lies

  int outputs() const { return out_channels ? out_channels : latent.channels; }
  int image_tokens() const { return latent.pixels() / (patch * patch); }  ///< I
  int patch_numbers() const { return latent.channels * patch * patch; }
  int hidden() const { return static_cast<int>(mlp * width); }
  bool joint() const { return conditioning_of(kind) != BlockConditioning::cross; }
};

struct Denoiser {
  using Blocks = std::variant<std::vector<JointTransformerBlock>, std::vector<SharedTransformerBlock>,
                              std::vector<CrossTransformerBlock>>;

  DenoiserShape shape;
  Linear patch, text;       ///< p*p*C -> d, features -> d
  Linear time1, time2;      ///< 256 -> d -> d
  Linear pooled1, pooled2;  ///< pooled -> d -> d
  Blocks blocks;
  Linear final_mod, final;  ///< d -> 2d (scale, shift), d -> p*p*C
  MatrixRM positions;       ///< [I, d], fixed

  explicit Denoiser(const DenoiserShape& shape);

  template <class Self, class F>
  static void visit(Self& self, const std::string& prefix, F&& f) {
    const std::string embed = prefix + "time_text_embed.";
    Linear::visit(self.patch, prefix + "pos_embed.proj.", f);
    Linear::visit(self.text, prefix + "context_embedder.", f);
    Linear::visit(self.time1, embed + "timestep_embedder.linear_1.", f);
    Linear::visit(self.time2, embed + "timestep_embedder.linear_2.", f);
    Linear::visit(self.pooled1, embed + "text_embedder.linear_1.", f);
    Linear::visit(self.pooled2, embed + "text_embedder.linear_2.", f);
    visit_blocks(self, prefix + "transformer_blocks.", f);
    Linear::visit(self.final_mod, prefix + "norm_out.linear.", f);
    Linear::visit(self.final, prefix + "proj_out.", f);
  }
  template <class Self, class F>
  static void visit_blocks(Self& self, const std::string& prefix, F&& f) {
    std::visit(
        [&](auto& list) {
          using Block = std::decay_t<decltype(list[0])>;
          for (std::size_t i = 0; i < list.size(); ++i) {
            Block::visit(list[i], prefix + std::to_string(i) + ".", f);
          }
        },
        self.blocks);
  }
};

/// What a prompt means to one denoiser; the same for every step.
struct TextCondition {
  MatrixRM context;  ///< [T, d]
  VectorF pooled;    ///< [d], the pooled text's part of c
};
TextCondition condition(const Denoiser& denoiser, const TextFeatures& features);

/// c [d] = time MLP + pooled part.
VectorF time_condition(const Denoiser& denoiser, double t, const TextCondition& text);

/// Which attention of a block: joint blocks have one, those with cross-attention two.
enum class AttentionKind { joint, self, cross };
inline constexpr std::array<const char*, 3> kAttentionKindIds = {"joint", "self", "cross"};

/// Stages of one forward, for those who watch.
enum class ForwardStage { patchify, concatenate, blocks, split, unpatchify };
inline constexpr int kForwardStages = 5;

/// What a caller may do to, or see of, one forward. All optional; matrices are valid during the call only.
struct ForwardHooks {
  std::vector<QuadrantCut> cuts;  ///< one per block, or empty
  std::function<void(int block, AttentionKind kind, CRef q, CRef k)> on_attention;
  /// Before a block: the joint rows [S, d] as they stand.
  std::function<void(int block, CRef joint)> before_block;
  /// After a block: text [T, d] and image [I, d]; mass per head (joint blocks only, else empty).
  std::function<void(int block, CRef text, CRef image, const std::vector<QuadrantMass>& mass)> on_block;
  /// Image tokens [I, d], joined [S, d], after the blocks [S, d], image rows [I, d], prediction [C, h*w].
  std::function<void(ForwardStage stage, CRef tensor, double ms)> on_stage;
};

/// Buffers of a forward, reused from step to step. With joint attention that is all that grows with S times d: what
/// later steps still allocate are vectors of d to 6d numbers and the patches on their way in and out. Cross-attention
/// takes room of its own for its rows, the same at every step.
struct ForwardScratch {
  MatrixRM joint;  ///< [S, d]
  BlockScratch block;
};

/// Fixed numbers for the places of a latent's patches: [I, d].
MatrixRM patch_positions(const DenoiserShape& shape);

/// latent [C, h*w] at time t in [0, 1] -> prediction [C, h*w]: what its kind is asked for.
MatrixRM predict(const Denoiser& denoiser, CRef latent, double t, const TextCondition& text, ForwardScratch& scratch,
                 const ForwardHooks& hooks = {});

}  // namespace lesson
