#pragma once
// How diffusers names the classes and files of a checkpoint folder. Internal to import and export.

#include <array>

#include "core/pipeline/sd3_checkpoint.h"

namespace lesson {

/// A part with weights: in the order of kSd3Parts.
struct PublishedPart {
  const char* folder;
  const char* library;
  const char* class_name;
  const char* weights;  ///< file name

  std::string config_path() const { return std::string(folder) + "/config.json"; }
  std::string weights_path() const { return std::string(folder) + "/" + weights; }
};

inline constexpr const char* kDiffusersWeights = "diffusion_pytorch_model.safetensors";
inline constexpr std::array<PublishedPart, 5> kPublishedParts = {{
    {kSd3Parts[0], "transformers", "CLIPTextModelWithProjection", "model.safetensors"},
    {kSd3Parts[1], "transformers", "CLIPTextModelWithProjection", "model.safetensors"},
    {kSd3Parts[2], "transformers", "T5EncoderModel", "model.safetensors"},
    {kSd3Parts[3], "diffusers", "SD3Transformer2DModel", kDiffusersWeights},
    {kSd3Parts[4], "diffusers", "AutoencoderKL", kDiffusersWeights},
}};

inline constexpr const char* kPipelineClass = "StableDiffusion3Pipeline";
inline constexpr const char* kSchedulerClass = "FlowMatchEulerDiscreteScheduler";
inline constexpr const char* kIndexPath = "model_index.json";
inline constexpr const char* kSchedulerPath = "scheduler/scheduler_config.json";
inline constexpr const char* kOwnPath = "tiny-sd3.json";  ///< what a weights file knows beyond a checkpoint
inline constexpr const char* kPlacesTensor = "pos_embed.pos_embed";

/// The fixed table of places [1, grid^2, d] as PatchEmbed keeps it, as a matrix.
inline MatrixRM places_table(DenoiserShape shape) {
  shape.latent.height = shape.latent.width = shape.position_grid * shape.patch;
  return patch_positions(shape);
}

}  // namespace lesson
