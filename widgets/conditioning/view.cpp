#include "widgets/conditioning/view.h"

#include <algorithm>

#include "core/text_format.h"

namespace lesson {

namespace {

using catalogue::EntryCosts;
using catalogue::EntrySize;

struct WayWords {
  const char *title, *examples, *sentence;
};
constexpr WayWords kWays[] = {
    {"Modulation", "DiT with a class; every model\u2019s pooled vector",
     "The words become one vector, which shifts, scales and gates every patch alike: no patch can ask one word."},
    {"Cross-attention", "SD v1.5, SDXL, PixArt",
     "Patches read each other, then the words, in two softmaxes. The words are read and never answer: every block gets "
     "them as the readers made them."},
    {"Shared weights", "U-ViT, DiT in-context",
     "Words and patches stand in one sequence, read each other in one softmax, and pass through the same weights."},
    {"Own weights", "SD3, SD3.5; FLUX\u2019s first blocks",
     "One sequence and one softmax, but words and patches have projections and MLPs of their own: MMDiT."},
    {"Single stream", "FLUX\u2019s later blocks",
     "One sequence and one set of weights; attention and MLP start from one projection and run side by side."},
    {"IP-Adapter", "IP-Adapter on SD v1.5, SDXL",
     "Cross-attention, and beside it a softmax of its own over a reference picture\u2019s rows, added times a scale: "
     "words and picture never compete for weight."}};

constexpr TrainedArm kArms[] = {
    {ModelKind::flow_small, TextEntry::own, "Own weights, flow matching", RunSampler::euler, 28},
    {ModelKind::flow_shared, TextEntry::shared, "Shared weights, flow matching", RunSampler::euler, 28},
    {ModelKind::flow_cross, TextEntry::cross, "Cross-attention, flow matching", RunSampler::euler, 28}};

const WayWords& words_of(TextEntry way) { return kWays[static_cast<std::size_t>(way)]; }

int fitted_width(const ConditioningState& state) {
  const int width = std::clamp(state.width, kLeastEntryWidth, kMostEntryWidth);
  return (width + kEntryHead / 2) / kEntryHead * kEntryHead;
}

EntrySize size_of(const ConditioningState& state) {
  const int width = fitted_width(state);
  return {.width = width, .heads = width / kEntryHead};
}

std::string shape(std::initializer_list<std::int64_t> sides) { return shape_text({sides.begin(), sides.size()}); }

void add_shapes(const ConditioningState& state, ConditioningView& view) {
  const EntrySize s = size_of(state);
  const int all = s.words + s.patches;
  view.shapes.columns = {"softmax", "q", "k, v", "weights"};
  const auto softmax = [&](const char* name, int queries, int keys) {
    view.shapes.rows.push_back(
        {name, shape({queries, s.width}), shape({keys, s.width}), shape({s.heads, queries, keys})});
  };
  const TextEntry way = way_of(state);
  if (catalogue::rewrites_text(way)) return softmax("words and patches", all, all);
  softmax("patches", s.patches, s.patches);
  if (way != TextEntry::modulation) softmax("words", s.patches, s.words);
  if (way == TextEntry::adapter) softmax("reference picture", s.patches, s.reference);
}

void add_numbers(const ConditioningState& state, ConditioningView& view) {
  const EntrySize size = size_of(state);
  view.numbers.columns = {"way", "softmaxes", "attention weights", "weights a block", "work a block"};
  for (int i = 0; i < catalogue::kTextEntries; ++i) {
    const auto way = static_cast<TextEntry>(i);
    const EntryCosts costs = catalogue::entry_costs(way, size);
    view.numbers.rows.push_back({title_of(way), std::to_string(costs.softmaxes), with_commas(costs.entries),
                                 short_count(costs.weights), short_flops(costs.flops)});
  }
  view.numbers_narrow.columns = {"way", "weights", "work"};
  for (const auto& row : view.numbers.rows) view.numbers_narrow.rows.push_back({row[0], row[3], row[4]});
  view.numbers_row = static_cast<int>(way_of(state));
}

/// Pairs of a source in [first, last) and a row in [top, bottom), not counting a row itself.
Reached reached(const MatrixRM& moved, int top, int bottom, int first, int last) {
  Reached count;
  for (int row = top; row < bottom; ++row)
    for (int source = first; source < last; ++source) {
      if (row == source) continue;
      ++count.all;
      count.moved += moved(row, source) > 0;
    }
  return count;
}

std::string of(const Reached& count) {
  if (count.moved == 0) return "none";
  return count.moved == count.all ? "all" : std::to_string(count.moved) + " of " + std::to_string(count.all);
}

void add_influence(const ConditioningState& state, const EntryStudy& study, ConditioningView& view) {
  const EntryShape& s = study.stack().shape();
  const int blocks = std::clamp(state.blocks, 1, s.blocks), all = s.words + s.patches;
  const TextEntry way = study.stack().entry();
  view.words = s.words;
  view.patches = s.patches;
  view.rows = all;
  view.sources = way == TextEntry::adapter ? study.sources() : all;
  view.text_rows = way != TextEntry::modulation;
  view.moved = study.moved(blocks).leftCols(view.sources);
  view.known = study.done();
  view.word_to_word = reached(view.moved, 0, s.words, 0, s.words);
  view.word_to_patch = reached(view.moved, s.words, all, 0, s.words);
  view.patch_to_word = reached(view.moved, 0, s.words, s.words, all);
  view.patch_to_patch = reached(view.moved, s.words, all, s.words, all);
  view.reference_to_patch = reached(view.moved, s.words, all, all, view.sources);
  if (!view.known) {
    view.influence_sentence = "Every row is being nudged, one after the other.";
    return;
  }
  std::string& text = view.influence_sentence;
  text = "After " + std::to_string(blocks) + (blocks == 1 ? " block" : " blocks") +
         ", of all pairs, a nudged word moved " + of(view.word_to_patch) +
         " of the patches\u2019 rows and a nudged patch " + of(view.patch_to_patch) + " of the other patches\u2019. ";
  text += !view.text_rows ? "Words have no rows here that could be moved."
                          : "Of the words\u2019 rows a patch moved " + of(view.patch_to_word) + ", another word " +
                                of(view.word_to_word) + ".";
  if (way == TextEntry::adapter)
    text += " The reference picture moved " + of(view.reference_to_patch) + " of the patches\u2019 rows.";
}

void add_drift(const EntryStudy& study, ConditioningView& view) {
  const TextEntry way = study.stack().entry();
  view.drift = study.drift();
  const auto last = view.drift.cols() - 1;
  if (way == TextEntry::modulation) {
    view.drift_sentence = "The words have no rows: all that is left of them is one vector.";
  } else if (view.drift.isZero(0)) {
    view.drift_sentence = "No word\u2019s row moves, in any block: what is read is what the readers made.";
  } else {
    view.drift_sentence = "After " + std::to_string(last) + " blocks the words\u2019 rows are " +
                          fixed_number(static_cast<double>(view.drift.col(last).minCoeff()), 1) + " to " +
                          fixed_number(static_cast<double>(view.drift.col(last).maxCoeff()), 1) +
                          " of their own lengths from where they began; every step begins with the readers\u2019 rows "
                          "again.";
    if (way == TextEntry::own) view.drift_sentence += " The last block drops its words and moves none.";
  }
}

std::string missing_arms() {
  std::string missing;
  for (int i = 0; i < catalogue::kTextEntries; ++i) {
    const auto way = static_cast<TextEntry>(i);
    if (std::ranges::any_of(kArms, [&](const TrainedArm& arm) { return arm.way == way; })) continue;
    missing += (missing.empty() ? "" : ", ") + std::string(title_of(way));
  }
  return "Not trained here: " + missing + ".";
}

ArmState state_of(const RunSlot* slot) {
  if (!slot) return {.told = "Not painted yet.", .prompt = {}, .sha256 = {}};
  ArmState arm{.told = {}, .prompt = slot->request.prompt, .sha256 = {}};
  if (slot->log && slot->log->finished()) {
    arm.picture = &slot->log->picture();
    arm.prompt = slot->log->request().prompt;
    arm.sha256 = slot->log->picture_sha256();
  }
  switch (slot->phase) {
    case RunPhase::waiting: arm.told = "Waiting."; break;
    case RunPhase::running:
      arm.told = "Step " + std::to_string(slot->log ? slot->log->steps_done() : 0) + " of " +
                 std::to_string(slot->request.steps) + ".";
      break;
    case RunPhase::failed: arm.told = "Not here: " + slot->problem; break;
    case RunPhase::stopped: arm.told = "Stopped."; break;
    default: break;
  }
  return arm;
}

std::string pictures_sentence(const ConditioningView& view) {
  std::string text;
  for (std::size_t i = 0; i < view.arms.size(); ++i) {
    const ArmState& arm = view.arms[i];
    text += std::string(kArms[i].title) + ": " +
            (arm.told.empty() ? "painted \u201C" + arm.prompt + "\u201D." : arm.told) + " ";
  }
  return text + view.missing_arms;
}

/// Where the rows of the adapter's reference come from.
std::string reference_sentence(const std::optional<std::string>& prompt, int rows) {
  if (!prompt) return "No run has painted yet: the reference\u2019s rows are random numbers.";
  return "The reference is the run\u2019s own picture of \u201C" + *prompt + "\u201D: the colours of its " +
         std::to_string(kSeenSide * kSeenSide) + " fields, through one projection into " + std::to_string(rows) +
         " rows.";
}

std::string reading(const Reached& count) { return std::to_string(count.moved) + " of " + std::to_string(count.all); }

}  // namespace

TextEntry way_of(const ConditioningState& state) {
  return static_cast<TextEntry>(std::clamp(state.way, 0, catalogue::kTextEntries - 1));
}

const char* title_of(TextEntry way) { return words_of(way).title; }
const char* examples_of(TextEntry way) { return words_of(way).examples; }
const char* sentence_of(TextEntry way) { return words_of(way).sentence; }

std::span<const TrainedArm> trained_arms() { return kArms; }
std::string slot_of(const TrainedArm& arm) {
  return std::string("conditioning/") + kModelKindIds[static_cast<std::size_t>(arm.kind)];
}

std::vector<ArmState> arm_states(const RunDesk* desk) {
  std::vector<ArmState> states;
  for (const TrainedArm& arm : kArms) states.push_back(state_of(desk ? desk->find(slot_of(arm)) : nullptr));
  return states;
}

std::vector<float> seen_in(const Picture& picture) {
  std::vector<float> seen;
  const int wide = picture.width / kSeenSide, high = picture.height / kSeenSide;
  if (wide < 1 || high < 1) return seen;
  for (int field = 0; field < kSeenSide * kSeenSide; ++field)
    for (int channel = 0; channel < 3; ++channel) {
      int sum = 0;
      for (int y = field / kSeenSide * high; y < (field / kSeenSide + 1) * high; ++y)
        for (int x = field % kSeenSide * wide; x < (field % kSeenSide + 1) * wide; ++x)
          sum += picture.rgb[static_cast<std::size_t>(3 * (y * picture.width + x) + channel)];
      seen.push_back(static_cast<float>(sum) / (127.5f * static_cast<float>(wide * high)) - 1);
    }
  return seen;
}

ConditioningView build_view(const ConditioningState& state, const EntryStudy& study, std::vector<ArmState> arms,
                            const std::optional<std::string>& reference_prompt) {
  ConditioningView view;
  view.arms = std::move(arms);
  const TextEntry way = way_of(state);
  if (way == TextEntry::adapter)
    view.reference_sentence = reference_sentence(reference_prompt, study.stack().shape().reference);
  view.sentence = std::string(sentence_of(way)) + " (" + examples_of(way) + ")";
  add_shapes(state, view);
  add_numbers(state, view);
  add_influence(state, study, view);
  add_drift(study, view);
  view.missing_arms = missing_arms();
  return view;
}

std::string describe(const ConditioningView& view, const ShownParts& shown) {
  std::string text;
  const auto add = [&](const char* part, const std::string& sentence) {
    if (shown.any(part)) text += (text.empty() ? "" : " ") + sentence;
  };
  const auto& row = view.numbers.rows[static_cast<std::size_t>(view.numbers_row)];
  add("way", row[0] + ". " + view.sentence + (view.reference_sentence.empty() ? "" : " " + view.reference_sentence));
  add("numbers", row[0] + ": " + row[1] + (row[1] == "1" ? " softmax, " : " softmaxes, ") + row[2] +
                     " attention weights, " + row[3] + " weights and " + row[4] + " a block.");
  add("influence", view.influence_sentence);
  add("drift", view.drift_sentence);
  add("pictures", pictures_sentence(view));
  return text;
}

Table to_table(const ConditioningView& view, const ShownParts& shown) {
  Table table{{"what", "of", "number", "more"}, {}};
  const auto add = [&](std::string what, std::string of, std::string number, std::string more = "") {
    table.rows.push_back({std::move(what), std::move(of), std::move(number), std::move(more)});
  };
  if (shown.any("way"))
    for (const auto& row : view.shapes.rows) add("q; k, v of the softmax over", row[0], row[1], row[2]);
  if (shown.any("numbers"))
    for (const auto& row : view.numbers.rows) {
      add("softmaxes; attention weights", row[0], row[1], row[2]);
      add("weights; work a block", row[0], row[3], row[4]);
    }
  if (shown.any("influence")) {
    add("pairs moved", "word to patch", reading(view.word_to_patch));
    add("pairs moved", "patch to patch", reading(view.patch_to_patch));
    if (view.text_rows) {
      add("pairs moved", "word to word", reading(view.word_to_word));
      add("pairs moved", "patch to word", reading(view.patch_to_word));
    }
    if (view.reference_to_patch.all > 0) add("pairs moved", "reference to patch", reading(view.reference_to_patch));
  }
  for (Eigen::Index word = 0; shown.any("drift") && word < view.drift.rows(); ++word)
    for (Eigen::Index block = 0; block < view.drift.cols(); ++block)
      add("row has come, in its own length", kEntryWords[static_cast<std::size_t>(word)],
          short_number(static_cast<double>(view.drift(word, block)), 4), "after " + std::to_string(block) + " blocks");
  for (std::size_t i = 0; shown.any("pictures") && i < view.arms.size(); ++i)
    add("picture, sha256", kArms[i].title, view.arms[i].sha256, view.arms[i].told);
  return table;
}

}  // namespace lesson
