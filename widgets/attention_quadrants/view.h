#pragma once
// What the quadrant viewer shows, says and exports, worked out without drawing: one view model, so that picture,
// text alternative and table cannot disagree.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "widgets/attention_quadrants/map/map.h"
#include "widgets/attention_quadrants/sources/source.h"
#include "widgets/widget.h"

namespace lesson {

/// The parts that AttentionQuadrantsState::Tab stands for.
inline constexpr PartList kTabParts[] = {"token", "cut", "compare"};
/// The parts that show the quadrants' shares, and those that look at one block and head.
inline constexpr PartList kSharesParts = "run map mass cut", kHeadParts = "map mass token cut compare";

/// "cat", "a (2)" for a word that comes again, "cat (T5)" where several readers have it, "text 12", or "patch 3, 7"
/// (row, column, from 1).
std::string token_label(const SourceInfo& info, int token);
/// All rows of the token's word, in the order of the readers: CLIP's row and T5's. One for a patch, for padding, and
/// where readers are not told apart. A word that comes again keeps to its turn.
std::vector<int> rows_of_word(const SourceInfo& info, int token);
/// The word without its reader: "cat", "a (2)".
std::string word_label(const SourceInfo& info, int token);
/// "double block 1" and "head 7 of the model", where a capture says what they are there; else "".
std::string block_name(const SourceInfo& info, int block);
std::string head_name(const SourceInfo& info, int head);
/// "2.7 ×"
std::string times(double factor);

struct QuadrantView {
  std::string name;
  double share = 0;    ///< of all weight of this head, under the cut
  double uniform = 0;  ///< what even attention would give
  bool cut = false;
};

/// One row of the chosen token: what it reads and who reads it.
struct TokenView {
  int index = -1;  ///< -1: none chosen
  std::string label;
  std::vector<float> reads, read_by;        ///< [S] each; empty while not computed
  double reads_text = 0, uniform_text = 0;  ///< share of its row on text keys; the same for even attention
  double read_by_image = 0;                 ///< share that an image row gives to it, on average; with read_by
};

/// What cutting does to the output of this head.
struct ChangeView {
  bool available = false;  ///< false: no values (v), or still computing
  std::string why_not;
  OutputChange now;                           ///< with the present cut
  std::array<double, kQuadrants> alone = {};  ///< with only that quadrant cut
};

/// One way to let image and text meet, counted for this source's token counts.
struct CompareRow {
  std::string name;          ///< "Joint attention"
  std::string used_by;       ///< "MMDiT: SD3, FLUX"
  std::string shapes;        ///< "[333, 333]"
  std::string direction;     ///< who is updated
  int softmaxes = 1;         ///< separate softmaxes a block computes
  std::int64_t entries = 0;  ///< per head
  std::int64_t flops = 0;    ///< scores and weighted sum, all heads of one block
};

struct AttentionView {
  std::string message;  ///< why nothing is shown (waiting, no file, an error), or empty
  bool ready = false;   ///< there is a map, perhaps not yet finished
  double progress = 0;
  std::string where;  ///< "block 3 of 6, head 1 of 4, t = 0.57"
  std::array<QuadrantView, kQuadrants> quadrants;
  bool any_cut = false;
  TokenView token;
  std::vector<TokenView> word;  ///< all rows of the chosen token's word, `token` among them; one for a patch
  ChangeView change;
  std::vector<CompareRow> compare;
};

/// Tokens of the reference image in the comparison with IP-Adapter (its published "plus" models use 16).
inline constexpr int kReferenceTokens = 16;

std::vector<CompareRow> compare_rows(const JointShape& shape, int heads, int head_dim);

/// `map` may be null (then `message` says why). Cheap enough for every change, not for every frame.
AttentionView build_view(const SourceInfo& info, const SliceKey& key, const AttentionMap* map, const QuadrantCut& cut,
                         int token, std::string message = {});

/// What patches give to the rows of the chosen word, one by one and together; empty where it has one row, or while not
/// all rows are read.
std::string word_sum(const AttentionView& view, const SourceInfo& info);

/// The text alternative of the parts on show.
std::string describe(const AttentionView& view, const SourceInfo& info, const ShownParts& shown = {});
/// Its part about the three ways to let image and text meet.
std::string describe_comparison(const AttentionView& view);
/// Quadrants first, then, with a chosen token, every token's two weights; last
/// what each cut alone changes, and the three ways' entries and cost. Of the parts on show.
Table to_table(const AttentionView& view, const SourceInfo& info, const ShownParts& shown = {});

}  // namespace lesson
