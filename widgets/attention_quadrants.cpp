#include "widgets/attention_quadrants.h"

#include <algorithm>

#include "widgets/attention/capture.h"
#include "widgets/attention/live_run.h"
#include "widgets/prompt_box.h"

namespace lesson {

namespace {

constexpr double kPassMs = 6;  ///< of a frame's 16; the map's own tiles take up to 4 more
const std::vector<std::string> kSources = {"untrained", "untrained-4429", "run", "capture"};
const std::vector<std::string> kSourceNames = {"Untrained, 333 tokens", "Untrained, 4429 tokens", "The live run",
                                               "A capture file"};
const std::vector<std::string> kTabs = {"token", "cut", "compare"};
const std::vector<std::string> kTabNames = {"One token", "Cut", "Compare"};
const std::vector<std::string> kScales = {"log", "linear"};
constexpr const char* kCutKeys[] = {"cut_tt", "cut_ti", "cut_it", "cut_ii"};

}  // namespace

Fields AttentionQuadrants::fields() {
  seed_ = static_cast<int>(std::min<std::uint64_t>(shared_.seed, 999'999));
  Fields all = {
      {"source", "Source", "Where the attention comes from.", ChoiceField{&state.source, kSources}},
      {"block", "Block", "Transformer block, counted from 0.", IntField{&shared_.block, 0, 255}},
      {"head", "Head", "Attention head, counted from 0.", IntField{&shared_.head, 0, 255}},
      {"step", "Step", "Denoising step, counted from 0.", IntField{&shared_.step, 0, 999}},
      {"token", "Token", "Chosen token, text first, counted from 0; -1 for none.", IntField{&shared_.token, -1, 16383}},
      {"prompt", "Prompt", "What the live run draws, and the words of the untrained block's text tokens.",
       TextField{&shared_.prompt, 200}},
      {"seed", "Seed", "Of the live run's noise, and of the untrained block.", IntField{&seed_, 0, 999'999}},
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
  for (std::size_t i = 0; i < 4; ++i) {
    all.push_back({kCutKeys[i], std::string("Cut ") + kQuadrantNames[i], "Takes this quadrant out before the softmax.",
                   FlagField{&state.cut.cut[i]}});
  }
  return all;
}

void AttentionQuadrants::state_changed() {
  shared_.seed = static_cast<std::uint64_t>(seed_);
  shared_.touch();
}

// --- sources
// -----------------------------------------------------------------------------------------------------------

std::shared_ptr<AttentionSource> AttentionQuadrants::untrained_source() {
  const bool large = state.source == AttentionQuadrantsState::untrained_sd3;
  std::shared_ptr<AttentionSource>& held = large ? large_ : small_;
  std::string& prompt = large ? large_prompt_ : small_prompt_;
  std::uint64_t& seed = large ? large_seed_ : small_seed_;
  if (!held || prompt != shared_.prompt || seed != shared_.seed) {
    UntrainedSpec spec{.seed = shared_.seed, .prompt = shared_.prompt};
    if (large) {  // SD3 at 1024 pixels, with T5's 256 tokens: 333 + 4096
      spec.text_tokens = 333;
      spec.grid_rows = spec.grid_cols = 64;
      spec.heads = 2;
      spec.head_dim = 64;
    }
    held = make_untrained_source(spec);
    prompt = shared_.prompt;
    seed = shared_.seed;
  }
  return held;
}

/// The source wanted, or nullptr with a message.
std::shared_ptr<AttentionSource> AttentionQuadrants::source() {
  message_.clear();
  switch (state.source) {
    case AttentionQuadrantsState::run:
      if (!shared_.attention) {
        message_ = "No trained model can run here.";
      } else if (shared_.attention->info().blocks > 0) {
        return shared_.attention;
      } else if (shared_.attention->problem().empty()) {
        return untrained_source();  // what there is before the first step, labelled so; the figure keeps its shape
      } else {
        message_ = shared_.attention->problem();
      }
      return nullptr;
    case AttentionQuadrantsState::capture:
      if (!capture_)
        message_ = capture_error_.empty()
                       ? "Open or drop a capture: a .safetensors file with queries and keys of a real model."
                       : capture_error_;
      return capture_;
    default: return untrained_source();
  }
}

Result<void> AttentionQuadrants::open_file(std::string_view name, std::span<const std::uint8_t> bytes) {
  state.source = AttentionQuadrantsState::capture;
  shared_.touch();
  Result<std::unique_ptr<AttentionSource>> opened = open_capture(name, bytes);
  capture_error_ = opened ? std::string() : opened.error().message();
  view_valid_ = false;
  if (!opened) return opened.error();  // the capture that was shown stays
  capture_ = std::move(opened.value());
  shared_.block = shared_.head = shared_.step = 0;
  shared_.token = -1;
  state.view = {};
  return {};
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
    map_message_ = from.problem().empty() ? "Waiting for this block and step." : from.problem();
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
    map_key_ = wanted;
    make_map(*from);
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
  view_.error = state.source == AttentionQuadrantsState::capture && !capture_error_.empty();
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
  std::string text = lesson::describe(view_, info());
  if (state.source == AttentionQuadrantsState::run && shared_.desk) {
    const std::string pointing = pointing_words(shared_), missing = words_not_understood(shared_);
    if (!pointing.empty()) text += " " + pointing;
    if (!missing.empty()) text += " " + missing;
    text += cut_run_.describe(*shared_.desk);
  }
  return text;
}

Table AttentionQuadrants::table() {
  finished_view();
  return to_table(view_, info());
}

void AttentionQuadrants::choose(int token) {
  shared_.token = token;
  shared_.touch();
}

ui::Pixels AttentionQuadrants::picture() {
  return state.picture && map_key_.source ? map_key_.source->picture(key_.step) : ui::Pixels{};
}

// --- drawing
// -----------------------------------------------------------------------------------------------------------

void AttentionQuadrants::draw(ui::Ui& ui) {
  run_when_seen();
  update(kPassMs);
  draw_head(ui);
  if (!view_.ready) return draw_nothing(ui);
  if (view_.error) ui.error(view_.message.empty() ? capture_error_ : view_.message);
  draw_where(ui);
  ui.columns({{380, 2}, {290, 1}}, [&](int column) {
    if (column == 0) {
      draw_map(ui);
    } else {
      ui.heading("Weight in each quadrant", 3);
      ui.muted("The bar is measured; the upright line is what even attention would give.");
      draw_mass(ui, view_, state.cut);
    }
  });
  draw_tabs(ui);
  ui.separator();
  ui.export_buttons();
}

/// A page draws what is in sight, so the first drawing is the reader's arrival. Another widget's run is as good.
void AttentionQuadrants::run_when_seen() {
  const RunDesk* desk = shared_.desk;
  if (!state.run_when_seen || state.source != AttentionQuadrantsState::run || !desk || !desk->available()) return;
  if (!desk->find(kPageRun)) request_live_run(shared_);
}

/// No map: why, and what to do about it.
void AttentionQuadrants::draw_nothing(ui::Ui& ui) {
  if (view_.error) {
    ui.error(view_.message);
  } else {
    ui.text(view_.message);
  }
  if (state.source == AttentionQuadrantsState::capture) {
    ui.muted(
        "Such a file holds block.0.q, block.0.k and so on, [tokens, heads x head size], text rows first, and in its "
        "metadata format = lesson-attention-1, heads and text_tokens. It is read here and sent nowhere.");
  }
}

void AttentionQuadrants::draw_head(ui::Ui& ui) {
  ui.heading("Attention quadrants");
  ui.columns({{260, 1}, {220, 1}}, [&](int column) {
    if (column == 0) {
      ui.combo("Source", state.source, kSourceNames, {.help = "Where the attention comes from."});
      return;
    }
    if (!map_key_.source) return;
    ui.badge(info().honesty, info().detail);
    ui.muted(info().detail);
  });
  if (!shared_.desk) return;
  if (state.source == AttentionQuadrantsState::run) {
    if (draw_live_run(ui, shared_, fields())) state_changed();
    draw_pointing(ui, shared_);
  } else if (state.source != AttentionQuadrantsState::capture && shared_.desk->available()) {
    if (ui.button("Look at the trained model", {.help = "Turns to the live run; there you can press Run."})) {
      state.source = AttentionQuadrantsState::run;
      shared_.touch();
    }
  }
}

void AttentionQuadrants::draw_where(ui::Ui& ui) {
  const SourceInfo& info = this->info();
  const auto slider = [&](const char* label, int& shared, int shown, int count) {
    int value = shown + 1;  // learners count from 1
    if (count > 1 && ui.slider(label, value, 1, count, {.unit = "of " + std::to_string(count)})) {
      shared = value - 1;
      shared_.touch();
    }
  };
  ui.columns({{150, 1}, {150, 1}, {150, 1}}, [&](int column) {
    if (column == 0) slider("Block", shared_.block, key_.block, info.blocks);
    if (column == 1) slider("Head", shared_.head, key_.head, info.heads);
    if (column == 2) slider("Step", shared_.step, key_.step, info.steps);
  });
}

void AttentionQuadrants::draw_map(ui::Ui& ui) {
  const SourceInfo& info = this->info();
  const MapCanvas::Given given{info, *map_, static_cast<WeightScale>(state.scale), shared_.token};
  if (const auto token = canvas_.draw(ui, given, state.view)) choose(*token);
  const std::string reading =
      !map_->done() ? "Reading all " + std::to_string(map_->tokens()) + " rows: " + percent(view_.progress)
      : canvas_.reading().empty() ? "Point at a weight to read it; press to choose its row's token."
                                  : canvas_.reading();
  ui.status(reading, 2);
  ui.row([&] {
    const auto zoom = [&](float factor) { state.view.zoom = std::clamp(state.view.zoom * factor, 1.0f, 2000.0f); };
    if (ui.button("Zoom in")) zoom(2);
    if (ui.button("Zoom out", {.disabled = state.view.zoom <= 1})) zoom(0.5f);
    if (ui.button("Whole map", {.disabled = state.view.zoom <= 1})) state.view = {};
    if (ui.button("Text corner")) {
      const float share =
          static_cast<float>(info.shape.text_tokens) / static_cast<float>(std::max(info.shape.joint_tokens(), 1));
      state.view = {.zoom = std::max(1.0f, 0.96f / std::max(share, 0.01f)), .x = share / 2, .y = share / 2};
    }
  });
  ui.row([&] {
    canvas_.draw_legend(ui);
    ui.choice("Colours", state.scale, kScales, {.help = "Weights as octaves around uniform, or straight."});
  });
}

void AttentionQuadrants::draw_tabs(ui::Ui& ui) {
  ui.tabs("View", state.tab, kTabNames);
  ui.group("Tab", [&] {
    if (state.tab == AttentionQuadrantsState::token) draw_token(ui);
    if (state.tab == AttentionQuadrantsState::cut_tab) draw_cut(ui);
    if (state.tab == AttentionQuadrantsState::compare) draw_comparison(ui);
  });
}

void AttentionQuadrants::draw_token(ui::Ui& ui) {
  const SourceInfo& info = this->info();
  if (const auto token = draw_token_chips(ui, info, shared_.token)) choose(*token);
  const TokenView& token = view_.token;
  if (token.index < 0) {
    ui.text("Choose a token: a word above, a row of the map, or a patch of the picture.");
    return;
  }
  if (token.reads.empty()) {
    ui.muted("This row is not read yet.");
    return;
  }
  const std::size_t T = static_cast<std::size_t>(info.shape.text_tokens);
  const int patch = token.index - info.shape.text_tokens;
  const std::string quoted = "\u201C" + token.label + "\u201D";
  ui.text(quoted + " gives " + percent(token.reads_text) + " of its weight to text (even attention: " +
          percent(token.uniform_text) + ") and " + percent(1 - token.reads_text) + " to the image.");
  ui.checkbox("Picture under the maps", state.picture);
  ui.columns({{210, 1}, {210, 1}}, [&](int column) {
    const bool row = column == 0;
    const std::vector<float>& weights = row ? token.reads : token.read_by;
    ui.heading(row ? "What " + quoted + " reads" : "Who reads " + quoted, 3);
    if (weights.empty()) {
      ui.muted("Needs all rows; still reading.");
      return;
    }
    const ImageMap map{
        .label = row ? "Patches it reads" : "Patches that read it",
        .description = row ? "The image part of this token's row." : "The image part of this token's column.",
        .values = std::span<const float>(weights).subspan(T),
        .rows = info.grid_rows,
        .cols = info.grid_cols,
        .picture = picture(),
        .chosen = patch,
        .stamp = stamp_};
    if (const auto chosen = draw_image_map(ui, row ? reads_ : read_by_, map)) choose(info.shape.text_tokens + *chosen);
    draw_text_bars(ui, row ? "Words it reads" : "Words that read it", info, std::span<const float>(weights).first(T));
  });
}

void AttentionQuadrants::draw_cut(ui::Ui& ui) {
  const SourceInfo& info = this->info();
  if (state.source == AttentionQuadrantsState::run && shared_.desk) {
    cut_run_.draw(ui, *shared_.desk, state.cut, key_.block, state.all_blocks);
  }
  ui.columns({{260, 1}, {210, 1}}, [&](int column) {
    if (column == 0) {
      draw_change(ui, view_);
      return;
    }
    if (!view_.change.available || !view_.any_cut) return;
    const std::size_t T = static_cast<std::size_t>(info.shape.text_tokens);
    const std::span<const float> change = view_.change.now.per_row;
    ui.heading("Where the output changes", 3);
    const ImageMap map{.label = "Change at each patch",
                       .description = "How much the output of each image token changes with the present cut.",
                       .values = change.subspan(T),
                       .rows = info.grid_rows,
                       .cols = info.grid_cols,
                       .picture = picture(),
                       .chosen = shared_.token - info.shape.text_tokens,
                       .stamp = stamp_};
    if (const auto chosen = draw_image_map(ui, change_, map)) choose(info.shape.text_tokens + *chosen);
    draw_text_bars(ui, "Change at each word", info, change.first(T));
  });
}

void AttentionQuadrants::draw_comparison(ui::Ui& ui) {
  const SourceInfo& info = this->info();
  if (!(compare_scale_ == canvas_.scale())) ++compare_stamp_;
  compare_scale_ = canvas_.scale();
  if (compared_ != slice_.get() && map_->done()) {
    compared_ = slice_.get();
    compare_.reset();
    if (auto maps = compare_maps(*slice_, info.shape, kReferenceTokens)) compare_ = std::move(maps.value());
    ++compare_stamp_;
  }
  draw_compare(ui, view_, info, compared_ == slice_.get() && compare_ ? &*compare_ : nullptr, compare_pictures_,
               canvas_.scale(), compare_stamp_);
}

std::unique_ptr<Widget> make_attention_quadrants(Selection& shared) {
  return std::make_unique<AttentionQuadrants>(shared);
}

}  // namespace lesson
