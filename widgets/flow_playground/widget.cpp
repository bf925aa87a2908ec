#include "widgets/flow_playground/widget.h"

#include <algorithm>

#include "core/stopwatch.h"
#include "core/text_format.h"
#include "widgets/ui/ui.h"

namespace lesson {

namespace {

// Of a frame's 16 ms; one more piece may begin just before they are used up.
constexpr double kWorkMs = 7;

constexpr Part kParts[] = {{"pairs", "Pairs and their straight paths"},
                           {"field", "The averaged field and its trajectories"},
                           {"reflow", "Reflow, trained live"},
                           {"time", "How often each time is practised"}};
/// What each tab stands for.
constexpr PartList kTabParts[] = {"pairs", "field", "reflow", "time"};
/// Those that are about the world itself; a pair or a law of times alone is shown in the world of its state.
constexpr PartList kWorldParts = "field reflow";

const std::vector<std::string> kTabs = {"pairs", "field", "reflow", "time"},
                               kTabTitles = {"Pairs", "Field", "Reflow", "Time"};
const std::vector<std::string> kLevels = {"same", "own"}, kLevelTitles = {"The same for both", "Each its own"};
const std::vector<std::string> kRules = {"ddim", "ddpm"}, kRuleTitles = {"DDIM", "DDPM"};
const std::vector<std::string> kLaws = {"uniform", "logit-normal", "mode", "cosmap"},
                               kLawTitles = {"Uniform", "Logit-normal", "Mode", "CosMap"};

std::vector<std::string> world_words(bool titles) {
  std::vector<std::string> words;
  for (const World& world : named_worlds()) words.push_back(titles ? world.title() : world.name());
  words.emplace_back(titles ? "Your own points" : "own");
  return words;
}

}  // namespace

std::span<const Part> FlowPlayground::parts() const { return kParts; }

FlowTab FlowPlayground::tab() const { return static_cast<FlowTab>(shown().chosen(state_.tab, kTabParts)); }

Fields FlowPlayground::fields() {
  FlowPlaygroundState& s = state_;
  return {
      {"tab", "View", "What is shown below.", ChoiceField{&s.tab, kTabs}},
      {"world", "World", "The distribution that noise is turned into.", ChoiceField{&s.world, world_words(false)}},
      {"points", "Your points", "x,y with semicolons between: the world of your own points.",
       TextField{&s.points, kLongestPoints}},
      {"seed", "Seed", "Of all pairs, noise and networks.", IntField{&s.seed, 1, 9999}},
      {"t", "Time", "0 is data, 1 is noise.", NumberField{&s.t, 0, 1}},
      {"pair", "Pair", "The one followed, counted from 0.", IntField{&s.pair, 0, kPairsShown - 1}},
      {"steps", "Steps", "Of both samplers.", IntField{&s.steps, 1, kMostFlowSteps}},
      {"levels", "Noise levels", "Where the steps of the two lie.", ChoiceField{&s.levels, kLevels}},
      {"rule", "Beside it", "How diffusion takes a step: without fresh noise (DDIM) or with (DDPM).",
       ChoiceField{&s.rule, kRules}},
      {"exact", "Real trajectories", "Where the exact flow takes the same noise.", FlagField{&s.exact}},
      {"law", "Law of times", "How often training visits each t.", ChoiceField{&s.law, kLaws}},
      {"mean", "m", "Of the logit-normal law: where its middle lies.", NumberField{&s.mean, -3, 3}},
      {"scale", "s", "Of the logit-normal law: how wide it is.", NumberField{&s.scale, 0.2f, 3}},
      {"mode", "s of mode", "0 is uniform; 1.29 was the best of its kind.", NumberField{&s.mode, -0.95f, 1.7f}},
      {"shift", "Shift", "Towards noise; SD3 uses 3 at 1024 \u00D7 1024, 1 is none.", NumberField{&s.shift, 0.25f, 8}},
  };
}

bool FlowPlayground::animating() const {
  if (tab() == FlowTab::reflow) return training_ && model_.reflow() && !model_.reflow()->done();
  return tab() == FlowTab::time && !model_.loss_known();
}

void FlowPlayground::work_a_little() {
  const Stopwatch watch;
  while (animating() && watch.ms() < kWorkMs)
    tab() == FlowTab::reflow ? model_.work_on_reflow() : model_.work_on_loss();
}

void FlowPlayground::draw_world_choice(ui::Ui& ui) {
  const Fields all = fields();
  const ui::Column columns[] = {{220, 2}, {150, 1}};
  ui.columns(columns, [&](int column) {
    if (column == 0)
      ui.combo("World", state_.world, world_words(true), {.help = "Exact: its fields are known in closed form."});
    else
      ui.field(all, "seed");
  });
  if (!is_own(state_)) return;
  draw_own_points(ui, state_, cursor_);
  ui.field(all, "points");
  if (model_.points_error()) ui.error(model_.points_error()->message());
}

void FlowPlayground::draw_pairs_tab(ui::Ui& ui) {
  const Fields all = fields();
  const PairsView view = pairs_view(state_, model_);
  ui.field(all, "t", {.marks = {0, 0.5, 1}, .help = "0 is data, 1 is noise."});
  const ui::Palette& colors = ui.theme().colors;
  const ui::LegendEntry entries[] = {{"this pair and its direction", colors.data[0]},
                                     {"the best answer here", colors.text},
                                     {"the pair it meets", colors.data[1]}};
  const ui::Column columns[] = {{300, 3}, {220, 2}};
  ui.columns(columns, [&](int column) {
    if (column == 0) {
      draw_pairs(ui, state_, model_, view, density_);
      return ui.legend(entries);
    }
    ui.text(view.sentence);
    ui.text(view.meeting_sentence);
    ui.row([&] {
      if (ui.button("Next pair")) state_.pair = (view.pair + 1) % kPairsShown;
      if (ui.button("Go to the meeting", {.disabled = !view.meeting})) state_.t = static_cast<float>(view.meeting->t);
    });
  });
}

void FlowPlayground::draw_field_tab(ui::Ui& ui) {
  const Fields all = fields();
  const ui::Column controls[] = {{220, 1}, {220, 1}};
  ui.columns(controls, [&](int column) {
    if (column == 0)
      ui.field(all, "steps", {.marks = {1, 5, 10, 28, 50}});
    else
      ui.field(all, "t", {.marks = {0, 0.5, 1}, .help = "The field is drawn at this time."});
  });
  ui.row([&] {
    ui.choice("Beside it", state_.rule, kRuleTitles);
    if (state_.rule == 0) ui.choice("Noise levels", state_.levels, kLevelTitles);
    ui.field(all, "exact");
  });
  model_.set(state_);
  const FieldView view = field_view(state_, model_);
  const ui::Column sides[] = {{250, 1}, {250, 1}};
  ui.columns(sides, [&](int column) {
    const bool flow = column == 0;
    ui.heading(flow ? "Flow matching, Euler" : view.other_title, 3);
    draw_field(ui, state_, model_, view, flow ? FieldSide::flow : FieldSide::other, density_);
    ui.muted(flow ? view.flow_reading : view.other_reading);
  });
  ui.text(view.sentence, ui::Type::strong);
  ui.muted(view.detour_sentence);
}

void FlowPlayground::draw_reflow_tab(ui::Ui& ui) {
  const auto& reflow = model_.reflow();
  const bool begun = reflow.has_value(), done = begun && reflow->done();
  ui.row([&] {
    const char* name = done ? "Train again" : !begun ? "Train" : training_ ? "Pause" : "Go on";
    if (ui.button(name, {.help = "Three rounds of a small network; some seconds each.", .primary = !begun})) {
      if (!begun || done) model_.start_reflow();
      training_ = !begun || done || !training_;
    }
    if (begun && !done && ui.button("Stop")) {
      model_.drop_reflow();
      training_ = false;
    }
  });
  const ReflowView view = reflow_view(model_);
  ui.text(view.sentence, ui::Type::strong);
  if (!view.status.empty()) ui.status(view.status, 2);
  const ui::Column rounds[] = {{200, 1}, {200, 1}, {200, 1}};
  ui.columns(rounds, [&](int round) { draw_round(ui, model_, round, density_); });
  const ui::Palette& colors = ui.theme().colors;
  const ui::LegendEntry entries[] = {{"paths of the network\u2019s flow", colors.data[0]},
                                     {"ends of one step", colors.data[1]}};
  ui.legend(entries);
  if (!view.losses.empty() && !view.losses.front().empty()) draw_losses(ui, view);
  if (!view.table.rows.empty())
    ui.collapsible("All rounds in numbers", false, [&] { ui.table(view.table, {.label = "Rounds of reflow"}); });
  ui.muted("A later round learns from pairs of noise and where a flow took it. SD3 and Flux say nothing of reflow.");
}

void FlowPlayground::draw_law_controls(ui::Ui& ui) {
  const Fields all = fields();
  ui.choice("Law of times", state_.law, kLawTitles);
  const ui::Column columns[] = {{200, 1}, {200, 1}, {200, 1}};
  ui.columns(columns, [&](int column) {
    if (column == 2) {
      ui.field(all, "shift", {.marks = {1, 3}, .log = true, .step = 0.1});
      return;
    }
    if (state_.law == static_cast<int>(TimestepKind::logit_normal)) ui.field(all, column == 0 ? "mean" : "scale");
    if (state_.law == static_cast<int>(TimestepKind::mode) && column == 0) ui.field(all, "mode", {.marks = {0, 1.29}});
  });
}

void FlowPlayground::draw_time_tab(ui::Ui& ui) {
  draw_law_controls(ui);
  const TimeView view = time_view(state_, model_);
  if (!view.valid) return ui.error(view.sentence);
  draw_time_law(ui, state_, view);
  ui.status(view.sentence);
  ui.status(view.loss_sentence, 2);
  ui.muted("Take hold of the density: sideways moves its middle, up and down its width. Below it are 96 samples.");
}

void FlowPlayground::draw_tab(ui::Ui& ui) {
  switch (tab()) {
    case FlowTab::pairs: return draw_pairs_tab(ui);
    case FlowTab::field: return draw_field_tab(ui);
    case FlowTab::reflow: return draw_reflow_tab(ui);
    case FlowTab::time: return draw_time_tab(ui);
  }
}

void FlowPlayground::draw(ui::Ui& ui) {
  ui.part(kWorldParts, [&] { draw_world_choice(ui); });
  ui.part_tabs("View", state_.tab, kTabTitles, kTabParts);
  model_.set(state_);
  work_a_little();
  ui.part(kTabParts[static_cast<int>(tab())], [&] { draw_tab(ui); });
  ui.row([&] {
    ui.badge(ui::Honesty::live, "Computed here, now, by the same code as the desktop program and the tests.");
    ui.export_buttons();
  });
  model_.set(state_);  // what the controls changed: the host asks animating() next
}

std::string FlowPlayground::describe() {
  model_.set(state_);
  if (tab() == FlowTab::time) model_.finish_loss();  // the text must not depend on how far the work has come
  return lesson::describe(tab(), state_, model_);
}

Table FlowPlayground::table() {
  model_.set(state_);
  if (tab() == FlowTab::time) model_.finish_loss();
  return table_of(tab(), state_, model_);
}

std::unique_ptr<Widget> make_flow_playground(PageState&) { return std::make_unique<FlowPlayground>(); }

}  // namespace lesson
