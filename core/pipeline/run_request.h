#pragma once
// One description of a run. The command line, the desktop program, the page and the tests all ask for a run in
// these words; the JSON form has the same keys everywhere.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/json_fwd.h"
#include "core/pipeline/run_trace.h"
#include "core/pipeline/tiny_sd3.h"

namespace lesson {

/// Quadrants taken out of the attention in some blocks, during some steps.
struct RunCut {
  QuadrantCut quadrants;    ///< default: none; cross-attention has only image_reads_text and image_reads_image
  std::vector<int> blocks;  ///< 0 .. N-1, each once; empty: all
  int first_step = 0;       ///< steps count from 0 (noise)
  int last_step = -1;       ///< inclusive; -1: the last

  bool applies(int block, int step, int steps) const;
  /// What a step's forwards leave out, block by block; empty when that is nothing at any step.
  std::vector<QuadrantCut> at(int step, int steps, int block_count) const;
};

/// Noise levels that a velocity network is asked at: those of its own schedule, or of Stable Diffusion v1's
/// scaled-linear one, whose first level is not all noise. With the samplers euler and ddim this is the swap test: the
/// same network by flow matching's sampler and by diffusion's.
enum class RunLevels { own, scaled_linear };
inline constexpr std::array<const char*, 2> kRunLevelsIds = {"own", "scaled_linear"};

/// A picture that a run starts from, noised, in place of noise alone: image to image as diffusers'
/// StableDiffusion3Img2ImgPipeline does it. With strength s the n steps of a request are the last ones of a schedule of
/// round(n / s): num_inference_steps there.
struct StartImage {
  std::vector<std::uint8_t> rgb;  ///< of the model's picture size, row by row; empty: none
  double strength = 0.6;          ///< kMinStrength .. 1

  bool any() const { return !rgb.empty(); }
};
inline constexpr double kMinStrength = 0.1;

/// Its own values are those that the shipped model works best with.
struct RunRequest {
  std::string prompt;
  std::uint64_t seed = 0;  ///< of the noise; JSON carries at most 2^53
  ModelKind model = ModelKind::flow;
  RunSampler sampler = RunSampler::euler;  ///< euler, heun, ddim for a velocity; ddim, ancestral for the others
  RunLevels levels = RunLevels::own;       ///< of a velocity
  int steps = 28;                          ///< 1 .. kMaxRunSteps
  double guidance = 2.0;                   ///< 0 .. kMaxGuidance; 1: the prompt alone, one forward a step; 0: no prompt
  double shift = 1.0;                      ///< kMinShift .. kMaxShift; of a velocity
  RunCut cut;
  StartImage image;
  EncoderDrop drop;    ///< text encoders switched off
  bool record = true;  ///< keep what every attention saw; without it widgets get the finished picture alone
  RunTrace trace;      ///< rows followed through the blocks of a model with joint attention
};

inline constexpr int kMaxRunSteps = 100;
inline constexpr double kMaxGuidance = 20.0;
inline constexpr double kMinShift = 0.1, kMaxShift = 10.0;
inline constexpr std::size_t kMaxPromptBytes = 2000;

/// A request with the settings that a model works best with. Models whose file is not there get flow's.
RunRequest default_request(const TinySd3& model, ModelKind kind = ModelKind::flow);

/// Everything in range, sampler and cut fit the model, its weights are loaded. Error names the field.
Result<void> validate(const RunRequest& request, const TinySd3& model);

/// Keys: prompt, seed, model, sampler, levels, steps, guidance, shift, cut {quadrants, blocks, first_step, last_step},
/// image {rgb, strength}, drop_encoders, record, trace {rows, cells, single}. Quadrants and encoders are comma lists of
/// their ids, rgb is base64. Former names of models are read, too.
Json to_json(const RunRequest& request);

/// Missing keys keep the values of `base`. Error names a key that is unknown, of another type or out of range.
Result<RunRequest> request_from(const Json& json, const RunRequest& base);
/// As text, for hosts. Missing keys take what the model it names works best with.
Result<RunRequest> request_from_json(std::string_view text, const TinySd3& model);

}  // namespace lesson
