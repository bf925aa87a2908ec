#pragma once
// The denoisers that the trainer makes (tools/train/tinysd3/train_denoiser.py, ARMS): the model of the page and arms
// beside it that change one thing each, or two.

#include <array>
#include <string_view>

#include "core/result.h"

namespace lesson {

/// How text reaches the image.
enum class BlockConditioning {
  joint,  ///< MMDiT: text and image answer each other, each with weights of its own
  cross,  ///< self- and cross-attention: the text is read and never answers
  shared  ///< joint attention with one set of weights for both
};

/// What the network is asked for.
enum class Objective {
  velocity,    ///< eps - x0 on the straight path (1 - t) x0 + t eps
  noise,       ///< eps on Stable Diffusion v1's scaled-linear schedule
  v_diffusion  ///< sqrt(abar) eps - sqrt(1 - abar) x0 on a cosine schedule that ends in pure noise
};

/// `flow` is the model of the page. The others are arms of one experiment on small pictures, of which `flow_small` is
/// the one that changes nothing: they compare with it.
enum class ModelKind { flow, flow_cross, noise, noise_cross, v_diffusion, flow_shared, flow_small };
inline constexpr int kModelKinds = 7;

/// Identifiers as in requests, states, links and files, indexed by ModelKind.
inline constexpr std::array<const char*, kModelKinds> kModelKindIds = {
    "flow", "flow_cross", "noise", "noise_cross", "v_diffusion", "flow_shared", "flow_small"};
/// What changes against flow, in a few words.
inline constexpr std::array<const char*, kModelKinds> kModelKindTitles = {
    "Flow matching, joint attention",
    "Flow matching, cross-attention",
    "Noise prediction, joint attention",
    "Noise prediction, cross-attention",
    "v-prediction, joint attention",
    "Flow matching, shared weights",
    "Flow matching, joint attention, small pictures"};

constexpr BlockConditioning conditioning_of(ModelKind kind) {
  if (kind == ModelKind::flow_shared) return BlockConditioning::shared;
  return kind == ModelKind::flow_cross || kind == ModelKind::noise_cross ? BlockConditioning::cross
                                                                         : BlockConditioning::joint;
}
constexpr Objective objective_of(ModelKind kind) {
  if (kind == ModelKind::v_diffusion) return Objective::v_diffusion;
  return kind == ModelKind::noise || kind == ModelKind::noise_cross ? Objective::noise : Objective::velocity;
}

/// The kind of an identifier, or of the name that it had before: "ddpm" is noise_cross, "shared" is flow_shared.
/// Error lists the identifiers.
Result<ModelKind> parse_model_kind(std::string_view id);

}  // namespace lesson
