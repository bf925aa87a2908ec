// How the quadrant viewer is drawn; what it computes is in attention_quadrants.cpp.

#include <algorithm>

#include "core/text_format.h"
#include "widgets/attention_quadrants/map/legend.h"
#include "widgets/attention_quadrants/pointing.h"
#include "widgets/attention_quadrants/widget.h"
#include "widgets/page/live_run.h"

namespace lesson {

namespace {

constexpr float kColourSwitch = 136;  ///< the switch of the colours with its gap, CSS pixels
constexpr double kPassMs = 6;         ///< of a frame's 16; the map's own tiles take up to 4 more
const std::vector<std::string> kSourceNames = {"Untrained, 333 tokens", "Untrained, 4429 tokens", "The live run",
                                               "A capture file"};
const std::vector<std::string> kTabNames = {"One token", "Cut", "Compare"};

}  // namespace

void AttentionQuadrants::draw(ui::Ui& ui) {
  run_when_seen();
  update(kPassMs);
  draw_head(ui);
  if (!view_.ready) return draw_nothing(ui);
  ui.part(kHeadParts, [&] { draw_where(ui); });
  ui.columns({{380, 2, "map"}, {290, 1, "mass cut"}}, [&](int column) {
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

/// No map: why, and what to do about it.
void AttentionQuadrants::draw_nothing(ui::Ui& ui) {
  ui.text(view_.message);
  if (state.source == AttentionQuadrantsState::capture) {
    ui.muted(
        "Such a file holds block.0.q, block.0.k and so on, [tokens, heads x head size], text rows first, and in its "
        "metadata format = lesson-attention-1, heads and text_tokens. It is read here and sent nowhere.");
  }
}

void AttentionQuadrants::draw_head(ui::Ui& ui) {
  ui.part("run", [&] { ui.heading("Attention quadrants"); });
  ui.columns({{260, 1, "run"}, {220, 1}}, [&](int column) {
    if (column == 0) {
      if (ui.combo("Source", state.source, kSourceNames, {.help = "Where the attention comes from."}))
        capture_error_.clear();
      return;
    }
    if (!map_key_.source) return;
    ui.badge(info().honesty, info().detail);
    ui.muted(info().detail);
  });
  ui.part("run", [&] { draw_run(ui); });
  if (!capture_error_.empty()) ui.error(capture_error_);
}

void AttentionQuadrants::draw_run(ui::Ui& ui) {
  if (state.source == AttentionQuadrantsState::capture)
    ui.file_button("Open a capture", {.help = "A .safetensors file of yours; it is read here and sent nowhere."});
  if (!shared_.desk) return;
  if (state.source == AttentionQuadrantsState::run) {
    draw_live_run(ui, shared_, fields());
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
  const auto slider = [&](const char* label, int& shared, int shown, int count, const std::string& more = {}) {
    int value = shown + 1;  // learners count from 1
    if (count > 1 && ui.slider(label, value, 1, count, {.unit = "of " + std::to_string(count) + more})) {
      shared = value - 1;
      shared_.touch();
    }
  };
  const std::size_t step = static_cast<std::size_t>(key_.step);
  const std::string time = step < info.step_labels.size() ? ", " + info.step_labels[step] : "";
  ui.columns({{150, 1}, {150, 1}, {200, 1}}, [&](int column) {
    if (column == 0) slider("Block", shared_.block, key_.block, info.blocks);
    if (column == 1) slider("Head", shared_.head, key_.head, info.heads);
    if (column == 2) slider("Step", shared_.step, key_.step, info.steps, time);
  });
  const std::string block = block_name(info, key_.block), head = head_name(info, key_.head);
  if (!block.empty() || !head.empty())
    ui.muted("In the model: " + block + (block.empty() || head.empty() ? "" : ", ") + head + ".");
}

MapCanvas::Given AttentionQuadrants::map_given() const {
  return {info(), *map_, static_cast<WeightScale>(state.scale), shared_.token};
}

void AttentionQuadrants::draw_map(ui::Ui& ui) {
  const SourceInfo& info = this->info();
  const MapCanvas::Given given = map_given();
  if (const auto token = canvas_.draw(ui, given, state.view)) choose(*token);
  const std::string reading =
      !map_->done() ? "Reading all " + std::to_string(map_->tokens()) + " rows: " + fine_percent(view_.progress)
      : canvas_.reading().empty() ? "Point at a weight to read it; press to choose its row's token."
                                  : canvas_.reading();
  ui.status(reading, 2);
  ui.row([&] {
    const auto zoom = [&](float factor) { state.view.zoom = std::clamp(state.view.zoom * factor, 1.0f, 2000.0f); };
    if (ui.button("Zoom in")) zoom(2);
    if (ui.button("Zoom out", {.disabled = state.view.zoom <= 1})) zoom(0.5f);
    if (ui.button("All", {.help = "Shows the whole map again.", .disabled = state.view.zoom <= 1})) state.view = {};
    if (ui.button("Text corner")) {
      const float share =
          static_cast<float>(info.shape.text_tokens) / static_cast<float>(std::max(info.shape.joint_tokens(), 1));
      state.view = {.zoom = std::max(1.0f, 0.96f / std::max(share, 0.01f)), .x = share / 2, .y = share / 2};
    }
  });
  ui.row([&] {
    draw_legend(ui, canvas_.scale(), kColourSwitch);
    ui.field(fields(), "scale");
  });
}

void AttentionQuadrants::draw_tabs(ui::Ui& ui) {
  ui.part("token cut compare", [&] {
    const int tab = ui.part_tabs("View", state.tab, kTabNames, kTabParts);
    ui.part(kTabParts[tab], [&] {
      ui.group("Tab", [&] {
        if (tab == AttentionQuadrantsState::token) draw_token(ui);
        if (tab == AttentionQuadrantsState::cut_tab) draw_cut(ui);
        if (tab == AttentionQuadrantsState::compare) draw_comparison(ui);
      });
    });
  });
}

void AttentionQuadrants::draw_token(ui::Ui& ui) {
  const SourceInfo& info = this->info();
  if (const auto token = draw_token_chips(ui, info, shared_.token)) choose(*token);
  if (view_.token.index < 0) {
    ui.text("Choose a token: a word above, a row of the map, or a patch of the picture.");
    return;
  }
  if (view_.token.reads.empty()) {
    ui.muted("This row is not read yet.");
    return;
  }
  for (const TokenView& row : view_.word) {
    ui.text("\u201C" + row.label + "\u201D gives " + fine_percent(row.reads_text) +
            " of its weight to text (even attention: " + fine_percent(row.uniform_text) + ") and " +
            fine_percent(1 - row.reads_text) + " to the image.");
  }
  if (const std::string sum = word_sum(view_, info); !sum.empty()) ui.text(sum);
  ui.checkbox("Picture under the maps", state.picture);
  word_pictures_.resize(std::max(word_pictures_.size(), view_.word.size()));
  for (std::size_t i = 0; i < view_.word.size(); ++i) {
    const TokenView& row = view_.word[i];
    const auto draw = [&] { draw_token_row(ui, row, word_pictures_[i]); };
    if (row.reads.empty()) continue;
    if (view_.word.size() > 1) {
      ui.group(row.label, draw);
    } else {
      draw();
    }
  }
}

void AttentionQuadrants::draw_token_row(ui::Ui& ui, const TokenView& token, std::array<ui::ImageMapView, 2>& pictures) {
  const SourceInfo& info = this->info();
  const std::size_t T = static_cast<std::size_t>(info.shape.text_tokens);
  const int patch = token.index - info.shape.text_tokens;
  const std::string quoted = "\u201C" + token.label + "\u201D";
  ui.columns({{210, 1}, {210, 1}}, [&](int column) {
    const bool row = column == 0;
    const std::vector<float>& weights = row ? token.reads : token.read_by;
    ui.heading(row ? "What " + quoted + " reads" : "Who reads " + quoted, 3);
    if (weights.empty()) {
      ui.muted("Needs all rows; still reading.");
      return;
    }
    const ui::ImageMap map{
        .label = row ? "Patches it reads" : "Patches that read it",
        .description = row ? "The image part of this token's row." : "The image part of this token's column.",
        .values = std::span<const float>(weights).subspan(T),
        .rows = info.grid_rows,
        .cols = info.grid_cols,
        .picture = picture(),
        .chosen = patch,
        .stamp = stamp_};
    if (const auto chosen = ui::draw_image_map(ui, pictures[row ? 0 : 1], map))
      choose(info.shape.text_tokens + *chosen);
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
    const ui::ImageMap map{.label = "Change at each patch",
                           .description = "How much the output of each image token changes with the present cut.",
                           .values = change.subspan(T),
                           .rows = info.grid_rows,
                           .cols = info.grid_cols,
                           .picture = picture(),
                           .chosen = shared_.token - info.shape.text_tokens,
                           .stamp = stamp_};
    if (const auto chosen = ui::draw_image_map(ui, change_, map)) choose(info.shape.text_tokens + *chosen);
    draw_text_bars(ui, "Change at each word", info, change.first(T));
  });
}

void AttentionQuadrants::draw_comparison(ui::Ui& ui) {
  const SourceInfo& info = this->info();
  canvas_.choose_scale(map_given());  // where no map is drawn
  if (!(compare_scale_ == canvas_.scale())) ++compare_stamp_;
  compare_scale_ = canvas_.scale();
  if (compared_ != slice_.get() && map_->done()) {
    compare_.reset();
    if (auto maps = compare_maps(*slice_, info.shape, kReferenceTokens)) compare_ = std::move(maps.value());
    compared_ = slice_.get();
    ++compare_stamp_;
  }
  draw_compare(ui, view_, info, compared_ == slice_.get() && compare_ ? &*compare_ : nullptr, compare_pictures_,
               canvas_.scale(), compare_stamp_);
}

}  // namespace lesson
