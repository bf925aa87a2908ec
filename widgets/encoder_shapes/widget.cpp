#include "widgets/encoder_shapes/widget.h"

#include <algorithm>

#include "widgets/encoder_shapes/draw.h"
#include "widgets/page/prompt_box.h"
#include "widgets/ui/ui.h"

namespace lesson {

namespace {

using namespace catalogue;

constexpr Part kParts[] = {{"text", "From prompt to text tokens"},
                           {"pooled", "To the global vector"},
                           {"sequence", "From image to the joint sequence"},
                           {"attention", "Attention, to scale"},
                           {"parameters", "Parameters and memory"},
                           {"cost", "Cost"},
                           {"scaling", "Depth and width"},
                           {"differences", "Lesson and publication"}};
/// What each of the tabs stands for.
constexpr PartList kTabParts[] = {"text pooled", "sequence attention", "parameters cost scaling", "differences"};

std::vector<std::string> model_keys() {
  std::vector<std::string> keys;
  for (const ModelSpec& model : models()) keys.push_back(model.key);
  keys.push_back("custom");
  return keys;
}

const std::vector<std::string>& model_titles() {
  static const std::vector<std::string> titles = [] {
    std::vector<std::string> all;
    for (const ModelSpec& model : models()) all.push_back(model.title);
    all.push_back("Your own numbers");
    return all;
  }();
  return titles;
}

const std::vector<std::string> kFormats = {"fp32", "fp16", "int8"};
const std::vector<std::string> kTabs = {"text", "sequence", "cost", "differences"};
const std::vector<std::string> kTabTitles = {"Text", "Sequence", "Cost", "Differences"};
const std::vector<std::string> kRecipes = {"sd3", "flux"};

// Marks of a slider that lie within its bounds.
std::vector<double> marks_within(const Bounds& bounds, std::initializer_list<int> wanted) {
  std::vector<double> marks;
  for (const int mark : wanted) {
    if (mark >= bounds.min && mark <= bounds.max) marks.push_back(mark);
  }
  return marks;
}

}  // namespace

std::span<const Part> EncoderShapes::parts() const { return kParts; }

Fields EncoderShapes::fields() {
  EncoderShapesState& s = state_;
  Fields fields = {
      {"model", "Model", "Which model's tensors are shown.", ChoiceField{&s.model, model_keys()}},
      {"prompt", "Prompt", "Fills rows of the encoders; it never changes a shape.",
       TextField{&shared_.prompt, kLongestPrompt}},
      {"size", "Image side", "Pixels; 0 is the model's own size.", IntField{&s.size, 0, 8192}},
      {"t5", "T5 rows", "Length of T5's output; 0 is the model's own.", IntField{&s.t5, 0, 1024}},
      {"tab", "View", "What is shown below.", ChoiceField{&s.tab, kTabs}},
      {"format", "Format", "Bytes a weight takes: 4, 2 or 1.", ChoiceField{&s.format, kFormats}},
      {"topic", "Topic", "Which differences are listed.", ChoiceField{&s.topic, difference_topics()}},
      {"part", "Chosen box", "Counted from the top; -1 is none.", IntField{&s.part, -1, kMaxParts}},
      {"depth", "Depth", "Of SD3's family: blocks and heads; the width is 64 times as much.",
       IntField{&s.depth, kLeastDepth, kMostDepth}},
      {"recipe", "Recipe", "How your own model is put together.", ChoiceField{&s.recipe, kRecipes}},
      {"qk-norm", "QK-norm", "Normalises queries and keys (your own model).", FlagField{&s.custom.qk_norm}},
  };
  for (const CustomField& field : custom_fields()) {
    if (field.value == &CustomNumbers::image_px || field.value == &CustomNumbers::text_tokens) continue;
    fields.push_back(
        {field.key, field.label, field.help, IntField{&(s.custom.*field.value), field.bounds.min, field.bounds.max}});
  }
  return fields;
}

void EncoderShapes::draw_size(ui::Ui& ui) {
  const ShapeControls controls = shape_controls(state_);
  if (controls.size_fixed()) {
    ui.reading("Image side", std::to_string(controls.size.min) + " px");
    return;
  }
  int size = std::clamp(state_.size > 0 ? state_.size : controls.size.initial, controls.size.min, controls.size.max);
  const ui::SliderOptions options = {.unit = "px",
                                     .marks = marks_within(controls.size, {64, 256, 512, 1024, 2048, 4096}),
                                     .log = true,
                                     .step = static_cast<double>(controls.size.step),
                                     .help = "Largest: " + controls.size_limit + "."};
  if (ui.slider("Image side", size, controls.size.min, controls.size.max, options)) {
    state_.size = fitting_size(controls, size);
  }
}

void EncoderShapes::draw_t5(ui::Ui& ui) {
  const ShapeControls controls = shape_controls(state_);
  if (!controls.t5) {
    ui.reading("Text rows", std::to_string(model_row(state_).text_tokens.initial));
    return;
  }
  int rows = std::clamp(state_.t5 > 0 ? state_.t5 : controls.t5->initial, controls.t5->min, controls.t5->max);
  const ui::SliderOptions options = {
      .unit = "rows", .marks = marks_within(*controls.t5, {77, 256, 512}), .help = controls.text_limit + "."};
  if (ui.slider("T5 length", rows, controls.t5->min, controls.t5->max, options)) state_.t5 = rows;
}

void EncoderShapes::draw_custom(ui::Ui& ui) {
  const Fields all = fields();
  ui.panel([&] {
    ui.row([&] {
      ui.field(all, "recipe");
      ui.field(all, "qk-norm");
    });
    ui.row([&] {
      for (const CustomField& field : custom_fields()) {
        if (field.value == &CustomNumbers::image_px || field.value == &CustomNumbers::text_tokens) continue;
        ui.number(field.label, state_.custom.*field.value, field.bounds.min, field.bounds.max,
                  {.help = field.help, .width = 132});
      }
    });
  });
}

void EncoderShapes::draw_scaling(ui::Ui& ui, const ScalingView& view) {
  ui.row([&] {
    ui.heading("Depth and width", 3);
    ui.badge(ui::Honesty::live, "Counted here, now, from the published architectures.");
  });
  ui.field(fields(), "depth", {.marks = {15, 24, 38}});
  ui.text(view.sentence);
  draw_scaling_plot(ui, view);
  ui.table(ui.narrow() ? view.table_narrow : view.table, {.label = "Depth and width of published transformers"});
  ui.muted(
      "Flux's blocks are dual- and single-stream together. Smaller and larger members of a family differ in more than "
      "size.");
}

void EncoderShapes::draw_controls(ui::Ui& ui) {
  const ui::Column columns[] = {{190, 1}, {200, 1}, {200, 1}};
  ui.columns(columns, [&](int column) {
    if (column == 0 && ui.combo("Model", state_.model, model_titles())) {
      // Another model has other bounds: each starts with its own numbers.
      state_.size = state_.t5 = 0;
      state_.part = -1;
    }
    if (column == 1) draw_size(ui);
    if (column == 2) draw_t5(ui);
  });
  ui.part("text pooled", [&] { draw_prompt_field(ui); });
  if (is_custom(state_)) draw_custom(ui);
}

void EncoderShapes::draw_prompt_field(ui::Ui& ui) {
  if (ui.text_field("Prompt", shared_.prompt, kLongestPrompt, {.help = "It fills rows; it never changes a shape."})) {
    shared_.touch();
  }
  const std::string missing = words_not_understood(shared_);
  if (!missing.empty()) ui.muted("By the tiny SD3. " + missing);
  draw_words(ui, shared_);
}

void EncoderShapes::draw_text(ui::Ui& ui, const EncoderShapesView& view) {
  const auto choose = [&](int pressed) {
    if (pressed >= 0) state_.part = pressed == state_.part ? -1 : pressed;
  };
  const ui::Column columns[] = {{300, 3, "text"}, {250, 2, "pooled"}};
  ui.columns(columns, [&](int column) {
    if (column == 0) {
      ui.heading("From prompt to text tokens", 3);
      if (view.sequence.empty()) ui.text("No text: the model is conditioned on one of 1,000 classes.");
      choose(draw_stages(ui, view, view.sequence, state_.part));
      ui.muted(view.prompt_note);
    } else {
      ui.heading("To the global vector", 3);
      choose(draw_stages(ui, view, view.pooled, state_.part));
      ui.muted(view.global_note);
    }
  });
}

void EncoderShapes::draw_sequence(ui::Ui& ui, const EncoderShapesView& view) {
  draw_sequence_bar(ui, view.attention);
  const ui::Column columns[] = {{300, 1, "sequence"}, {300, 1, "attention"}};
  ui.columns(columns, [&](int column) {
    if (column == 0) {
      ui.heading("From image to tokens", 3);
      draw_image_way(ui, view);
      for (const auto& row : view.sequence_table.rows) ui.reading(row[0], row[1]);
      if (view.levels_table.rows.empty()) return;
      ui.heading("Levels with attention", 3);
      ui.table(view.levels_table, {.label = "Levels of the U-Net"});
    } else {
      ui.heading(view.attention.joint ? "Attention, to scale" : "Two attentions, finest level", 3);
      draw_attention(ui, view.attention);
    }
  });
}

void EncoderShapes::draw_cost(ui::Ui& ui, const EncoderShapesView& view) {
  const ui::Column columns[] = {{300, 1, "parameters"}, {300, 1, "parameters"}};
  ui.columns(columns, [&](int column) {
    if (column == 0) {
      ui.heading("Parameters", 3);
      draw_weights_bars(ui, view);
    } else {
      ui.field(fields(), "format");
      ui.table(view.weights_table, {.label = "Parameters and memory"});
      ui.muted("Memory of the weights alone; running needs room for activations as well.");
    }
  });
  ui.part("cost", [&] {
    ui.heading("Cost", 3);
    for (const auto& row : view.cost_table.rows) ui.reading(row[0], row[1]);
    ui.muted("A multiply and an add count 2. Matrix products only.");
  });
  ui.part("scaling", [&] { draw_scaling(ui, view.scaling); });
}

void EncoderShapes::draw_differences(ui::Ui& ui, const EncoderShapesView& view) {
  ui.heading("The lesson's pipeline beside it", 3);
  ui.table(view.compare_table, {.label = "Lesson and model"});
  ui.muted("The lesson calls its image 1024 × 1024; a latent side of 64 is 512 × 512.");
  ui.combo("Topic", state_.topic, difference_topics(), {.help = "Which differences are listed."});
  if (view.differences.empty()) ui.text("Under this topic no simplification of the lesson concerns this model.");
  for (const Difference& difference : view.differences) {
    ui.group(difference.id, [&] {
      ui.panel([&] {
        const ui::Column sides[] = {{220, 1}, {220, 1}};
        ui.columns(sides, [&](int side) {
          ui.muted(side == 0 ? "As simplified in the lesson" : "As published");
          ui.text(side == 0 ? difference.lesson : difference.published, side == 0 ? ui::Type::body : ui::Type::strong);
        });
        ui.text(difference.why);
        ui.muted(std::string("Source: ") + difference.source);
      });
    });
  }
}

void EncoderShapes::draw(ui::Ui& ui) {
  const bool sized = shows(kSizedParts);
  if (sized) draw_controls(ui);
  const EncoderShapesView view = build_view(state_, shared_.prompt);
  if (view.error) {
    ui.error(view.error->message());
    if (ui.button("Back to the model's own numbers")) {
      state_.size = state_.t5 = 0;
      state_.custom = {};
    }
    return;
  }
  if (sized) {
    ui.text(view.headline, ui::Type::strong);
    if (!view.note.empty()) ui.muted(view.note);
  }
  switch (static_cast<ShapesTab>(ui.part_tabs("View", state_.tab, kTabTitles, kTabParts))) {
    case ShapesTab::text: draw_text(ui, view); break;
    case ShapesTab::sequence: draw_sequence(ui, view); break;
    case ShapesTab::cost: draw_cost(ui, view); break;
    case ShapesTab::differences: ui.part("differences", [&] { draw_differences(ui, view); }); break;
  }
  if (sized) {
    ui.collapsible("Sources", false, [&] {
      for (const auto& row : view.sources_table.rows) ui.muted(row[0] + ": " + row[1]);
    });
  }
  ui.export_buttons();
}

std::string EncoderShapes::describe() { return lesson::describe(build_view(state_, shared_.prompt), shown()); }

Table EncoderShapes::table() { return to_table(build_view(state_, shared_.prompt), shown()); }

std::unique_ptr<Widget> make_encoder_shapes(PageState& shared) { return std::make_unique<EncoderShapes>(shared); }

}  // namespace lesson
