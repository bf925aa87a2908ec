#pragma once
// The thirteen steps from prompt to picture: the one list that runs, the tracer, the catalogue, the command line and
// the lesson's text read. In code each is a "stage", since "step" is one of the denoising loop's.

#include <array>
#include <string>

namespace lesson {

inline constexpr int kStages = 13;

/// What is the same for every model and every run.
struct Stage {
  int number = 0;           ///< 1 .. 13
  const char* id = "";      ///< stable word, e.g. "concatenate"
  const char* title = "";   ///< in a few words, for a list
  const char* name = "";    ///< what happens, in a sentence
  const char* note = "";    ///< the same for a reader who has come this far in the lesson
  const char* lesson = "";  ///< the lessons that taught it, e.g. "6.3.5, 7.4.2"
  bool repeated = false;    ///< done again in every denoising step
};

/// `number`: 1 .. 13. `joint`: of a model with joint attention, else of one with cross-attention, whose text stays
/// aside.
const Stage& stage(int number, bool joint = true);
/// The same by its id, which exists.
const Stage& stage(const char* id, bool joint = true);

}  // namespace lesson
