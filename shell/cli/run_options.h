#pragma once
// What `generate` and `trace` take alike: the words of core/pipeline/run_request.h as options.
// What is left out keeps the default that the weights file gives for its model.

#include <cstdint>
#include <optional>
#include <string>

#include "core/pipeline/run.h"

namespace lesson::cli {

struct RunOptions {
  std::string prompt;
  std::optional<std::uint64_t> seed;
  std::optional<int> steps;
  std::optional<double> guidance;
  std::optional<double> shift;
  std::string model = "flow";      ///< flow, ddpm, shared; or a weights file, or a checkpoint folder of diffusers
  std::string sampler;             ///< euler, heun, ddim, ancestral; empty: the model's
  std::string levels;              ///< own, scaled_linear; empty: own
  std::string cut;                 ///< comma list of quadrant ids
  std::string cut_blocks;          ///< comma list of block numbers; empty: all
  std::string cut_steps;           ///< "FIRST-LAST" or one step, from 0; empty: all
  std::string drop_encoders;       ///< comma list of clip_l, clip_g, t5, clip_l_rows, ...
  std::string image;               ///< a PNG to start from; empty: noise alone
  std::optional<double> strength;  ///< of the way to noise; only with a picture
  std::string weights;             ///< folder of the weights files; empty: see shell/native/tiny_sd3_files.h
};

/// A model and what to ask of it. Error names the option.
struct PreparedRun {
  TinySd3 model;
  RunRequest request;
};
Result<PreparedRun> prepare_run(const RunOptions& options, bool record);

}  // namespace lesson::cli
