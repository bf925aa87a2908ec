#pragma once
// What the word-trace widget shows, as data: one word's row through the blocks of every step, from traces of the page's
// run, with and without a cut. Nothing here draws.

#include <array>
#include <string>
#include <vector>

#include "core/pipeline/run_log.h"
#include "widgets/page/page_state.h"
#include "widgets/widget.h"
#include "widgets/word_trace/measured.h"

namespace lesson {

enum class WordTab { path, axis, writers, cuts };
/// What the axis between two meanings is: a probe that was trained on many captions, or the difference of two prompts.
enum class WordAxis { probe, prompts };

struct WordTraceState {
  int tab = 0;    ///< WordTab
  int word = 34;  ///< text row, clamped to the model's: of T5, which reads the whole prompt
  int axis = 0;   ///< WordAxis
  QuadrantCut cut;
  std::string from = "a crane near a building", to = "a crane near a river";  ///< ends of the axis, 0 and 1
};
inline constexpr int kLongestPole = 80;

/// Rows of the same word, one a reader that has rows of its own, in the order of the sequence; `token` alone where it
/// is no word of the prompt.
std::vector<int> rows_of_word(const RunLog& log, int token);

/// One end of the axis: the same word in another prompt, read alone.
struct Pole {
  std::string prompt;
  int row = -1;  ///< of the word there; -1: it does not stand there
};
/// For the word at text row `row` of the page's run.
Pole pole_of(const RunLog& page, int row, const std::string& prompt);
/// A run that only reads it: one step, no guidance, nothing cut.
RunRequest pole_request(const RunRequest& page, const Pole& pole);

/// The traces that have arrived; all may be nullptr.
struct WordTraces {
  const RunLog *plain = nullptr, *cut = nullptr, *from = nullptr, *to = nullptr;
};

/// A number after every block of every step: [steps, N + 1], the first column before any block.
struct Course {
  int steps = 0;
  std::vector<float> values;
  std::vector<double> shown;  ///< of the step shown, N + 1
};

/// What a block wrote into the row at the step shown: lengths, and their shares of the sum.
struct Writing {
  double text = 0, image = 0, mlp = 0;  ///< by attention from text rows, from image rows, by the feed-forward part
  double sum() const { return text + image + mlp; }
};

/// Of the cut that is set, and of none: measured of these weights, per cent in words; all empty where they were not.
struct CutRates {
  std::string bird, machine, bird_cut, machine_cut;
};

struct WordTraceView {
  bool started = false, traced = false;
  int step = 0, steps = 0, blocks = 0;
  std::string word;               ///< "“crane”"
  std::vector<int> rows;          ///< of the same word
  int row = 0;                    ///< the one followed
  std::string where;              ///< "Step 28 of 28, row 3."
  Course distance, distance_cut;  ///< from where it began, over that row's length
  Course place, place_cut;        ///< along the axis chosen; empty without one
  std::vector<Writing> writers;   ///< one a block
  std::string path_sentence, axis_sentence, writers_sentence, cut_sentence,
      rates_sentence;  ///< how often the cut changes what is painted
  CutRates rates;
};

/// `page` may be nullptr.
WordTraceView build_view(const WordTraceState& state, const PageState& shared, const RunLog* page,
                         const WordTraces& traces, const MeasuredCrane& measured = measured_crane());

std::string describe(const WordTraceView& view, const ShownParts& shown);
Table to_table(const WordTraceView& view, const ShownParts& shown);

}  // namespace lesson
