#pragma once
// What a weights file of the format "tiny-sd3/2" holds besides its denoiser: the parts of a Stable Diffusion 3
// checkpoint under their published names, each after the name of its folder (tools/train/FORMAT.md).

#include "core/io/safetensors.h"
#include "core/pipeline/sd3_config.h"
#include "core/text/sd3_text.h"

namespace lesson {

/// Folders of a checkpoint that hold weights, as they precede tensor names.
inline constexpr std::array<const char*, 5> kSd3Parts = {"text_encoder", "text_encoder_2", "text_encoder_3",
                                                         "transformer", "vae"};

struct Sd3Parts {
  Sd3Tokenizer tokenizer;
  Sd3Readers readers;
  AutoencoderEncoder encoder;
  AutoencoderDecoder decoder;
};

/// Sizes of everything in a config, after checking that the parts fit each other. Error names the key.
struct Sd3Config {
  ClipTextConfig clip_l, clip_g;
  T5ModelShape t5;
  DenoiserShape transformer;
  AutoencoderShape vae;
  FlowMatchConfig scheduler;
  PromptLengths lengths;
};
Result<Sd3Config> read_sd3_config(const Json& config, std::size_t bytes);

/// Error names the tensor or key.
Result<Sd3Parts> read_sd3_parts(const SafetensorsFile& file, const Json& config, const Sd3Config& sizes);

/// Every tensor that a checkpoint of these sizes stores, by its full name: f(name, tensor of that shape). The tensors
/// are zeros; the fixed table of places is not among them.
template <class F>
void visit_sd3_tensors(const Sd3Config& sizes, F&& f) {
  const auto all = [&f](const char* prefix, const auto& model) {
    std::decay_t<decltype(model)>::visit(model, prefix, f);
  };
  all("text_encoder.", ClipTextModel(sizes.clip_l.shape));
  all("text_encoder_2.", ClipTextModel(sizes.clip_g.shape));
  all("text_encoder_3.", T5EncoderModel(sizes.t5));
  all("transformer.", Denoiser(sizes.transformer));
  all("vae.encoder.", AutoencoderEncoder(sizes.vae));
  all("vae.decoder.", AutoencoderDecoder(sizes.vae));
}

}  // namespace lesson
