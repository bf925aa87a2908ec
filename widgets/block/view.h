#pragma once
// What the block widget shows, as data: one block of the page's run for one word and one patch, from its trace
// (core/pipeline/block_trace.h) and the run's record. Nothing here draws.

#include <array>
#include <string>
#include <vector>

#include "core/pipeline/run_log.h"
#include "widgets/page/page_state.h"
#include "widgets/widget.h"

namespace lesson {

enum class BlockTab { path, weight, gates, identity, count };
inline constexpr int kCountedBlocks = 4, kMostGuess = 24;

struct BlockState {
  int tab = 0;      ///< BlockTab
  int kind = 0;     ///< 0 the model's own block, 1 the same rows in a single stream
  int word = 2;     ///< text row, clamped to the model's
  int patch = -1;   ///< image token, -1: the middle
  int stage = 0;    ///< of the path
  int query = 0;    ///< whose row of weights: 0 the word's, 1 the patch's
  int key = -1;     ///< joint token whose weight is pressed, -1: the strongest
  int gate = 0;     ///< 0 attention, 1 feed-forward
  float gates = 1;  ///< factor of all gates, 0 to 1; shown in tenths
  std::array<int, kCountedBlocks> guesses = {};
  bool counted = false;  ///< the reader has committed
};

/// What is looked at, in range for the run shown.
struct BlockPlace {
  int step = 0, steps = 0, block = 0, blocks = 0, head = 0, heads = 1, dim = 1;
  int text_tokens = 0, grid_rows = 0, grid_cols = 0;
  std::array<int, 2> rows = {};           ///< joint tokens of word and patch
  std::array<std::string, 2> names = {};  ///< "“crane”", "patch 9, 9"
  std::vector<std::string> labels = {};   ///< of the text rows
  bool single = false;

  int tokens() const { return text_tokens + grid_rows * grid_cols; }
  bool last() const { return block + 1 == blocks; }
};

/// One stage of the path with the numbers of word and patch.
struct PathStage {
  const char* title;
  const char* note;  ///< the formula, in words of the field
  std::array<std::vector<float>, 2> numbers = {};
  std::array<bool, 2> ends = {};  ///< this stage does not exist for this row
  bool weights = false;           ///< one number a joint token, else one a column
};

struct WeightView {
  int key = -1;
  std::string query_name, key_name;
  std::vector<float> text, image;                     ///< the row's weights
  std::vector<float> q, k, product;                   ///< [D]
  double dot = 0, score = 0, weight = 0, others = 0;  ///< others: sum of e^(score - this score) over the other keys
  std::string sentence;
};

/// A gate at every step that has arrived.
struct GateView {
  const char* name;           ///< "Text", "Image"
  std::vector<float> values;  ///< [steps, d]; empty: this block has none
  std::vector<double> sizes;  ///< mean of |gate|, one a step
};

struct IdentityView {
  int factor = kGateFactors - 1;
  std::array<std::vector<float>, 2> change = {};      ///< leaving minus entering at that factor
  std::array<std::vector<double>, 2> distances = {};  ///< length of it over the entering row's, at every factor
  std::array<float, 2> limits = {};                   ///< largest size of a number of it, at any factor
  std::string sentence;
};

struct CountedBlock {
  const char* name;
  int text = 0, image = 0;
  bool shared = false;
  const char* source;
  int total() const { return text + image; }
};

struct BlockView {
  bool started = false;  ///< the page's run has brought a step
  bool traced = false;
  BlockPlace at;
  std::string where;  ///< "Step 28 of 28, block 1 of 4, head 1 of 4."
  std::vector<PathStage> path;
  WeightView weight;
  std::array<GateView, 2> gates;
  IdentityView identity;
};

/// Clamps the state to the run; `trace` may be nullptr, then steps are the page's.
BlockPlace place_of(const BlockState& state, const PageState& shared, const RunLog& page, const RunLog* trace);
/// The rows to be traced.
RunTrace trace_of(const BlockState& state, const PageState& shared, const RunLog& page);

/// `page` and `trace` may be nullptr.
BlockView build_view(const BlockState& state, const PageState& shared, const RunLog* page, const RunLog* trace);

/// DiT, MMDiT, its last block, a single stream: from the catalogue.
const std::array<CountedBlock, kCountedBlocks>& counted_blocks();
/// How many guesses are right, and what the numbers are; empty before the reader has committed.
std::string count_sentence(const BlockState& state);

std::string describe(const BlockView& view, const BlockState& state, const ShownParts& shown);
Table to_table(const BlockView& view, const BlockState& state, const ShownParts& shown);

double length_of(const std::vector<float>& numbers);

// --- pieces of build_view
void add_path(BlockView& view, const BlockTrace& trace);
void add_weight(BlockView& view, const BlockState& state, const RunLog& page, const RunLog* trace);
void add_gates(BlockView& view, const BlockState& state, const RunLog& trace);
void add_identity(BlockView& view, const BlockState& state, const BlockTrace& trace);

}  // namespace lesson
