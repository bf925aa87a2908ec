#include "widgets/block/widget.h"

#include <algorithm>

#include "widgets/block/draw.h"
#include "widgets/page/live_run.h"
#include "widgets/page/prompt_box.h"
#include "widgets/ui/ui.h"

namespace lesson {

namespace {

constexpr Part kParts[] = {{"run", "The run"},
                           {"path", "The path through a block"},
                           {"weight", "One weight"},
                           {"gates", "Gates over the steps"},
                           {"identity", "All gates to zero"},
                           {"count", "How many vectors"}};
constexpr PartList kViewParts[] = {"path", "weight", "gates", "identity", "count"};
constexpr PartList kTracedParts = "path weight gates identity";
const std::vector<std::string> kTabs = {"path", "weight", "gates", "identity", "count"},
                               kTabTitles = {"Path", "Weight", "Gates", "Zero", "Count"};
const std::vector<std::string> kKinds = {"own", "single"}, kKindTitles = {"The model\u2019s block", "Single stream"};
const std::vector<std::string> kQueries = {"word", "patch"}, kQueryTitles = {"The word", "The patch"};
const std::vector<std::string> kGates = {"attention", "feed_forward"}, kGateTitles = {"Attention", "Feed-forward"};
constexpr const char* kGuessKeys[kCountedBlocks] = {"guess_dit", "guess_sd3", "guess_last", "guess_single"};

}  // namespace

std::span<const Part> BlockWidget::parts() const { return kParts; }

Fields BlockWidget::fields() {
  BlockState& s = state;
  Fields all = {
      {"view", "View", "What is shown.", ChoiceField{&s.tab, kTabs}},
      {"kind", "Block", "The model\u2019s own block, or the same rows in a single stream.",
       ChoiceField{&s.kind, kKinds}},
      {"prompt", "Prompt", "What the live run draws.", TextField{&shared_.prompt, kLongestPrompt}},
      {"seed", "Seed", "Of the live run\u2019s noise.", IntField{&shared_.seed, 0, kLargestSeed}},
      {"block", "Block shown", "Counted from 0.", IntField{&shared_.block, 0, 255}},
      {"head", "Head", "Counted from 0.", IntField{&shared_.head, 0, 255}},
      {"step", "Step", "Denoising step, counted from 0.", IntField{&shared_.step, 0, 999}},
      {"token", "Token", "Chosen on the page, text first; -1 for none.", IntField{&shared_.token, -1, 16383}},
      {"word", "Word", "Row of the text, counted from 0.", IntField{&s.word, 0, 4095}},
      {"patch", "Patch", "Counted from 0, row by row; -1 for the middle.", IntField{&s.patch, -1, 16383}},
      {"stage", "Stage", "Of the path, counted from 0.", IntField{&s.stage, 0, 12}},
      {"query", "Row of", "Whose weights are shown.", ChoiceField{&s.query, kQueries}},
      {"key", "Key", "Joint token whose weight is taken apart; -1 for the strongest.", IntField{&s.key, -1, 16383}},
      {"gate", "Gate of", "Which of a stream\u2019s two gates.", ChoiceField{&s.gate, kGates}},
      {"gates", "All gates times", "1 as they are, 0 the identity.", NumberField{&s.gates, 0, 1}},
      {"counted", "Counted", "The guesses are committed.", FlagField{&s.counted}},
  };
  for (std::size_t i = 0; i < kCountedBlocks; ++i) {
    all.push_back({kGuessKeys[i], counted_blocks()[i].name, "Modulation vectors, as you count them.",
                   IntField{&s.guesses[i], 0, kMostGuess}});
  }
  return all;
}

void BlockWidget::state_changed() { shared_.touch(); }

std::optional<RunRequest> BlockWidget::wanted() const {
  const auto request = page_request(shared_);
  const auto page = page_log(shared_);
  if (!request || !page || !page->shape().joint()) return std::nullopt;
  return with_trace(*request, trace_of(state, shared_, *page));
}

BlockView BlockWidget::view() const {
  const auto request = wanted();
  const auto page = page_log(shared_);
  const auto trace = request ? traced_.log(*shared_.desk, *request) : nullptr;
  return build_view(state, shared_, page.get(), trace.get());
}

void BlockWidget::follow_token() {
  const auto page = page_log(shared_);
  if (!page || shared_.token == token_) return;
  token_ = shared_.token;
  const int text = page->shape().context;
  if (token_ >= text) state.patch = token_ - text;
  if (token_ >= 0 && token_ < text) state.word = token_;
}

void BlockWidget::draw_head(ui::Ui& ui, const BlockView& view) {
  ui.row([&] {
    ui.part("run", [&] { ui.heading("Inside one block"); });
    if (view.at.single && view.traced) {
      ui.badge(ui::Honesty::schematic,
               "The image\u2019s trained weights in FLUX\u2019s order: no model was trained that way.");
    } else if (view.started) {
      ui.badge(ui::Honesty::live, "Computed on this machine by the tiny SD3.");
    } else {
      ui.badge(ui::Honesty::schematic, "The stages of a block, before any run.");
    }
  });
  ui.part("run", [&] {
    if (!shared_.desk) return;
    const unsigned before = shared_.desk->revision();
    draw_live_run(ui, shared_, fields());
    const RunSlot* slot = shared_.desk->find(kPageRun);
    if (shared_.desk->revision() != before && slot && slot->phase == RunPhase::waiting) traced_.follow();  // by Run
    draw_words(ui, shared_);
  });
  follow_token();
  ui.part(kTracedParts, [&] {
    if (const auto request = wanted(); request && shared_.desk) traced_.want(*shared_.desk, *request);
    draw_tracing(ui, shared_, traced_, wanted());
  });
}

void BlockWidget::draw_place(ui::Ui& ui, const BlockView& view) {
  const BlockPlace& at = view.at;
  const auto slider = [&](const char* label, int& value, int now, int count) {
    int shown = now + 1;
    if (!ui.slider(label, shown, 1, std::max(count, 1), {.unit = "of " + std::to_string(std::max(count, 1))})) return;
    value = shown - 1;
    shared_.touch();
  };
  ui.columns({{150, 1}, {150, 1}, {150, 1}}, [&](int column) {
    if (column == 0) slider("Step shown", shared_.step, at.step, at.steps);
    if (column == 1) slider("Block shown", shared_.block, at.block, at.blocks);
    if (column == 2) slider("Head shown", shared_.head, at.head, at.heads);
  });
  ui.choice("Block", state.kind, kKindTitles,
            {.help = "The same rows through a single-stream block as FLUX has it, made of the image\u2019s weights."});
  ui.status(view.where.empty() ? "Step, block and head come with a run."
                               : "Word " + at.names[0] + ", " + at.names[1] + ".");
}

void BlockWidget::draw_weight(ui::Ui& ui, const BlockView& view) {
  ui.choice("Row of", state.query, kQueryTitles);
  if (view.weight.key < 0) return ui.muted("The row of weights comes with a run.");
  ui.text(view.weight.sentence, ui::Type::strong);
  ui.columns({{220, 1}, {220, 1}}, [&](int column) {
    if (column == 0) {
      ui.muted("Text keys");
      if (const int key = lesson::draw_text_keys(ui, view); key >= 0) state.key = key;
      return;
    }
    ui.muted("Image keys");
    if (mapped_ != view.weight.image) mapped_ = view.weight.image, ++stamp_;
    const auto patch =
        ui::draw_image_map(ui, image_keys_,
                           {.label = "Image keys",
                            .description = "The weight of every patch. Arrow keys move a cursor, Enter chooses.",
                            .values = mapped_,
                            .rows = view.at.grid_rows,
                            .cols = view.at.grid_cols,
                            .picture = {},
                            .chosen = view.weight.key - view.at.text_tokens,
                            .stamp = stamp_});
    if (patch) state.key = view.at.text_tokens + *patch;
  });
  draw_product(ui, view);
  if (view.weight.q.empty()) ui.muted("Of a single stream the keys of word and patch alone are traced.");
}

void BlockWidget::draw_count(ui::Ui& ui) {
  ui.text(
      "adaLN-Zero makes vectors of d numbers from t and the pooled text: shifts, scales and gates. How many does one "
      "block get?");
  ui.columns({{220, 1}, {220, 1}}, [&](int column) {
    for (std::size_t i = static_cast<std::size_t>(column); i < kCountedBlocks; i += 2) {
      ui.number(counted_blocks()[i].name, state.guesses[i], 0, kMostGuess, {.disabled = state.counted});
    }
  });
  ui.row([&] {
    if (ui.button("Check",
                  {.help = "Shows what each makes; your numbers stay.", .disabled = state.counted, .primary = true})) {
      state.counted = true;
    }
    if (ui.button("Count again", {.disabled = !state.counted})) state.counted = false, state.guesses = {};
  });
  ui.status(state.counted ? count_sentence(state) : "The answer shows when you have checked.", 2);
}

void BlockWidget::draw_tab(ui::Ui& ui, const BlockView& view, BlockTab tab) {
  switch (tab) {
    case BlockTab::path:
      draw_path(ui, view, state.stage);
      draw_stage(ui, view, state.stage);
      break;
    case BlockTab::weight: draw_weight(ui, view); break;
    case BlockTab::gates:
      ui.choice("Gate of", state.gate, kGateTitles, {.disabled = view.at.single});
      if (view.traced)
        draw_gates(ui, view);
      else
        ui.muted("The gates of all steps come with a trace.");
      break;
    case BlockTab::identity:
      ui.slider("All gates times", state.gates, 0, 1, {.marks = {0, 0.5, 1}, .step = 0.1, .decimals = 1});
      if (view.traced)
        draw_identity(ui, view);
      else
        ui.muted("What is left of the block comes with a trace.");
      break;
    case BlockTab::count: draw_count(ui); break;
  }
}

void BlockWidget::draw(ui::Ui& ui) {
  draw_head(ui, view());
  const BlockView now = view();  // a press may have asked for another run
  ui.part(kTracedParts, [&] { draw_place(ui, now); });
  const int tab = ui.part_tabs("View", state.tab, kTabTitles, kViewParts);
  ui.part(kViewParts[tab], [&] { draw_tab(ui, now, static_cast<BlockTab>(tab)); });
  ui.export_buttons();
}

std::string BlockWidget::describe() {
  follow_token();
  std::string text = lesson::describe(view(), state, shown());
  if (shows(kTracedParts) && shared_.desk) {
    const std::string words = tracing_words(shared_, traced_, wanted());
    if (!words.empty()) text += " " + words;
  }
  return text;
}

Table BlockWidget::table() {
  follow_token();
  return to_table(view(), state, shown());
}

std::unique_ptr<Widget> make_block(PageState& shared) { return std::make_unique<BlockWidget>(shared); }

}  // namespace lesson
