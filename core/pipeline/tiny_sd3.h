#pragma once
// The tiny SD3's weights, from its safetensors files (tools/train/FORMAT.md).
//
//   tiny-sd3.safetensors           encoders, VAE, the flow denoiser: needed by every run
//   tiny-sd3-KIND.safetensors      the denoiser of an arm (core/pipeline/model_kind.h), its _ written as -
//
// Files are of the format "tiny-sd3/2": a Stable Diffusion 3 checkpoint whose readers, denoiser and autoencoder are the
// published classes, and denoisers beside it.

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/pipeline/denoiser.h"
#include "core/pipeline/pointing.h"
#include "core/pipeline/sd3_checkpoint.h"

namespace lesson {

enum class RunSampler { euler, heun, ddim, ancestral };
inline constexpr std::array<const char*, 4> kRunSamplerIds = {"euler", "heun", "ddim", "ancestral"};

/// The settings a model was found to work best with, from its file.
struct ModelDefaults {
  int steps = 28;
  double guidance = 2.0;
  double shift = 1.0;                      ///< of a velocity
  RunSampler sampler = RunSampler::euler;  ///< ddim for the others
};

/// The noise schedule of a network that predicts noise: Stable Diffusion v1's.
struct DdpmConfig {
  int steps = 1000;
  double beta_start = 0.00085, beta_end = 0.012;
  double x0_clamp = 3.5;  ///< predicted clean latents are cut to this size
};

/// One denoiser with what its file says about it.
struct TrainedDenoiser {
  Denoiser net;
  ModelDefaults defaults;
  DdpmConfig ddpm;            ///< of noise prediction, and of a velocity on its levels
  FlowMatchConfig scheduler;  ///< of a velocity
  double samples_trained = 0;
  bool full_size = true;             ///< false: trained on small pictures alone
  std::optional<Pointing> pointing;  ///< where it was measured
  std::string sha256;                ///< of the whole file, 64 hexadecimal digits
};

/// One of the three text encoders, for those who tell about it.
struct ReaderSize {
  int rows = 0, width = 0;  ///< of what it says about a prompt
  std::int64_t parameters = 0;
};

/// Everything a run reads. Load once, share between runs; const afterwards.
class TinySd3 {
 public:
  /// The first file. Error names the tensor or setting that is missing or of another size.
  static Result<TinySd3> load(std::span<const std::byte> file);

  /// A further file, of an arm, made for the same text sizes, and for latents of the same size or a whole part of it.
  Result<void> add(std::span<const std::byte> file);

  /// A prompt through the three text encoders.
  EncodedText read(std::string_view prompt) const;
  /// What the denoiser is told of it. A dropped encoder's part is zeros.
  TextFeatures features(const EncodedText& text, const EncoderDrop& drop = {}) const { return join(text, drop); }
  /// What guidance calls unconditional: the empty prompt, read by all that are not dropped.
  TextFeatures unconditional(const EncoderDrop& drop = {}) const { return join(nothing_, drop); }
  /// Latent [C, h*w] -> colours [3, h*w*factor^2], about -1 to 1, not clipped.
  MatrixRM colours(CRef latent, const LatentShape& shape) const;
  /// A picture of picture_bytes() RGB bytes, row by row -> latent [C, h*w] of this shape, the mean of the
  /// autoencoder's. Where that is smaller than latent(), the picture is averaged down first, as the arms' data were.
  MatrixRM encoded(std::span<const std::uint8_t> rgb, const LatentShape& shape) const;
  std::size_t picture_bytes() const {
    const auto factor = static_cast<std::size_t>(picture_factor());
    return 3 * factor * factor * static_cast<std::size_t>(latent().pixels());
  }

  std::array<ReaderSize, kTextEncoders> readers() const;
  int picture_factor() const { return parts_.decoder.shape.factor(); }  ///< picture pixels a side of a latent pixel
  std::int64_t decoder_parameters() const { return parameters(parts_.decoder); }

  /// nullptr where that file has not been added.
  const TrainedDenoiser* denoiser(ModelKind kind) const {
    const auto& found = denoisers_[static_cast<std::size_t>(kind)];
    return found ? &*found : nullptr;
  }
  LatentShape latent() const { return denoiser(ModelKind::flow)->net.shape.latent; }
  int context() const { return denoiser(ModelKind::flow)->net.shape.context; }  ///< T
  TextRows text_rows() const { return {parts_.tokenizer.lengths().clip, parts_.tokenizer.lengths().t5}; }
  int most_words() const;  ///< of a prompt that the reader with the most rows takes
  /// What a page needs to describe the trained world: JSON text, as in the file.
  const std::string& world_json() const { return world_json_; }

  struct OpenFile;  ///< internal to loading

 private:
  TinySd3(Sd3Parts parts, EncodedText nothing) : parts_(std::move(parts)), nothing_(std::move(nothing)) {}

  Sd3Parts parts_;
  EncodedText nothing_;  ///< the empty prompt
  std::array<std::optional<TrainedDenoiser>, kModelKinds> denoisers_;
  std::string world_json_;
};

}  // namespace lesson
