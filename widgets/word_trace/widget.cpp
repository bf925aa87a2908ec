#include "widgets/word_trace/widget.h"

#include <algorithm>

#include "widgets/page/cut_fields.h"
#include "widgets/page/live_run.h"
#include "widgets/page/prompt_box.h"
#include "widgets/word_trace/draw.h"

namespace lesson {

namespace {

constexpr Part kParts[] = {{"run", "The run"},
                           {"path", "How far the word goes"},
                           {"axis", "Between two meanings"},
                           {"writers", "Who writes into it"},
                           {"cuts", "The same with quadrants cut"}};
constexpr PartList kViewParts[] = {"path", "axis", "writers", "cuts"};
constexpr PartList kTracedParts = "path axis writers cuts";
const std::vector<std::string> kTabs = {"path", "axis", "writers", "cuts"},
                               kTabTitles = {"Distance", "Axis", "Writers", "Cuts"}, kAxes = {"probe", "prompts"},
                               kAxisTitles = {"Trained probe", "Two prompts"};

}  // namespace

std::span<const Part> WordTrace::parts() const { return kParts; }

Fields WordTrace::fields() {
  Fields all = {
      {"view", "View", "What is shown.", ChoiceField{&state.tab, kTabs}},
      {"prompt", "Prompt", "What the live run draws.", TextField{&shared_.prompt, kLongestPrompt}},
      {"seed", "Seed", "Of the live run\u2019s noise.", IntField{&shared_.seed, 0, kLargestSeed}},
      {"step", "Step", "Denoising step, counted from 0.", IntField{&shared_.step, 0, 999}},
      {"token", "Token", "Chosen on the page, text first; -1 for none.", IntField{&shared_.token, -1, 16383}},
      {"word", "Word", "Row of the text, counted from 0.", IntField{&state.word, 0, 4095}},
      {"axis", "Axis", "A trained probe (bird or machine), or two prompts.", ChoiceField{&state.axis, kAxes}},
      {"from", "At 0", "A prompt with the same word in one meaning.", TextField{&state.from, kLongestPole}},
      {"to", "At 1", "A prompt with the same word in the other.", TextField{&state.to, kLongestPole}},
  };
  add_cut_fields(all, state.cut, "In all blocks and steps of a second run.");
  return all;
}

void WordTrace::state_changed() { shared_.touch(); }

std::array<std::optional<RunRequest>, WordTrace::kRuns> WordTrace::wanted() const {
  std::array<std::optional<RunRequest>, kRuns> runs;
  const auto request = page_request(shared_);
  const auto page = page_log(shared_);
  if (!request || !page || !page->shape().joint()) return runs;
  const int row = std::clamp(state.word, 0, page->shape().context - 1);
  runs[plain_run] = with_trace(*request, {{row}, false, false});
  if (state.cut.any()) {
    runs[cut_run] = runs[plain_run];
    runs[cut_run]->cut = {};
    runs[cut_run]->cut.quadrants = state.cut;
  }
  if (static_cast<WordAxis>(state.axis) != WordAxis::prompts) return runs;
  const Pole from = pole_of(*page, row, state.from), to = pole_of(*page, row, state.to);
  if (from.row < 0 || to.row < 0) return runs;
  runs[from_run] = pole_request(*request, from);
  runs[to_run] = pole_request(*request, to);
  return runs;
}

WordTraceView WordTrace::view() const {
  const auto runs = wanted();
  const auto page = page_log(shared_);
  std::array<std::shared_ptr<const RunLog>, kRuns> logs;
  for (std::size_t i = 0; i < kRuns; ++i) {
    if (runs[i]) logs[i] = traced_[i].log(*shared_.desk, *runs[i]);
  }
  return build_view(state, shared_, page.get(),
                    {logs[plain_run].get(), logs[cut_run].get(), logs[from_run].get(), logs[to_run].get()});
}

void WordTrace::follow_token() {
  const auto page = page_log(shared_);
  if (!page || shared_.token == token_) return;
  token_ = shared_.token;
  if (token_ >= 0 && token_ < page->shape().context) state.word = rows_of_word(*page, token_).back();
}

void WordTrace::draw_head(ui::Ui& ui, const WordTraceView& view) {
  ui.row([&] {
    ui.part("run", [&] { ui.heading("A word\u2019s journey"); });
    if (view.traced) ui.badge(ui::Honesty::live, "Computed on this machine by the tiny SD3.");
  });
  ui.part("run", [&] {
    if (!shared_.desk) return;
    const unsigned before = shared_.desk->revision();
    draw_live_run(ui, shared_, fields());
    const RunSlot* slot = shared_.desk->find(kPageRun);
    if (shared_.desk->revision() != before && slot && slot->phase == RunPhase::waiting)
      traced_[plain_run].follow();  // by Run
    draw_words(ui, shared_);
  });
  follow_token();
  ui.part(kTracedParts, [&] {
    draw_tracing(ui, shared_, traced_[plain_run], wanted()[plain_run]);
    if (!shared_.desk || !traced_[plain_run].following()) return;
    const auto runs = wanted();
    for (std::size_t i = 0; i < kRuns; ++i) {
      traced_[i].follow();
      if (runs[i]) traced_[i].want(*shared_.desk, *runs[i]);
    }
  });
}

void WordTrace::draw_cuts(ui::Ui& ui, const WordTraceView& view) {
  const Fields all = fields();
  ui.row([&] {
    for (const char* key : kCutKeys) ui.field(all, key);
  });
  ui.text(view.cut_sentence, ui::Type::strong);
  if (!view.distance_cut.shown.empty()) {
    draw_course(ui, view, "Distance with the cut", "distance, in lengths of the row", view.distance, view.distance_cut,
                1);
  }
  if (!view.rates.bird.empty()) ui.badge(ui::Honesty::recorded, "Measured when the weights were made.");
  ui.muted(view.rates_sentence);
}

void WordTrace::draw_axis(ui::Ui& ui, const WordTraceView& view) {
  const Fields all = fields();
  ui.choice("Axis", state.axis, kAxisTitles,
            {.help = "Bird or machine as a probe tells them, or the same word in two prompts."});
  const bool prompts = static_cast<WordAxis>(state.axis) == WordAxis::prompts;
  if (prompts) ui.columns({{200, 1}, {200, 1}}, [&](int column) { ui.field(all, column == 0 ? "from" : "to"); });
  if (!view.axis_sentence.empty()) ui.text(view.axis_sentence, ui::Type::strong);
  if (!prompts && !view.place.shown.empty())
    ui.badge(ui::Honesty::recorded, "The probe; the word\u2019s rows are live.");
  if (!view.place.shown.empty())
    draw_course(ui, view, "Place between the two", prompts ? "0: the one, 1: the other" : "\u22121 machine, +1 bird",
                view.place, view.place_cut, 1);
  ui.muted(prompts
               ? "The axis is the difference of the same word\u2019s rows in two other prompts, as the readers give "
                 "them."
               : "The probe is linear, one for each reader\u2019s row and number of blocks passed, and was trained on "
                 "other captions when the weights were made; the rows are this run\u2019s.");
}

void WordTrace::draw_tab(ui::Ui& ui, const WordTraceView& view, WordTab tab) {
  const auto waits = [&] { ui.muted("This comes with a trace."); };
  switch (tab) {
    case WordTab::path:
      if (!view.traced) return waits();
      ui.text(view.path_sentence, ui::Type::strong);
      draw_course(ui, view, "Distance from where it began", "distance, in lengths of the row", view.distance,
                  view.distance_cut, 1);
      break;
    case WordTab::axis: draw_axis(ui, view); break;
    case WordTab::writers:
      if (!view.traced) return waits();
      ui.text(view.writers_sentence, ui::Type::strong);
      draw_writers(ui, view);
      break;
    case WordTab::cuts: draw_cuts(ui, view); break;
  }
}

void WordTrace::draw(ui::Ui& ui) {
  draw_head(ui, view());
  const WordTraceView now = view();
  ui.part(kTracedParts, [&] {
    int step = now.step + 1;
    if (now.steps > 1 && ui.slider("Step shown", step, 1, now.steps, {.unit = "of " + std::to_string(now.steps)})) {
      shared_.step = step - 1;
      shared_.touch();
    }
    if (now.rows.size() < 2) return;
    std::vector<std::string> names;
    const TextRows rows = text_rows(shared_);
    for (const int row : now.rows) names.push_back(reader_of_row(rows, row) + " row " + std::to_string(row + 1));
    int chosen = static_cast<int>(std::ranges::find(now.rows, now.row) - now.rows.begin());
    if (ui.choice("Reader\u2019s row", chosen, names, {.help = "CLIP\u2019s row of the word, or T5\u2019s."})) {
      state.word = now.rows[static_cast<std::size_t>(chosen)];
    }
  });
  const int tab = ui.part_tabs("View", state.tab, kTabTitles, kViewParts);
  ui.part(kViewParts[tab], [&] { draw_tab(ui, now, static_cast<WordTab>(tab)); });
  ui.export_buttons();
}

std::string WordTrace::describe() {
  follow_token();
  std::string text = lesson::describe(view(), shown());
  const std::string words = tracing_words(shared_, traced_[plain_run], wanted()[plain_run]);
  return words.empty() ? text : text + " " + words;
}

Table WordTrace::table() {
  follow_token();
  return to_table(view(), shown());
}

std::unique_ptr<Widget> make_word_trace(PageState& shared) { return std::make_unique<WordTrace>(shared); }

}  // namespace lesson
