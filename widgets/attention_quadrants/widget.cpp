#include "widgets/attention_quadrants/widget.h"

#include <algorithm>

#include "widgets/attention_quadrants/pointing.h"
#include "widgets/attention_quadrants/sources/capture.h"
#include "widgets/attention_quadrants/sources/run_source.h"
#include "widgets/page/cut_fields.h"
#include "widgets/page/live_run.h"
#include "widgets/page/prompt_box.h"

namespace lesson {

namespace {

const std::vector<std::string> kSources = {"untrained", "untrained-4429", "run", "capture"};
const std::vector<std::string> kTabs = {"token", "cut", "compare"};
const std::vector<std::string> kScales = {"log", "linear"};
constexpr Part kParts[] = {{"run", "Source and live run"},      {"map", "Map of all weights"},
                           {"mass", "Weight in each quadrant"}, {"token", "What one token reads"},
                           {"cut", "What a cut costs"},         {"compare", "Three ways to let image and text meet"}};

}  // namespace

std::span<const Part> AttentionQuadrants::parts() const { return kParts; }

Fields AttentionQuadrants::fields() {
  Fields all = {
      {"source", "Source", "Where the attention comes from.", ChoiceField{&state.source, kSources}},
      {"block", "Block", "Transformer block, counted from 0.", IntField{&shared_.block, 0, 255}},
      {"head", "Head", "Attention head, counted from 0.", IntField{&shared_.head, 0, 255}},
      {"step", "Step", "Denoising step, counted from 0.", IntField{&shared_.step, 0, 999}},
      {"token", "Token", "Chosen token, text first, counted from 0; -1 for none.", IntField{&shared_.token, -1, 16383}},
      {"prompt", "Prompt", "What the live run draws, and the words of the untrained block's text tokens.",
       TextField{&shared_.prompt, kLongestPrompt}},
      {"seed", "Seed", "Of the live run's noise, and of the untrained block.",
       IntField{&shared_.seed, 0, kLargestSeed}},
      {"scale", "Colours", "Weights as octaves around uniform, or straight.", ChoiceField{&state.scale, kScales}},
      {"view", "View", "What is shown beside the map.", ChoiceField{&state.tab, kTabs}},
      {"zoom", "Zoom", "How many times larger than all of it the map is drawn.",
       NumberField{&state.view.zoom, 1, 2000}},
      {"x", "Across", "Centre of the part seen, a share of the keys.", NumberField{&state.view.x, 0, 1}},
      {"y", "Down", "Centre of the part seen, a share of the queries.", NumberField{&state.view.y, 0, 1}},
      {"picture", "Picture under the maps", "Draws maps of image tokens over the picture.", FlagField{&state.picture}},
      {"cut_all", "In all blocks", "A run with the cut takes it out of every block.", FlagField{&state.all_blocks}},
      {"run_when_seen", "Run when seen", "Starts the live run when the figure is first seen, unless there is one.",
       FlagField{&state.run_when_seen}},
  };
  add_cut_fields(all, state.cut, "Takes this quadrant out before the softmax.");
  return all;
}

void AttentionQuadrants::state_changed() { shared_.touch(); }

// --- sources
// -----------------------------------------------------------------------------------------------------------

std::shared_ptr<AttentionSource> AttentionQuadrants::untrained_source() {
  const bool large = state.source == AttentionQuadrantsState::untrained_sd3;
  std::shared_ptr<AttentionSource>& held = large ? large_ : small_;
  std::string& prompt = large ? large_prompt_ : small_prompt_;
  std::uint64_t& seed = large ? large_seed_ : small_seed_;
  if (const auto wanted = static_cast<std::uint64_t>(shared_.seed);
      !held || prompt != shared_.prompt || seed != wanted) {
    UntrainedSpec spec{.seed = wanted, .prompt = shared_.prompt};
    if (large) {  // SD3 at 1024 pixels, with T5's 256 tokens: 333 + 4096
      spec.text_tokens = 333;
      spec.grid_rows = spec.grid_cols = 64;
      spec.heads = 2;
      spec.head_dim = 64;
    }
    auto made = make_untrained_source(spec);
    prompt = std::move(spec.prompt);
    held = std::move(made);
    seed = wanted;
  }
  return held;
}

/// The source wanted, or nullptr with a message.
std::shared_ptr<AttentionSource> AttentionQuadrants::source() {
  message_.clear();
  switch (state.source) {
    case AttentionQuadrantsState::run:
      if (!run_ && shared_.desk) run_ = make_run_source(*shared_.desk);
      if (!run_) {
        message_ = "No trained model can run here.";
      } else if (run_->info().blocks > 0) {
        return run_;
      } else if (run_->problem().empty()) {
        return untrained_source();  // what there is before the first step, labelled so; the figure keeps its shape
      } else {
        message_ = run_->problem();
      }
      return nullptr;
    case AttentionQuadrantsState::capture:
      if (!capture_) message_ = "Open or drop a capture: a .safetensors file with queries and keys of a real model.";
      return capture_;
    default: return untrained_source();
  }
}

Result<void> AttentionQuadrants::open_file(std::string_view name, std::span<const std::uint8_t> bytes) {
  return open_large_file(name, bytes, bytes.size());
}

Result<void> AttentionQuadrants::open_large_file(std::string_view name, std::span<const std::uint8_t> head,
                                                 std::uint64_t file_bytes) {
  shared_.touch();
  Result<std::unique_ptr<Capture>> opened = open_capture(name, head, file_bytes);
  capture_error_ = opened ? std::string() : opened.error().message();
  view_valid_ = false;
  if (!opened) return opened.error();  // what was shown stays
  state.source = AttentionQuadrantsState::capture;
  capture_ = std::move(opened.value());
  shared_.block = shared_.head = shared_.step = 0;
  shared_.token = -1;
  state.view = {};
  return {};
}

std::optional<FilePiece> AttentionQuadrants::wanted_piece() const {
  return capture_ ? capture_->wanted_piece() : std::nullopt;
}

void AttentionQuadrants::take_piece(const FilePiece& piece, std::span<const std::uint8_t> bytes) {
  if (capture_) capture_->take_piece(piece, std::as_bytes(bytes));
}

void AttentionQuadrants::lose_file(std::string_view problem) {
  if (capture_) capture_->lose_file(problem);
}

// --- computing
// ---------------------------------------------------------------------------------------------------------

void AttentionQuadrants::make_map(AttentionSource& from) {
  const SourceInfo& info = from.info();
  const std::shared_ptr<const HeadSlice> slice = from.slice(key_);
  view_valid_ = false;
  // A run that went on has the same numbers for the steps that were there.
  const bool same = map_ && slice && slice_ && map_->cut() == state.cut && slice->q.rows() == slice_->q.rows() &&
                    slice->q.cols() == slice_->q.cols() && slice->q == slice_->q && slice->k == slice_->k;
  if (same) return;
  map_.reset();
  slice_ = slice;
  map_message_.clear();
  if (!slice_) {
    map_message_ = from.problem().empty() ? from.waiting() : from.problem();
    return;
  }
  if (!slice_->q.allFinite() || !slice_->k.allFinite() || (slice_->v.size() > 0 && !slice_->v.allFinite())) {
    map_message_ = "Block " + std::to_string(key_.block) + ", head " + std::to_string(key_.head) +
                   " holds numbers that are not finite.";
    return;
  }
  map_ = std::make_unique<AttentionMap>(slice_, info.shape, state.cut);
  canvas_.forget();
}

void AttentionQuadrants::update(double ms) {
  const std::shared_ptr<AttentionSource> from = source();
  if (!from) {
    map_.reset();
    slice_.reset();
    map_key_ = {};
    view_valid_ = false;
    rebuild_view();
    return;
  }
  const SourceInfo& info = from->info();
  key_ = {std::clamp(shared_.step, 0, std::max(info.steps - 1, 0)),
          std::clamp(shared_.block, 0, std::max(info.blocks - 1, 0)),
          std::clamp(shared_.head, 0, std::max(info.heads - 1, 0))};
  const MapKey wanted{from, from->revision(), key_, state.cut};
  if (!(wanted == map_key_)) {
    map_key_ = {};  // where there is no memory for the map, it is still to be made
    make_map(*from);
    map_key_ = wanted;
  }
  message_ = map_ ? std::string() : map_message_;
  if (message_ != view_.message) view_valid_ = false;
  if (map_) map_->advance(ms);
  rebuild_view();
}

/// Of the source shown, not of the one that the controls ask for since this frame began.
const SourceInfo& AttentionQuadrants::info() const {
  static const SourceInfo none{.title = "No attention", .detail = ""};
  return map_key_.source ? map_key_.source->info() : none;
}

void AttentionQuadrants::rebuild_view() {
  const double progress = map_ ? map_->progress() : 0;
  if (view_valid_ && progress == view_progress_ && shared_.token == view_token_) return;
  view_ = build_view(info(), key_, map_.get(), state.cut, shared_.token, message_);
  view_valid_ = true;
  view_progress_ = progress;
  view_token_ = shared_.token;
  ++stamp_;
}

bool AttentionQuadrants::animating() const { return map_ && !map_->done(); }

const AttentionView& AttentionQuadrants::finished_view() {
  update(0);
  if (map_) map_->finish();
  rebuild_view();
  return view_;
}

std::string AttentionQuadrants::describe() {
  finished_view();
  std::string text = lesson::describe(view_, info(), shown());
  const bool compared = shown().chosen(state.tab, kTabParts) == AttentionQuadrantsState::compare;
  if (view_.ready && compared && shows("compare")) text += describe_comparison(view_);
  if (!capture_error_.empty()) text += " A file was not opened: " + capture_error_;
  if (state.source == AttentionQuadrantsState::run && shared_.desk) {
    const std::string pointing = pointing_words(shared_), missing = words_not_understood(shared_);
    if (!pointing.empty() && shows("run")) text += " " + pointing;
    if (!missing.empty() && shows("run")) text += " " + missing;
    if (shows("cut")) text += cut_run_.describe(*shared_.desk);
  }
  return text;
}

Table AttentionQuadrants::table() {
  finished_view();
  return to_table(view_, info(), shown());
}

void AttentionQuadrants::choose(int token) {
  shared_.token = token;
  shared_.touch();
}

ui::Pixels AttentionQuadrants::picture() {
  return state.picture && map_key_.source ? map_key_.source->picture(key_.step) : ui::Pixels{};
}

/// A page draws what is in sight, so the first drawing is the reader's arrival. Another widget's run is as good.
void AttentionQuadrants::run_when_seen() {
  const RunDesk* desk = shared_.desk;
  if (!state.run_when_seen || state.source != AttentionQuadrantsState::run || !desk || !desk->available()) return;
  if (!desk->find(kPageRun)) request_live_run(shared_);
}

std::unique_ptr<Widget> make_attention_quadrants(PageState& shared) {
  return std::make_unique<AttentionQuadrants>(shared);
}

}  // namespace lesson
