#pragma once
// `lesson-cli trace`: the 13 stages of a run, with shapes, times and the lessons that taught them.

#include <ostream>
#include <string>

#include "shell/cli/run_options.h"

namespace lesson::cli {

struct TraceOptions {
  RunOptions run;
  std::string output;  ///< safetensors file for the stages' tensors ("stage.01.clip_l" ...); empty: none
  std::string reads;   ///< "BLOCK:HEAD", from 0: the attention whose readings are printed; empty: none. Needs json
  bool json = false;   ///< print {"prompt","seed","steps","guidance","weights_sha256",
                      ///< "stages":[{"step","name","shape","lesson","ms", ...}],"image_sha256", ...}; with `reads` also
                      ///< "reads":[{"word","patches":[I numbers]}], what each patch reads of the word in the last step
};

/// Exit code 0, or 2 with a sentence on `err` that names the option or file.
int run_trace(const TraceOptions& options, std::ostream& out, std::ostream& err);

}  // namespace lesson::cli
