#pragma once
// What the conditioning widget shows, as data: one of six ways to let text in, its shapes and costs, who moves whom in
// a stack of the core's own blocks, how far the words' rows come, and what the trained arms painted. Nothing here
// draws.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/blocks/text_ways.h"
#include "core/catalogue/text_entries.h"
#include "core/pipeline/run_request.h"
#include "widgets/page/run_desk.h"
#include "widgets/widget.h"

namespace lesson {

using catalogue::TextEntry;

inline constexpr int kEntryBlocks = 6;  ///< of the live stack
inline constexpr int kLeastEntryWidth = 64, kMostEntryWidth = 4096, kEntryHead = 64;
inline constexpr float kMostAdapterScale = 2;
inline constexpr std::array<const char*, 5> kEntryWords = {"a", "crane", "near", "a", "river"};

struct ConditioningState {
  int way = static_cast<int>(TextEntry::own);
  float scale = 1;   ///< of the adapter
  int blocks = 1;    ///< after which the influence is looked at, 1 .. kEntryBlocks
  int width = 1536;  ///< at which weights and work are counted; fitted to whole heads
};
TextEntry way_of(const ConditioningState& state);

const char* title_of(TextEntry way);     ///< "Modulation"
const char* examples_of(TextEntry way);  ///< models that do it
const char* sentence_of(TextEntry way);  ///< how

/// A trained model that lets its text in in one of these ways.
struct TrainedArm {
  ModelKind kind;
  TextEntry way;
  const char* title;
  RunSampler sampler;
  int steps;
};
std::span<const TrainedArm> trained_arms();
/// "conditioning/flow_small", its slot at the desk.
std::string slot_of(const TrainedArm& arm);

/// What has come of an arm's run.
struct ArmState {
  std::string told;                  ///< "Step 3 of 28.", "Not here: ..."; empty: painted
  const Picture* picture = nullptr;  ///< the desk's; nullptr before it is finished
  std::string prompt, sha256;        ///< of the picture
};
/// One a trained arm; `desk` may be null.
std::vector<ArmState> arm_states(const RunDesk* desk);

/// What the adapter sees in a picture: the colours of kSeenSide x kSeenSide equal fields, 3 numbers each in -1..1. (The
/// published one takes CLIP's image vector.) Empty for a picture with fewer pixels than fields.
inline constexpr int kSeenSide = 4;
std::vector<float> seen_in(const Picture& picture);

/// Of the pairs that could be moved, how many were.
struct Reached {
  int moved = 0, all = 0;
};
struct ConditioningView {
  std::string sentence;                   ///< of the way
  Table shapes, numbers, numbers_narrow;  ///< of the way; of all ways; the same in fewer columns
  int numbers_row = 0;

  int rows = 0, sources = 0, words = 0, patches = 0;  ///< of the influence
  bool text_rows = true;                              ///< the way has rows of text that could be moved
  MatrixRM moved;                                     ///< [rows, sources] after the chosen number of blocks
  Reached word_to_patch, word_to_word, patch_to_patch, patch_to_word, reference_to_patch;
  bool known = false;  ///< every source has been nudged
  std::string influence_sentence;
  std::string reference_sentence;  ///< of the adapter's picture; empty in other ways

  MatrixRM drift;  ///< [words, blocks + 1]
  std::string drift_sentence;

  std::vector<ArmState> arms;  ///< as trained_arms()
  std::string missing_arms;    ///< ways that no trained model here has
};
/// `reference_prompt`: of the reference picture, where there is one.
ConditioningView build_view(const ConditioningState& state, const EntryStudy& study, std::vector<ArmState> arms = {},
                            const std::optional<std::string>& reference_prompt = {});

/// Of the parts on show.
std::string describe(const ConditioningView& view, const ShownParts& shown = {});
Table to_table(const ConditioningView& view, const ShownParts& shown = {});

}  // namespace lesson
