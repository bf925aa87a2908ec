#include "widgets/pipeline_tracer/widget.h"

#include <algorithm>

#include "widgets/page/prompt_box.h"
#include "widgets/pipeline_tracer/number_legend.h"
#include "widgets/ui/ui.h"

namespace lesson {

namespace {

constexpr Part kParts[] = {{"run", "The run"},
                           {"stages", "The thirteen steps"},
                           {"stage", "The chosen step"},
                           {"loop", "The denoising loop"},
                           {"guidance", "Guidance: the half-step"},
                           {"start", "From a picture"}};
constexpr float kRowHeight = 28;
constexpr float kTallest = 360;  ///< of a picture of numbers; a sequence of 333 rows stays on a phone's screen
/// The kinds, and behind them the names that two had in earlier states and links.
const std::vector<std::string> kModels = [] {
  std::vector<std::string> ids(kModelKindIds.begin(), kModelKindIds.end());
  ids.insert(ids.end(), {"ddpm", "shared"});
  return ids;
}();
const std::vector<std::string> kSamplers(kRunSamplerIds.begin(), kRunSamplerIds.end());
const std::vector<std::string> kVelocitySamplers = {"Euler", "Heun", "DDIM"}, kOtherSamplers = {"DDIM", "Ancestral"};
const std::vector<std::string> kStarts = {"noise", "picture"};
const std::vector<std::string> kColors = words_of(kPadColors, &PadColor::id),
                               kBrushes = words_of(kPadBrushes, &PadBrush::id);
constexpr double kMostShownGuidance = 7;
const std::vector<std::string> kModelTitles(kModelKindTitles.begin(), kModelKindTitles.end());

}  // namespace

std::span<const Part> PipelineTracer::parts() const { return kParts; }

Fields PipelineTracer::fields() {
  PipelineTracerState& s = state;
  return {
      {"prompt", "Prompt", "Words of the small world: subjects, colours, places, times, shapes.",
       TextField{&shared_.prompt, kLongestPrompt}},
      {"seed", "Seed", "Of the noise: the same seed and settings give the same picture.",
       IntField{&shared_.seed, 0, kLargestSeed}},
      {"steps", "Steps", "Denoising steps.", IntField{&s.steps, 1, kMaxRunSteps}},
      {"guidance", "Guidance", "guidance_scale: 1 follows the prompt as learnt, more exaggerates it.",
       NumberField{&s.guidance, 0, static_cast<float>(kMaxGuidance)}},
      {"model", "Model", "Which of the trained denoisers runs.", ChoiceField{&s.model, kModels}},
      {"sampler", "Sampler", "How a step is taken, where it fits what the model predicts.",
       ChoiceField{&s.sampler, kSamplers}},
      {"clip_l", "CLIP-L", "The first CLIP-like encoder.", FlagField{&s.clip_l}},
      {"clip_g", "CLIP-G", "The second CLIP-like encoder.", FlagField{&s.clip_g}},
      {"t5", "T5", "The T5-like encoder.", FlagField{&s.t5}},
      {"stage", "Stage", "The stage looked at, 1 to 13.", IntField{&s.stage, 1, kStages}},
      {"guidance_shown", "Guidance tried", "On the two predictions that are there; 0 is the run's own.",
       NumberField{&s.guidance_shown, 0, static_cast<float>(kMostShownGuidance)}},
      {"start", "Start from", "Noise alone, or a picture with noise over it.", ChoiceField{&s.start.start, kStarts}},
      {"strength", "Strength", "How much of the way to noise the picture is taken.",
       NumberField{&s.start.strength, static_cast<float>(kMinStrength), 1}},
      {"color", "Colour", "Of the brush.", ChoiceField{&s.start.color, kColors}},
      {"brush", "Brush", "How broad it is.", ChoiceField{&s.start.brush, kBrushes}},
  };
}

void PipelineTracer::state_changed() {
  state.model = static_cast<int>(model());
  shared_.touch();
}

const RunSlot* PipelineTracer::slot() const { return shared_.desk ? shared_.desk->find(kPageRun) : nullptr; }

TracerView PipelineTracer::view() const {
  static const RunDesk kNoDesk;
  return build_tracer_view(slot(), shared_.desk ? *shared_.desk : kNoDesk,
                           {state.stage, shared_.step, shared_.token, static_cast<double>(state.guidance_shown)});
}

ModelKind PipelineTracer::model() const {
  const auto kind = parse_model_kind(kModels[static_cast<std::size_t>(state.model)]);
  return kind ? kind.value() : ModelKind::flow;
}

RunSampler PipelineTracer::sampler() const {
  const bool velocity = objective_of(model()) == Objective::velocity;
  const auto chosen = static_cast<RunSampler>(state.sampler);
  if (chosen == RunSampler::ddim || velocity != (chosen == RunSampler::ancestral)) return chosen;
  return velocity ? RunSampler::euler : RunSampler::ddim;
}

RunRequest PipelineTracer::request() const {
  RunRequest request;
  request.prompt = shared_.prompt;
  request.seed = static_cast<std::uint64_t>(shared_.seed);
  request.steps = state.steps;
  request.guidance = static_cast<double>(state.guidance);
  request.model = model();
  request.sampler = sampler();
  request.image = start_.image(state.start);
  request.drop.set(TextEncoder::clip_l, !state.clip_l);
  request.drop.set(TextEncoder::clip_g, !state.clip_g);
  request.drop.set(TextEncoder::t5, !state.t5);
  return request;
}

void PipelineTracer::draw_request(ui::Ui& ui, const TracerView& view) {
  const Fields all = fields();
  draw_prompt(ui, shared_, all);
  draw_words(ui, shared_);
  ui.columns({{110, 1}, {240, 3}, {170, 2}}, [&](int column) {
    if (column == 0 && ui.field(all, "seed")) state_changed();
    if (column == 1) ui.field(all, "steps", {.marks = {4, 10, 20, 28, 50}});
    if (column == 2) ui.field(all, "guidance", {.marks = {1, 2, 3, 7, 12}, .step = 0.5, .decimals = 1});
  });
  ui.collapsible("Model, sampler and encoders", false, [&] { draw_model(ui); });
  draw_run(ui, view);
  ui.status(view.status);
  if (!view.problem.empty()) ui.error(view.problem);
}

void PipelineTracer::draw_start(ui::Ui& ui, const TracerView& view) {
  ui.heading("From a picture", 3);
  start_.draw(ui, fields(), state.start, slot());
  if (!shows("run")) draw_run(ui, view);
}

void PipelineTracer::draw_run(ui::Ui& ui, const TracerView& view) {
  ui.row([&] {
    const bool busy = view.phase == RunPhase::waiting || view.phase == RunPhase::running;
    const bool possible = shared_.desk && shared_.desk->available();
    if (ui.button(
            "Run",
            {.help = "Computes the picture with the present settings.", .disabled = !possible, .primary = true})) {
      shared_.desk->request(kPageRun, request());
      shared_.step = state.steps - 1;
      shared_.touch();
    }
    if (ui.button("Stop", {.disabled = !busy})) {
      shared_.desk->cancel(kPageRun);
      shared_.touch();
    }
  });
}

void PipelineTracer::draw_model(ui::Ui& ui) {
  const Fields all = fields();
  ui.columns({{220, 1}, {220, 1}}, [&](int column) {
    if (column == 0) {
      state.model = static_cast<int>(model());
      ui.combo("Model", state.model, kModelTitles,
               {.help = "Arms of one experiment: each changes one thing against the first, or two."});
      return;
    }
    const bool velocity = objective_of(model()) == Objective::velocity;
    const int first = static_cast<int>(velocity ? RunSampler::euler : RunSampler::ddim);
    int chosen = static_cast<int>(sampler()) - first;
    if (ui.choice("Sampler", chosen, velocity ? kVelocitySamplers : kOtherSamplers)) state.sampler = first + chosen;
  });
  ui.row([&] {
    ui.text("Encoders");
    for (const char* encoder : {"clip_l", "clip_g", "t5"}) ui.field(all, encoder);
  });
}

void PipelineTracer::draw_stages(ui::Ui& ui, const TracerView& view) {
  const float high = ui.theme().touch ? ui.theme().target() : kRowHeight;
  ui.canvas({.label = "The 13 stages",
             .description = "Choose one to see its numbers.",
             .height = high * kStages,
             .role = ui::Role::group},
            [&](ui::Canvas& canvas) {
              const auto& colors = ui.theme().colors;
              for (const TracerRow& row : view.rows) {
                if (row.number == 0) continue;
                const ui::Rect place{0, high * static_cast<float>(row.number - 1), canvas.width(), high};
                const bool chosen = row.number == state.stage;
                const std::string title = std::to_string(row.number) + "  " + row.title;
                const std::string end = row.shape.empty() ? "lesson " + row.lesson : row.shape;
                if (canvas.spot(title + ", " + end, place, chosen)) state.stage = row.number;
                if (chosen) canvas.rect(place, colors.surface, 4);
                const float middle = place.y + (high - kRowHeight) / 2 + 5;
                const float right = canvas.width() - 8;
                canvas.text({right, middle}, end, colors.muted,
                            {.type = ui::Type::small, .align = ui::Align::right, .record = false});
                const float room = right - 16 - canvas.measure(end, ui::Type::small).x;
                canvas.text(
                    {8, middle}, title, view.started && row.ms.empty() ? colors.muted : colors.text,
                    {.type = chosen ? ui::Type::strong : ui::Type::body, .record = false, .max_width = room - 8});
              }
            });
}

void PipelineTracer::draw_picture(ui::Ui& ui, const TracerPicture& picture, float width, float limit) {
  const float height = width * static_cast<float>(picture.rows) / static_cast<float>(std::max(picture.cols, 1));
  if (picture.rgba.empty()) {
    ui.muted(picture.label);
    ui.heat_map({.label = picture.label,
                 .rows = picture.rows,
                 .cols = picture.cols,
                 .values = picture.values,
                 .min = -limit,
                 .max = limit,
                 .map = ui::ColorMap::diverging,
                 .width = width,
                 .height = std::clamp(height, 24.0f, kTallest),
                 .decimals = 2,
                 .mark_row = picture.marked.empty() ? -1 : picture.marked.front()});
    return;
  }
  Shown& shown = shown_[picture.label];
  if (shown.rgba != picture.rgba) {
    shown.rgba = picture.rgba;
    ++shown.revision;
  }
  ui.muted(picture.label);
  ui.image(picture.label, {picture.cols, picture.rows, shown.rgba, shown.revision, false}, width, height,
           picture.description);
}

void PipelineTracer::draw_stage(ui::Ui& ui, const TracerView& view) {
  const TracerRow& row = view.rows[static_cast<std::size_t>(state.stage) - 1];
  ui.heading(std::to_string(row.number) + ". " + row.name, 3);
  ui.text(view.stage_note);
  if (!row.shape.empty()) ui.reading("Shape", row.shape);
  if (!row.parameters.empty()) ui.reading("Weights at work", row.parameters);
  if (!row.ms.empty()) ui.reading(view.time_label, row.ms);
  ui.reading("Taught in lesson", row.lesson);
  if (!view.started) ui.muted("Its shape, its numbers and its time come with a run.");
  if (!view.token.empty()) ui.reading("Chosen word or patch", view.token);
  // Four channels stand in pairs; one picture has the column to itself.
  const std::size_t across = view.stage.size() > 1 ? 2 : 1;
  for (std::size_t first = 0; first < view.stage.size(); first += across) {
    const std::vector<ui::Column> columns(across, ui::Column{110, 1});
    ui.columns(columns, [&](int column) {
      const TracerPicture& picture = view.stage[first + static_cast<std::size_t>(column)];
      ui.group(picture.label,
               [&] { draw_picture(ui, picture, std::min(ui.available_width(), 300.0f), view.stage_limit); });
    });
  }
  draw_number_legend(ui, view.stage_limit);
}

void PipelineTracer::draw_loop(ui::Ui& ui, const TracerView& view) {
  ui.heading("The denoising loop", 3);
  int shown = view.step + 1;
  if (view.steps > 1 && ui.slider("Step shown", shown, 1, view.steps, {.unit = "of " + std::to_string(view.steps)})) {
    shared_.step = shown - 1;
    shared_.touch();
  }
  ui.muted(view.step_label + ". Of four channels the first is shown.");
  ui.part("loop", [&] { draw_pictures(ui, view.loop, view.loop_limit); });
  ui.part("guidance", [&] {
    if (!view.halves.empty()) draw_halves(ui, view);
  });
  draw_number_legend(ui, view.loop_limit);
}

/// The two predictions are there: any guidance is their sum, and costs no forward.
void PipelineTracer::draw_halves(ui::Ui& ui, const TracerView& view) {
  ui.heading("Guidance: the half-step", 4);
  auto tried = static_cast<float>(view.guidance_shown);
  if (ui.slider("Guidance tried", tried, 1, static_cast<float>(kMostShownGuidance),
                {.marks = {1, 2, 3, 5, 7}, .step = 0.5, .decimals = 1, .help = "On this step's two predictions."})) {
    state.guidance_shown = tried;
  }
  ui.muted(view.halves_label);
  draw_pictures(ui, view.halves, view.loop_limit);
  if (state.guidance_shown > 0 && state.guidance_shown != state.guidance &&
      ui.button("Take it for the next run",
                {.help = "A whole run with this guidance: each step then starts elsewhere."})) {
    state.guidance = state.guidance_shown;
  }
}

/// Side by side where there is room.
void PipelineTracer::draw_pictures(ui::Ui& ui, const std::vector<TracerPicture>& pictures, float limit) {
  const std::vector<ui::Column> columns(pictures.size(), ui::Column{120, 1});
  ui.columns(columns, [&](int column) {
    const TracerPicture& picture = pictures[static_cast<std::size_t>(column)];
    ui.group(picture.label, [&] { draw_picture(ui, picture, std::min(ui.available_width(), 180.0f), limit); });
  });
}

void PipelineTracer::draw(ui::Ui& ui) {
  const TracerView now = view();
  ui.row([&] {
    ui.part("run", [&] { ui.heading("From prompt to picture"); });
    if (now.started) ui.badge(ui::Honesty::live, "Computed on this machine by the tiny SD3.");
  });
  ui.part("run", [&] { draw_request(ui, now); });
  const bool alone = !shown().whole() && !shows("run");  // then it leads to what comes of it
  if (alone) ui.part("start", [&] { draw_start(ui, now); });
  const ui::Column columns[] = {{290, 2, "stages"}, {290, 2, "stage"}};
  ui.columns(columns, [&](int column) { column == 0 ? draw_stages(ui, now) : draw_stage(ui, now); });
  ui.part("loop guidance", [&] {
    if (now.steps > 0) draw_loop(ui, now);
    if (now.steps == 0 && !ui.shows("run stages stage")) ui.muted(now.status);
  });
  if (!alone) ui.part("start", [&] { draw_start(ui, now); });
  ui.export_buttons();
}

std::string PipelineTracer::describe() {
  std::string text = lesson::describe(view(), state.stage, shown());
  if (state.start.start != 0 || (!shown().whole() && shows("start"))) text += " " + start_.describe(state.start);
  return text;
}

Result<void> PipelineTracer::open_file(std::string_view name, std::span<const std::uint8_t> bytes) {
  return start_.open(name, bytes, state.start);
}

Table PipelineTracer::table() { return to_table(view(), state.stage, shown()); }

std::unique_ptr<Widget> make_pipeline_tracer(PageState& shared) { return std::make_unique<PipelineTracer>(shared); }

}  // namespace lesson
