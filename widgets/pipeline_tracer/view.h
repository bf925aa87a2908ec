#pragma once
// What the pipeline tracer shows of a run, worked out without drawing: the 13 stages as rows, the chosen stage's
// numbers as pictures, the denoising loop as a strip.

#include <array>
#include <string>
#include <vector>

#include "widgets/page/run_desk.h"
#include "widgets/widget.h"

namespace lesson {

/// One of the 13 stages in the list.
struct TracerRow {
  int number = 0;
  std::string name;        ///< what happens, in a sentence
  std::string title;       ///< the same in a few words, for the list
  std::string shape;       ///< "[77, 128]"; empty before a run
  std::string ms;          ///< "1.2 ms", empty until reached
  std::string parameters;  ///< "1,234,567", empty where there are none
  std::string lesson;      ///< "7.4.3"
};

/// Numbers as a picture: a heat map, or bytes of colour.
struct TracerPicture {
  std::string label;
  std::string description;
  int rows = 0, cols = 0;
  std::vector<float> values;       ///< [rows, cols]; empty for a colour picture
  std::vector<std::uint8_t> rgba;  ///< [rows, cols, 4]
  std::vector<int> marked = {};    ///< rows of the chosen word or patch among these, two at most
};

struct TracerView {
  RunPhase phase = RunPhase::empty;
  bool started = false;  ///< a run is there; else the rows only name the stages
  std::string status;    ///< one line: what is going on
  std::string problem;   ///< what went wrong, or empty
  std::string words;     ///< words that were not understood or did not fit, or empty
  double progress = 0;   ///< 0 to 1
  std::array<TracerRow, kStages> rows;
  std::string stage_note;            ///< about the chosen stage
  std::string time_label;            ///< "Time", or "Time in all steps" for the stages of the loop
  std::vector<TracerPicture> stage;  ///< its numbers
  float stage_limit = 0;             ///< where their colours end, on both sides of 0; 0: no heat map among them
  std::string token;  ///< "Row 3: “cat”", "Rows 3 and 35: “cat” (CLIP, T5)" where the choice has rows in them, or empty
  int steps = 0;      ///< steps that have arrived
  int step = 0;       ///< the one shown, 0-based
  std::string step_label;           ///< "Step 3 of 28, t = 0.91"
  float loop_limit = 0;             ///< as stage_limit
  std::vector<TracerPicture> loop;  ///< latent, prediction, predicted x0, its picture
  /// Guidance's half-steps: predicted with the prompt, without it, their difference, and what a guidance makes of them;
  /// empty where guidance asks once. Colours as in `loop`.
  std::vector<TracerPicture> halves;
  double guidance_shown = 0;
  std::string halves_label;  ///< "Predicted velocity = without + 3 × difference. …"
};

/// What is looked at.
struct TracerChoice {
  int stage = kStages;  ///< 1 .. 13
  int step = 0;         ///< clamped to what has arrived
  int token = -1;       ///< joint token chosen, -1 for none
  double guidance = 0;  ///< tried on the half-steps; 0: the run's own
};
/// `slot` may be nullptr (nothing asked for).
TracerView build_tracer_view(const RunSlot* slot, const RunDesk& desk, const TracerChoice& choice);

/// Of the parts on show.
std::string describe(const TracerView& view, int stage, const ShownParts& shown = {});
/// The thirteen steps; only the chosen one where no other part is on show.
Table to_table(const TracerView& view, int stage, const ShownParts& shown = {});

}  // namespace lesson
