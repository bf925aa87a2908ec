#pragma once
// `lesson-cli generate`: a prompt through the tiny SD3, to a picture.

#include <ostream>
#include <string>

#include "core/io/json.h"
#include "shell/cli/run_options.h"

namespace lesson::cli {

struct GenerateOptions {
  RunOptions run;
  std::string output;  ///< PNG file to write; empty: none
  std::string film;    ///< PNG file to write: how the picture formed, see film_of(); empty: none
  std::string noise;   ///< safetensors file for the noise the run begins with, `noise` F32 [1, C, h, w]; empty: none
  bool json = false;   ///< print {"prompt","seed","steps","guidance","weights_sha256","image_sha256","image",
                       ///< "ms_total","ms_per_step","unknown_words","dropped_words", ...} and the rest of the request
};

/// Exit code 0, or 2 with a sentence on `err` that names the option or file.
int run_generate(const GenerateOptions& options, std::ostream& out, std::ostream& err);

/// The picture coming out of noise: the latent as the autoencoder shows it at the start of some steps, evenly apart,
/// side by side; at most kFilmFrames, the first all noise, the last the finished picture. `run` is finished.
inline constexpr int kFilmFrames = 6;
Picture film_of(const Run& run);

/// Lines about words that the model does not know, and words beyond those it reads.
void print_prompt_remarks(const Run& run, std::ostream& out);

/// What a finished run was asked and what came out, with the keys that generate and trace share.
Json run_summary(const TinySd3& model, const Run& run);

}  // namespace lesson::cli
