#pragma once
// The config.json of every part of a Stable Diffusion 3 checkpoint -> sizes. A part that asks for what this core does
// not compute (another class, activation, normalisation ...) is refused with the key that says so.
//
// `bytes`: how many the part's weights have. Sizes that they cannot fill are refused, since a weight takes at least
// one: nothing is allocated for a config alone.

#include <cstddef>
#include <string>

#include "core/io/json_reader.h"
#include "core/pipeline/denoiser.h"
#include "core/text/clip_text_model.h"
#include "core/text/t5_encoder_model.h"
#include "core/vae/autoencoder_kl.h"

namespace lesson {

inline constexpr int kLargestSize = 1 << 16;  ///< no size in a config is larger: guards allocations

/// A reader of the settings in the header of a weights file.
class WeightsConfig : public JsonReader {
 public:
  explicit WeightsConfig(const Json& json, const std::string& where = "config")
      : JsonReader(json, where + ".",
                   {"a setting is missing or wrong", "Take the weights file that belongs to this version."}) {}
  int size(const char* key) { return whole(key, 1, kLargestSize); }
};

/// transformers' CLIPTextModelWithProjection.
struct ClipTextConfig {
  ClipTextShape shape;
  int bos = 0, eos = 0;
};
Result<ClipTextConfig> clip_text_config(const Json& json, const std::string& where, std::size_t bytes);

/// transformers' T5EncoderModel.
Result<T5ModelShape> t5_config(const Json& json, const std::string& where, std::size_t bytes);

/// diffusers' SD3Transformer2DModel, for latents of its own sample_size. `context` is left for the caller.
Result<DenoiserShape> transformer_config(const Json& json, const std::string& where, std::size_t bytes);

/// diffusers' AutoencoderKL.
Result<AutoencoderShape> autoencoder_config(const Json& json, const std::string& where, std::size_t bytes);

/// diffusers' FlowMatchEulerDiscreteScheduler.
struct FlowMatchConfig {
  int train_steps = 1000;  ///< num_train_timesteps
  double shift = 1.0;
};
Result<FlowMatchConfig> scheduler_config(const Json& json, const std::string& where);

}  // namespace lesson
