// From the catalogue's text path to boxes with places.

#include <algorithm>
#include <map>

#include "core/catalogue/pipeline_steps.h"
#include "core/catalogue/thirteen_steps.h"
#include "core/catalogue/tokens.h"
#include "widgets/encoder_shapes/view.h"

namespace lesson {

namespace {

using namespace catalogue;

const EncoderUse* use_named(const Setting& setting, std::string_view name) {
  for (const EncoderUse& use : setting.model.encoders_used()) {
    const std::string_view own = encoder(use.id).name;
    if (name == own || name == std::string(own) + ", pooled") return &use;
  }
  return nullptr;
}

std::string numbers_of(const ShapePart& part) {
  std::string text = part.name + " " + to_string(part.shape) + ": " + with_commas(entries(part.shape)) + " numbers";
  if (part.prompt_rows > 0 && part.rows > 1) {
    text += "; " + std::to_string(part.prompt_rows) + " of " + std::to_string(part.rows) + " rows carry the prompt";
  }
  return text + ".";
}

// Builds the stages of one way (rows or pooled vectors), keeping what each named tensor is made of.
class Builder {
 public:
  Builder(const Setting& setting, std::string_view prompt, EncoderShapesView& view, std::vector<ShapeStage>& stages)
      : setting_(setting), prompt_(prompt), view_(view), stages_(stages) {}

  void add(const TextStep& step) {
    const std::vector<ShapePart> made = parts_of(step);
    made_of_[step.output.name] = made;
    const bool apart = step.op == TextOp::encode || step.op == TextOp::pool || step.op == TextOp::linear;
    // Encoders, and the lesson's three projections, share one stage.
    if (stages_.empty() || !apart || step.op != last_) open(step, apart);
    last_ = step.op;
    ShapeStage& stage = stages_.back();
    if (stage.parts.size() >= made.size() && apart) {
      stage.title = step.op == TextOp::linear ? "One Linear each" : stage.title;
      stage.result.clear();
    }
    for (const ShapePart& part : made) place(part, stage);
  }

 private:
  void open(const TextStep& step, bool apart) {
    ShapeStage stage;
    const bool pooled = step.op == TextOp::pool;
    stage.title = step.op == TextOp::encode ? "Each encoder makes rows" : pooled ? "CLIP makes one vector" : step.title;
    stage.axis = axis_of(step.op);
    stage.result = step.op == TextOp::encode || pooled ? Shape{} : step.output.shape;
    stage.apart = apart;
    stage.note = step.op == TextOp::encode || pooled ? "" : step.note;
    stages_.push_back(stage);
  }

  void place(const ShapePart& part, ShapeStage& stage) {
    stage.parts.push_back(static_cast<int>(view_.parts.size()));
    view_.parts.push_back(part);
    stage.columns = std::max(stage.columns, part.x + part.columns);
    stage.rows = stage.apart ? std::max(stage.rows, part.rows) : std::max(stage.rows, part.y + part.rows);
  }

  std::vector<ShapePart> parts_of(const TextStep& step) {
    switch (step.op) {
      case TextOp::encode:
      case TextOp::pool: return {encoded(step)};
      case TextOp::concat_channels:
      case TextOp::concat_pooled: return joined(step, false);
      case TextOp::concat_rows: return joined(step, true);
      case TextOp::pad_channels: return padded(step);
      case TextOp::linear:
      case TextOp::combine:
      case TextOp::mlp: break;
    }
    return {fresh(step)};
  }

  ShapePart encoded(const TextStep& step) const {
    const EncoderUse* use = use_named(setting_, step.output.name);
    const EncoderSpec& spec = encoder(use->id);
    ShapePart part = boxed(part_kind(spec.key), short_name(spec.key), step.output.shape);
    if (step.op == TextOp::encode) part.prompt_rows = prompt_rows(setting_, spec, part.rows, prompt_);
    part.reading = std::string(spec.name) + ". " + numbers_of(part) + " " + step.note;
    return part;
  }

  static ShapePart boxed(PartKind kind, std::string name, const Shape& shape) {
    ShapePart part;
    part.kind = kind;
    part.name = std::move(name);
    part.shape = shape;
    part.columns = shape.back();
    part.rows = shape.size() > 1 ? shape.front() : 1;
    part.reading = numbers_of(part);
    return part;
  }

  // Side by side (channels) or one below the other (sequence).
  std::vector<ShapePart> joined(const TextStep& step, bool below) {
    std::vector<ShapePart> all;
    std::int64_t x = 0, y = 0;
    for (const NamedShape& input : step.inputs) {
      for (ShapePart part : made_of_[input.name]) {
        part.x += x;
        part.y += y;
        all.push_back(part);
      }
      (below ? y : x) += below ? input.shape.front() : input.shape.back();
    }
    return all;
  }

  std::vector<ShapePart> padded(const TextStep& step) {
    std::vector<ShapePart> all = made_of_[step.inputs.front().name];
    if (step.zero_columns == 0) return all;  // already as wide: the tiny SD3's CLIP rows together are
    ShapePart zeros = boxed(PartKind::zeros, "zeros", {step.output.shape.front(), step.zero_columns});
    zeros.x = step.inputs.front().shape.back();
    zeros.reading = "Zeros " + to_string(zeros.shape) + ": " + step.note;
    all.push_back(zeros);
    return all;
  }

  ShapePart fresh(const TextStep& step) const {
    const bool vector = step.op == TextOp::mlp;
    ShapePart part = boxed(vector ? PartKind::vector : PartKind::text, step.output.name, step.output.shape);
    if (step.op == TextOp::linear && setting_.model.join == TextJoin::each_projected) {
      const EncoderUse* use = use_named(setting_, step.inputs.front().name);
      if (use != nullptr) part.name = short_name(encoder(use->id).key);
      if (use != nullptr) part.kind = part_kind(encoder(use->id).key);
    }
    part.reading = step.title + " gives " + numbers_of(part);
    return part;
  }

  const Setting& setting_;
  std::string_view prompt_;
  EncoderShapesView& view_;
  std::vector<ShapeStage>& stages_;
  std::map<std::string, std::vector<ShapePart>> made_of_;
  TextOp last_ = TextOp::combine;
};

// The end of the pooled way: what the timestep and the pooled text become.
void add_global_vector(const Setting& setting, EncoderShapesView& view) {
  const PipelineStep step = pipeline_steps(setting)[static_cast<std::size_t>(stage("condition").number) - 1];
  ShapeStage stage;
  stage.title = setting.model.family == Family::unet ? "Add the timestep" : "Add the timestep: c";
  stage.apart = true;
  stage.note = step.note;
  for (const NamedShape& tensor : step.tensors) {
    if (tensor.name == "pooled text") continue;  // already there
    ShapePart part;
    part.kind = &tensor == &step.tensors.back() ? PartKind::vector : PartKind::time;
    part.name = tensor.name;
    part.shape = tensor.shape;
    part.columns = tensor.shape.back();
    part.rows = 1;
    part.reading = numbers_of(part);
    stage.columns = std::max(stage.columns, part.columns);
    stage.parts.push_back(static_cast<int>(view.parts.size()));
    view.parts.push_back(part);
  }
  stage.rows = 1;
  view.pooled.push_back(stage);
}

void add_image(const Setting& setting, EncoderShapesView& view) {
  const Shape latent = latent_shape(setting);
  const int side = latent_side(setting);
  const std::string factor = std::to_string(setting.vae.factor);
  view.image.push_back({"image", {3, setting.image_px, setting.image_px}, setting.image_px, "pixels"});
  view.image.push_back({"latent", latent, side, "each side " + factor + "× smaller"});
  if (setting.model.patch == 0) return;
  const std::int64_t tokens = image_tokens(setting);
  view.image.push_back(
      {"patches",
       {tokens, patch_numbers(setting)},
       side / setting.model.patch,
       std::to_string(setting.model.patch) + " × " + std::to_string(setting.model.patch) + " latent pixels"});
}

}  // namespace

PartKind part_kind(std::string_view encoder_key) {
  if (encoder_key == "clip_l") return PartKind::clip_l;
  return encoder_key == "clip_g" ? PartKind::clip_g : PartKind::t5;
}

const char* short_name(std::string_view encoder_key) {
  if (encoder_key == "clip_l") return "CLIP-L";
  return encoder_key == "clip_g" ? "bigG" : "T5";
}

int prompt_pieces(std::string_view prompt, bool words_only) {
  int pieces = 0;
  bool inside = false;
  for (const char c : prompt) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || byte >= 0x80;
    if (c == '\'') continue;  // part of the word around it
    if (letter && !inside) ++pieces;
    inside = letter;
    if (!letter && byte > ' ' && !words_only) ++pieces;
  }
  return pieces;
}

std::int64_t prompt_rows(const Setting& setting, const EncoderSpec& spec, std::int64_t rows, std::string_view prompt) {
  // CLIP marks start and end, T5 the end alone. To the tiny readers every word is one token.
  const int marks = spec.kind == EncoderKind::clip ? 2 : 1;
  return std::min<std::int64_t>(rows, prompt_pieces(prompt, setting.model.id == ModelId::tiny_sd3) + marks);
}

void add_stages(const Setting& setting, std::string_view prompt, EncoderShapesView& view) {
  const TextPath path = text_path(setting);
  Builder rows(setting, prompt, view, view.sequence);
  for (const TextStep& step : path.sequence) rows.add(step);
  Builder vectors(setting, prompt, view, view.pooled);
  for (const TextStep& step : path.pooled) vectors.add(step);
  add_global_vector(setting, view);
  add_image(setting, view);
}

}  // namespace lesson
