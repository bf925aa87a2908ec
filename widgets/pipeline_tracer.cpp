#include "widgets/pipeline_tracer.h"

#include <algorithm>

#include "widgets/ui/ui.h"

namespace lesson {

namespace {

constexpr float kRowHeight = 28;
const std::vector<std::string> kModels = {"flow", "ddpm", "shared"};
const std::vector<std::string> kModelTitles = {"Flow matching, MMDiT", "DDPM, cross-attention", "Shared projections"};

}  // namespace

Fields PipelineTracer::fields() {
  seed_ = static_cast<int>(std::min<std::uint64_t>(shared_.seed, 999'999));
  PipelineTracerState& s = state;
  return {
      {"prompt", "Prompt", "Words of the small world: subjects, colours, places, times, shapes.",
       TextField{&shared_.prompt, 200}},
      {"seed", "Seed", "Of the noise: the same seed and settings give the same picture.", IntField{&seed_, 0, 999'999}},
      {"steps", "Steps", "Denoising steps.", IntField{&s.steps, 1, kMaxRunSteps}},
      {"guidance", "Guidance", "guidance_scale: 1 follows the prompt as learnt, more exaggerates it.",
       NumberField{&s.guidance, 0, static_cast<float>(kMaxGuidance)}},
      {"model", "Model", "Which of the trained denoisers runs.", ChoiceField{&s.model, kModels}},
      {"clip_l", "CLIP-L", "The first CLIP-like encoder.", FlagField{&s.clip_l}},
      {"clip_g", "CLIP-G", "The second CLIP-like encoder.", FlagField{&s.clip_g}},
      {"t5", "T5", "The T5-like encoder.", FlagField{&s.t5}},
      {"stage", "Stage", "The stage looked at, 1 to 13.", IntField{&s.stage, 1, kStages}},
  };
}

void PipelineTracer::state_changed() {
  shared_.seed = static_cast<std::uint64_t>(seed_);
  shared_.touch();
}

const RunSlot* PipelineTracer::slot() const { return shared_.desk ? shared_.desk->find(kPageRun) : nullptr; }

TracerView PipelineTracer::view() const {
  static const RunDesk kNoDesk;
  return build_tracer_view(slot(), shared_.desk ? *shared_.desk : kNoDesk, state.stage, shared_.step);
}

RunRequest PipelineTracer::request() const {
  RunRequest request;
  request.prompt = shared_.prompt;
  request.seed = shared_.seed;
  request.steps = state.steps;
  request.guidance = static_cast<double>(state.guidance);
  request.model = static_cast<ModelKind>(state.model);
  request.sampler = request.model == ModelKind::ddpm ? RunSampler::ddim : RunSampler::euler;
  request.drop.set(TextEncoder::clip_l, !state.clip_l);
  request.drop.set(TextEncoder::clip_g, !state.clip_g);
  request.drop.set(TextEncoder::t5, !state.t5);
  return request;
}

void PipelineTracer::draw_request(ui::Ui& ui, const TracerView& view) {
  const Fields all = fields();
  if (ui.field(all, "prompt")) shared_.touch();
  ui.row([&] {
    if (ui.field(all, "seed")) state_changed();
    ui.field(all, "steps", {.marks = {4, 10, 20, 28, 50}});
    ui.field(all, "guidance", {.step = 0.5, .decimals = 1, .width = 200});
  });
  ui.collapsible("Model and encoders", false, [&] {
    ui.combo("Model", state.model, kModelTitles,
             {.help = "The baseline and the negative example were trained beside the main model."});
    ui.row([&] {
      for (const char* encoder : {"clip_l", "clip_g", "t5"}) ui.field(all, encoder);
    });
  });
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
    ui.reading("Run", view.status);
  });
  if (!view.problem.empty()) ui.error(view.problem);
  if (!view.words.empty()) ui.muted(view.words);
}

void PipelineTracer::draw_stages(ui::Ui& ui, const TracerView& view) {
  ui.canvas({.label = "The 13 stages",
             .description = "Choose one to see its numbers.",
             .height = kRowHeight * kStages,
             .role = ui::Role::group},
            [&](ui::Canvas& canvas) {
              const auto& colors = ui.theme().colors;
              for (const TracerRow& row : view.rows) {
                if (row.number == 0) continue;
                const ui::Rect place{0, kRowHeight * static_cast<float>(row.number - 1), canvas.width(), kRowHeight};
                const bool chosen = row.number == state.stage;
                const std::string name = std::to_string(row.number) + "  " + row.name;
                if (canvas.spot(name + ", " + row.shape, place, chosen)) state.stage = row.number;
                if (chosen) canvas.rect(place, colors.surface, 4);
                const float middle = place.y + 5;
                const float right = canvas.width() - 8;
                canvas.text({right, middle}, row.shape, colors.muted,
                            {.type = ui::Type::small, .align = ui::Align::right, .record = false});
                const float room = right - 16 - canvas.measure(row.shape, ui::Type::small).x;
                canvas.text(
                    {8, middle}, name, row.ms.empty() ? colors.muted : colors.text,
                    {.type = chosen ? ui::Type::strong : ui::Type::body, .record = false, .max_width = room - 8});
              }
            });
}

void PipelineTracer::draw_picture(ui::Ui& ui, const TracerPicture& picture, float width) {
  const float height = width * static_cast<float>(picture.rows) / static_cast<float>(std::max(picture.cols, 1));
  if (picture.rgba.empty()) {
    ui.muted(picture.label);
    ui.heat_map({.label = picture.label,
                 .rows = picture.rows,
                 .cols = picture.cols,
                 .values = picture.values,
                 .map = ui::ColorMap::diverging,
                 .width = width,
                 .height = std::max(height, 24.0f),
                 .decimals = 2});
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
  ui.reading("Shape", row.shape);
  if (!row.parameters.empty()) ui.reading("Weights at work", row.parameters);
  if (!row.ms.empty()) ui.reading("Time", row.ms);
  ui.reading("Taught in lesson", row.lesson);
  const float width = std::min(ui.available_width(), view.stage.size() > 1 ? 130.0f : 300.0f);
  ui.row([&] {
    for (const TracerPicture& picture : view.stage) {
      ui.group(picture.label, [&] { draw_picture(ui, picture, width); });
    }
  });
}

void PipelineTracer::draw_loop(ui::Ui& ui, const TracerView& view) {
  if (view.steps == 0) return;
  ui.heading("The denoising loop", 3);
  int shown = view.step + 1;
  if (view.steps > 1 && ui.slider("Step shown", shown, 1, view.steps)) {
    shared_.step = shown - 1;
    shared_.touch();
  }
  ui.muted(view.step_label);
  const std::vector<ui::Column> columns(view.loop.size(), ui::Column{120, 1});
  ui.columns(columns, [&](int column) {
    const TracerPicture& picture = view.loop[static_cast<std::size_t>(column)];
    ui.group(picture.label, [&] { draw_picture(ui, picture, std::min(ui.available_width(), 180.0f)); });
  });
}

void PipelineTracer::draw(ui::Ui& ui) {
  const TracerView now = view();
  ui.row([&] {
    ui.heading("From prompt to picture");
    if (now.rows[0].number > 0) ui.badge(ui::Honesty::live, "Computed on this machine by the tiny SD3.");
  });
  draw_request(ui, now);
  if (now.rows[0].number > 0) {
    const ui::Column columns[] = {{300, 3}, {280, 2}};
    ui.columns(columns, [&](int column) { column == 0 ? draw_stages(ui, now) : draw_stage(ui, now); });
    draw_loop(ui, now);
  }
  ui.export_buttons();
}

std::string PipelineTracer::describe() { return lesson::describe(view(), state.stage); }

Table PipelineTracer::table() { return to_table(view()); }

std::unique_ptr<Widget> make_pipeline_tracer(Selection& shared) { return std::make_unique<PipelineTracer>(shared); }

}  // namespace lesson
