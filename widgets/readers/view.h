#pragma once
// What the readers widget shows, as data: which reader is on, what the picture's patches read of whose rows, what was
// measured with readers switched off, how alike the words are to each reader, and which rows a changed word moves.
// Every number comes from a run (core/pipeline/run_log.h) or from the measurements of the weights. Nothing here draws.

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/pipeline/run_log.h"
#include "widgets/readers/measured.h"
#include "widgets/widget.h"

namespace lesson {

inline constexpr std::array<const char*, kTextEncoders> kReaderNames = {"CLIP-L", "CLIP-G", "T5"};

struct ReadersState {
  bool clip_l_rows = true, clip_l_pooled = true, clip_g_rows = true, clip_g_pooled = true, t5_rows = true;
  int tab = 0;                   ///< of what is shown below the pictures
  int change = 0;                ///< the word changed: 0 the last, else its number from 1
  std::string instead = "city";  ///< what stands there then
};
inline constexpr int kMostChange = 75, kLongestInstead = 24;

EncoderDrop drop_of(const ReadersState& state);
/// "T5 and CLIP-L's pooled vector" of what is switched off; empty: nothing is.
std::string dropped_words(const EncoderDrop& drop);
/// What is read, and whether training ever met it.
std::string combination_sentence(const EncoderDrop& drop);

// --- who reads whose rows -------------------------------------------------------------------------------------------

/// Where each reader's rows stand among a run's text rows.
struct ReaderRows {
  bool split = false;  ///< T5 has rows of its own after CLIP's; false: each row is made of all three
  int clip = 0, text = 0, words = 0;

  int clip_words() const { return std::min(words, clip - 2); }  ///< they begin at row 1
  int t5_words() const { return split ? std::min(words, text - clip - 1) : clip_words(); }
  int first_t5_word() const { return split ? clip : 1; }
};
ReaderRows rows_of(const RunLog& log);

/// How the patches of one block spread their reading: means over heads and patches, shares that add up to 1.
struct Given {
  std::vector<double> rows;  ///< a share a text row
  double image = 0;
};
/// Needs the step's record of that block.
Given given_in(const RunLog& log, int step, int block);

/// The same by kind of row.
enum class GivenKind { clip_words, clip_rest, t5_words, t5_rest, image };
inline constexpr int kGivenKinds = 5;
using GivenShares = std::array<double, kGivenKinds>;
GivenShares shares_of(const Given& given, const ReaderRows& rows);
/// What even attention would give: the counts of rows.
GivenShares even_shares(const ReaderRows& rows, int image);

// --- words to each reader -------------------------------------------------------------------------------------------

/// A reader's rows of the prompt's words, before gains and drops: [words, width].
MatrixRM word_rows(const RunLog& log, TextEncoder reader);
/// Cosines between all rows; 0 where a row has no length.
MatrixRM cosines(const MatrixRM& rows);
/// Pearson's correlation of two maps above their diagonals; nullopt below three words, or where one is constant.
std::optional<double> agreement(const MatrixRM& a, const MatrixRM& b);

/// How far each word's row moves, in its own length, when another prompt is read instead.
std::vector<double> moved(const MatrixRM& before, const MatrixRM& after);

/// The word changed, counted from 0; -1: there is none.
int changed_word(const ReadersState& state, const std::vector<std::string>& words);
/// The prompt with that word replaced.
std::string changed_prompt(const ReadersState& state, const std::string& prompt);

// --- all of it ------------------------------------------------------------------------------------------------------

struct WordRow {
  std::string word;  ///< "river → city" where it was changed
  std::array<double, kTextEncoders> values = {};
};

struct ReadersView {
  std::string combination;
  bool trained = true;           ///< training met the switches as they stand
  std::string picture_sentence;  ///< what the picture lost; empty before there is something to compare

  ReaderRows rows;
  int words = 0, word = -1;                        ///< of the page's prompt; the chosen one, counted from 0
  std::vector<std::optional<GivenShares>> blocks;  ///< nullopt: still to be worked out
  GivenShares even = {};
  std::vector<WordRow> given;  ///< [0]: CLIP's row, [2]: T5's; of the block chosen
  std::string given_sentence;

  std::array<MatrixRM, kTextEncoders> cosine;  ///< empty before a run
  std::string word_list;                       ///< of the cosines: "a, crane, near, a, river"
  std::string vectors_sentence;

  std::vector<WordRow> moved;
  int changed = -1;
  std::string order_sentence;

  Table measured, measured_narrow;  ///< all classes; two for a phone
  int measured_row = -1;            ///< the one with the switches as they stand
  std::string measured_sentence;
};

/// What the view is made of. Pointers may be null.
struct ReadersSources {
  const RunLog* run = nullptr;              ///< with a record
  const Picture* whole = nullptr;           ///< of the same run with all readers
  const RunLog* text = nullptr;             ///< the prompt as it stands, read
  const RunLog* changed = nullptr;          ///< the changed prompt, read
  std::vector<std::optional<Given>> given;  ///< a block of `run` each
  std::vector<std::string> words;           ///< of the prompt
  int word = -1, step = 0, block = 0;
};
ReadersView build_view(const ReadersState& state, const ReadersSources& from);

std::string describe(const ReadersView& view, const ShownParts& shown = {});
/// part, word or row, and three numbers.
Table to_table(const ReadersView& view, const ShownParts& shown = {});

}  // namespace lesson
