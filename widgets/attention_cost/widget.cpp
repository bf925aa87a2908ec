#include "widgets/attention_cost/widget.h"

#include "core/stopwatch.h"
#include "widgets/attention_cost/draw.h"
#include "widgets/ui/ui.h"

namespace lesson {

namespace {

// Of a frame's 16 ms; a piece may begin just before they are used up.
constexpr double kWorkMs = 5;

constexpr Part kParts[] = {{"curves", "Cost against size, text or width"},
                           {"size", "Cost at one size"},
                           {"held", "Held and run"},
                           {"machine", "This machine and the formula"}};
/// What each tab stands for.
constexpr PartList kTabParts[] = {"curves size", "held", "machine"};
const std::vector<std::string> kTabs = {"cost", "held", "machine"},
                               kTabTitles = {"Cost", "Held and run", "This machine"};
const std::vector<std::string> kMeasures = {"entries", "flops", "weights", "memory"},
                               kMeasureTitles = {"Attention weights", "FLOP", "Weights", "Memory"};
const std::vector<std::string> kAxes = {"side", "text", "width"}, kAxisTitles = {"Side", "Text rows", "Width"};

std::vector<std::string> keys_of(const std::vector<const catalogue::ModelSpec*>& models) {
  std::vector<std::string> keys;
  for (const catalogue::ModelSpec* model : models) keys.emplace_back(model->key);
  return keys;
}

std::vector<std::string> titles_of(const std::vector<const catalogue::ModelSpec*>& models) {
  std::vector<std::string> titles;
  for (const catalogue::ModelSpec* model : models) titles.emplace_back(model->title);
  return titles;
}

}  // namespace

std::span<const Part> AttentionCost::parts() const { return kParts; }

CostTab AttentionCost::tab() const { return static_cast<CostTab>(shown().chosen(state_.tab, kTabParts)); }

Fields AttentionCost::fields() {
  AttentionCostState& s = state_;
  return {
      {"tab", "View", "What is shown below.", ChoiceField{&s.tab, kTabs}},
      {"side", "Side of the picture", "Pixels; in steps of 16, a patch.", IntField{&s.side, kLeastSide, kMostSide}},
      {"text", "Text rows", "77 is one CLIP, 154 the paper, 333 the diffusers default, 589 the most.",
       IntField{&s.text, kLeastText, kMostText}},
      {"width", "Width", "Columns of every row, d; in steps of 64, a head.",
       IntField{&s.width, kLeastWidth, kMostWidth}},
      {"blocks", "Blocks", "How many, all of one kind.", IntField{&s.blocks, 1, kMostBlocks}},
      {"measure", "Count", "What is counted.", ChoiceField{&s.measure, kMeasures}},
      {"axis", "Against", "What is changed while the rest stays.", ChoiceField{&s.axis, kAxes}},
      {"map", "Store the map", "Memory with every attention weight of one block kept, as streaming kernels do not.",
       FlagField{&s.map}},
      {"model", "Model", "Whose parts are held and run.", ChoiceField{&s.model, keys_of(held_models())}},
  };
}

void AttentionCost::work_a_little() {
  const Stopwatch watch;
  while (machine_.busy() && watch.ms() < kWorkMs) machine_.work();
}

void AttentionCost::draw_controls(ui::Ui& ui) {
  const Fields all = fields();
  std::vector<std::string> titles = titles_of(models_to_copy());
  titles.push_back("Your own");
  const ui::Column columns[] = {{240, 1}, {240, 1}};
  ui.columns(columns, [&](int column) {
    if (column == 0) {
      ui.field(all, "side", {.unit = "px", .marks = {256, 512, 1024}, .log = true, .step = 16});
      ui.field(all, "text", {.unit = "rows", .marks = {77, 154, 333, 589}, .log = true});
    } else {
      ui.field(all, "width", {.marks = {1152, 1536, 2432, 3072}, .log = true, .step = 64});
      ui.field(all, "blocks", {.marks = {24, 38, 57}});
    }
  });
  int model = copied_model(state_);
  if (ui.combo("Numbers of", model, titles, {.help = "Takes over side, text rows, width and number of blocks."}) &&
      model < static_cast<int>(models_to_copy().size()))
    copy_numbers(*models_to_copy()[static_cast<std::size_t>(model)], state_);
}

void AttentionCost::draw_cost(ui::Ui& ui, const AttentionCostView& view) {
  ui.part("size", [&] { draw_controls(ui); });
  ui.part("curves", [&] { draw_curves(ui, view); });
  ui.text(view.summary);
  ui.part("size", [&] { ui.table(view.at_size, {.label = "Costs at this size"}); });
}

void AttentionCost::draw_curves(ui::Ui& ui, const AttentionCostView& view) {
  const Fields all = fields();
  ui.row([&] {
    ui.choice("Count", state_.measure, kMeasureTitles);
    ui.choice("Against", state_.axis, kAxisTitles);
    if (state_.measure == static_cast<int>(catalogue::CostMeasure::memory)) ui.field(all, "map");
  });
  ui.text(view.crossing_note, ui::Type::strong);
  draw_cost_plot(ui, view);
  ui.muted(
      "Lines: blocks alone. Points: whole published denoisers at their own size. A multiply and an add count 2; dashed "
      "is the chosen size.");
}

void AttentionCost::draw_held(ui::Ui& ui, const AttentionCostView& view) {
  ui.combo("Model", state_.model, titles_of(held_models()));
  ui.text(view.held_sentence, ui::Type::strong);
  ui.muted(view.held_title);
  draw_held_bars(ui, view);
  ui.table(view.held_table, {.label = "Held and run"});
}

void AttentionCost::draw_machine(ui::Ui& ui, const AttentionCostView& view) {
  work_a_little();
  ui.row([&] {
    const char* name = machine_.busy() ? "Stop" : machine_.points().empty() ? "Measure" : "Measure again";
    if (ui.button(name, {.help = "Some seconds; everything else stays usable.", .primary = !machine_.begun()})) {
      if (machine_.busy())
        machine_ = {};
      else
        machine_.start(static_cast<int>(size_of(state_).text));
    }
    if (machine_.busy()) ui.muted("measuring, " + std::to_string(static_cast<int>(100 * machine_.progress())) + " %");
  });
  if (view.measured.empty()) {
    ui.text("Nothing is measured before you ask. The kernels are the page\u2019s own, on one thread.");
  } else {
    draw_machine_plot(ui, view);
  }
  ui.muted(view.machine_note);
  if (!view.machine_sentence.empty()) ui.text(view.machine_sentence);
}

void AttentionCost::draw(ui::Ui& ui) {
  const AttentionCostView view = build_view(state_, machine_);
  ui.part_tabs("View", state_.tab, kTabTitles, kTabParts);
  switch (tab()) {
    case CostTab::cost: draw_cost(ui, view); break;
    case CostTab::held: ui.part("held", [&] { draw_held(ui, view); }); break;
    case CostTab::machine: ui.part("machine", [&] { draw_machine(ui, view); }); break;
  }
  ui.row([&] {
    if (tab() == CostTab::machine)
      ui.badge(ui::Honesty::live, "Measured here, now; the lines are the formula.");
    else
      ui.badge(ui::Honesty::live, "Worked out here, now, from the catalogue\u2019s formulas.");
    ui.export_buttons();
  });
}

std::string AttentionCost::describe() { return lesson::describe(build_view(state_, machine_), shown()); }

Table AttentionCost::table() { return numbers_of(build_view(state_, machine_), machine_, shown()); }

std::unique_ptr<Widget> make_attention_cost(PageState&) { return std::make_unique<AttentionCost>(); }

}  // namespace lesson
