#pragma once
// The thirteen steps of thirteen_steps.h with the shapes of one model at one size. Batch 1.

#include <string>
#include <vector>

#include "core/catalogue/models.h"
#include "core/catalogue/shape.h"

namespace lesson::catalogue {

struct PipelineStep {
  int number = 0;                   ///< 1..13
  const char* id = "";              ///< stable word, the same for all models and runs
  std::string title;                ///< what this model does at this point
  std::vector<NamedShape> tensors;  ///< what it puts out, in order
  std::string note;                 ///< one or two sentences, may be empty
  const char* lesson = "";          ///< the lessons that taught it, e.g. "6.3.5, 7.4.2"
  bool absent = false;              ///< this model has no such step; the note says why
};

/// Always 13 entries, numbers 1 to 13, the same ids in the same order for every model.
std::vector<PipelineStep> pipeline_steps(const Setting& setting);

}  // namespace lesson::catalogue
