#include "widgets/step_count/widget.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "widgets/ui/ui.h"

namespace lesson {

namespace {

constexpr Part kParts[] = {{"runs", "Two runs of an exact world"},
                           {"error", "Error against steps"},
                           {"schedule", "Where the steps lie"},
                           {"pictures", "The tiny SD3\u2019s pictures"},
                           {"distance", "Distance of the pictures"}};
constexpr PartList kWorldParts = "runs error schedule";
/// What each of the two subjects stands for.
constexpr PartList kSubjectParts[] = {kWorldParts, "pictures distance"};
constexpr float kPlaySeconds = 4;
// Of a frame's 16 ms; one more piece may begin just before it is used up. Where drawing is slow the work takes a
// larger share, or it would wait for many slow frames; but never so much that the page seems to hang.
constexpr float kWorkShare = 0.5f, kLeastWork = 0.009f, kMostWork = 0.025f;

const std::vector<std::string> kSubjects = {"worlds", "tiny-sd3"},
                               kSubjectTitles = {"Exact 2-D worlds", "The tiny SD3"};
const std::vector<std::string> kSolvers = {"euler", "heun"}, kSolverTitles = {"Euler", "Heun"};
const std::vector<std::string> kRules = {"ancestral", "ddim"}, kRuleTitles = {"Ancestral", "DDIM"};
const std::vector<std::string> kMeasures = {"end", "distribution"}, kMeasureTitles = {"Exact ends", "Distribution"};
const std::vector<std::string> kCosts = {"steps", "evaluations"}, kCostTitles = {"Steps", "Evaluations"};

std::vector<std::string> world_names() {
  std::vector<std::string> names;
  for (const World& world : named_worlds()) names.push_back(world.name());
  return names;
}

const std::vector<std::string>& world_titles() {
  static const std::vector<std::string> titles = [] {
    std::vector<std::string> all;
    for (const World& world : named_worlds()) all.push_back(world.title());
    return all;
  }();
  return titles;
}

}  // namespace

std::span<const Part> StepCount::parts() const { return kParts; }

int StepCount::subject() const { return shown().chosen(state_.subject, kSubjectParts); }

Fields StepCount::fields() {
  StepCountState& s = state_;
  Fields all = {
      {"subject", "What takes the steps", "Worlds with a known answer, or a trained model.",
       ChoiceField{&s.subject, kSubjects}},
      {"steps", "Steps", "How often the sampler asks for a direction (Heun: twice a step).",
       IntField{&s.steps, 1, kMostSteps}},
      {"world", "World", "The distribution that noise is turned into.", ChoiceField{&s.world, world_names()}},
      {"solver", "Solver", "How flow matching takes a step.", ChoiceField{&s.solver, kSolvers}},
      {"shift", "Shift", "Moves flow matching's steps towards noise; SD3 uses 3 at 1024 \u00D7 1024, 1 is none.",
       NumberField{&s.shift, 0.5f, 6}},
      {"rule", "Rule", "How the DDPM schedule takes a step: with fresh noise, or without (DDIM).",
       ChoiceField{&s.rule, kRules}},
      {"progress", "Noise to data", "The place in both runs that is shown.", NumberField{&s.progress, 0, 1}},
      {"trails", "Paths", "The way some of the points came.", FlagField{&s.trails}},
      {"ends", "Misses", "Lines from the points to where the exact flow would have taken them.", FlagField{&s.ends}},
      {"point", "Followed point", "Shown in both pictures, counted from 0; -1 is none.",
       IntField{&s.point, -1, StepCountModel::kShown - 1}},
      {"measure", "Measure", "What the plot calls error.", ChoiceField{&s.measure, kMeasures}},
      {"cost", "Against", "What the plot counts.", ChoiceField{&s.cost, kCosts}},
      {"seed", "Seed", "Of all noise.", IntField{&s.seed, 1, 9999}},
  };
  for (Field& field : pictures_.fields()) all.push_back(std::move(field));
  return all;
}

void StepCount::state_changed() {
  model_.set(state_);
  pictures_.fields_changed();
}

void StepCount::work_a_little(float since_last_frame) {
  const std::chrono::duration<float> time(std::clamp(since_last_frame * kWorkShare, kLeastWork, kMostWork));
  const auto start = std::chrono::steady_clock::now();
  while (model_.busy() && std::chrono::steady_clock::now() - start < time) model_.work();
}

void StepCount::advance_time(ui::Ui& ui) {
  if (!playing_) return;
  state_.progress = ui.motion() ? std::min(1.0f, state_.progress + ui.dt() / kPlaySeconds) : 1.0f;
  if (state_.progress >= 1) playing_ = false;
}

void StepCount::draw_controls(ui::Ui& ui) {
  const Fields all = fields();
  const ui::Column columns[] = {{260, 2}, {180, 1, "runs error"}};
  ui.columns(columns, [&](int column) {
    if (column == 0)
      ui.field(all, "steps", {.marks = {10, 20, 28, 30, 50}, .help = "Marks: step counts in common use."});
    else
      ui.combo("World", state_.world, world_titles(), {.help = "Exact: its fields are known in closed form."});
  });
}

void StepCount::draw_side(ui::Ui& ui, const StepCountView& view, Side side) {
  const StepCountSide& shown = view.sides[static_cast<std::size_t>(side)];
  ui.group(side == flow_side ? "Flow" : "DDPM", [&] {
    ui.heading(side == flow_side ? "Flow matching" : "DDPM schedule", 3);
    if (side == flow_side)
      ui.choice("Solver", state_.solver, kSolverTitles);
    else
      ui.choice("Rule", state_.rule, kRuleTitles);
    draw_world(ui, state_, model_, shown, side, density_, state_.point);
    ui.muted(shown.cost + "; " + shown.place);
    const auto reading = [&](const char* name, const std::optional<double>& value, const char* missing) {
      ui.reading(name, value ? error_text(*value) : missing);
    };
    reading("Misses exact ends by", shown.end_error, shown.has_end ? "computing" : "no exact ends");
    reading("From the distribution", shown.distribution_error, "computing");
    ui.reading("Paths over straight lines", shown.detour ? ratio_text(*shown.detour) + " \u00D7" : "computing");
  });
}

void StepCount::draw_time(ui::Ui& ui) {
  const Fields all = fields();
  const bool at_end = state_.progress >= 1;
  ui.row([&] {
    bool playing = playing_;
    if (ui.toggle("Play", playing, {.help = "Moves all points from noise to data."})) {
      playing_ = playing;
      if (playing && at_end) state_.progress = 0;
    }
    if (ui.button("Next step", {.help = "Goes on to the end of the present step; from the data back to noise."})) {
      playing_ = false;
      const float steps = static_cast<float>(state_.steps);
      state_.progress = at_end ? 0 : std::min(1.0f, (std::floor(state_.progress * steps + 1e-3f) + 1) / steps);
    }
    if (ui.field(all, "progress")) playing_ = false;
    ui.field(all, "trails");
    ui.field(all, "ends");
  });
}

void StepCount::draw_error(ui::Ui& ui, const StepCountView& view) {
  ui.heading("Error against steps", 3);
  ui.row([&] {
    ui.choice("Error is the distance to", state_.measure, kMeasureTitles);
    ui.choice("Against", state_.cost, kCostTitles, {.help = "Heun asks the field twice a step."});
  });
  draw_error_plot(ui, state_, view);
  ui.muted(view.plot_note);
}

void StepCount::draw_schedule(ui::Ui& ui, const StepCountView& view) {
  const Fields all = fields();
  ui.heading("Where the steps lie", 3);
  const ui::Column columns[] = {{200, 1}, {300, 2}};
  ui.columns(columns, [&](int column) {
    if (column == 0) {
      ui.field(all, "shift", {.marks = {1, 3}, .step = 0.1, .decimals = 1});
      ui.field(all, "seed");
    } else {
      draw_levels(ui, view);
    }
  });
  ui.collapsible("Sigma list", false, [&] {
    ui.table(
        view.levels,
        {.label = "Noise levels of both runs", .max_rows = kMostSteps + 1, .highlight = view.sides[flow_side].frame});
  });
}

void StepCount::draw(ui::Ui& ui) {
  if (ui.part_tabs("What takes the steps", state_.subject, kSubjectTitles, kSubjectParts) == subject_worlds) {
    draw_worlds(ui);
  } else {
    pictures_.draw(ui);
  }
  ui.row([&] {
    ui.badge(ui::Honesty::live, "Computed here, now, by the same code as the desktop program and the tests.");
    ui.export_buttons();
  });
}

void StepCount::draw_worlds(ui::Ui& ui) {
  advance_time(ui);
  model_.set(state_);
  work_a_little(ui.dt());
  const StepCountView view = build_view(state_, model_);
  draw_controls(ui);
  ui.part("runs", [&] {
    const ui::Column columns[] = {{250, 1}, {250, 1}};
    ui.columns(columns, [&](int column) { draw_side(ui, view, column == 0 ? flow_side : ddpm_side); });
    draw_time(ui);
    ui.text(view.summary);
  });
  ui.part("error", [&] { draw_error(ui, view); });
  ui.part("schedule", [&] { draw_schedule(ui, view); });
  ui.collapsible("What is compared here", false, [&] {
    ui.text(
        "The data are a mixture of Gaussians, so the direction a perfectly trained network would give is known "
        "exactly. Both sides start from the same noise. Whatever separates a point from its exact end is the "
        "sampler\u2019s doing, not a network\u2019s.");
    ui.text(
        "Straight are the paths that training draws, each from one image to one noise. The flow they add up to is "
        "not: points first move towards the middle of the data, then part. Flow matching\u2019s paths can be longer "
        "than DDIM\u2019s and still need fewer steps.");
    ui.text(
        "Without fresh noise the two families solve the same equation in other units: a DDIM step is an Euler step. "
        "What differs is where the steps lie, and that the DDPM schedule starts with 6.8 % of the data still in it.");
    ui.text(
        "A trained network adds its own error, the same at any step count, so images stop improving earlier than "
        "these curves do: let the tiny SD3 take the steps and see.");
  });
  model_.set(state_);  // what the controls changed: the host asks animating() next
}

std::string StepCount::describe() {
  if (subject() == subject_tiny_sd3) return pictures_.describe(shown());
  model_.set(state_);
  model_.finish();  // not only what is shown: the text must not depend on how far the work has come
  return describe_steps(state_, model_, shown());
}

Table StepCount::table() {
  if (subject() == subject_tiny_sd3) return pictures_.table();
  model_.set(state_);
  model_.finish();
  return shows("runs error") ? study_table(model_) : build_view(state_, model_).levels;
}

std::unique_ptr<Widget> make_step_count(PageState& shared) { return std::make_unique<StepCount>(shared); }

}  // namespace lesson
