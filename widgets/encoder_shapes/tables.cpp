// The numbers of the encoder shape calculator as tables and as words.

#include "core/catalogue/adaln.h"
#include "core/catalogue/flops.h"
#include "core/catalogue/tokens.h"
#include "widgets/encoder_shapes/view.h"

namespace lesson {

namespace {

using namespace catalogue;
using Row = std::vector<std::string>;

std::string joint_words(const Setting& setting) {
  const auto joint = joint_tokens(setting);
  return joint ? with_commas(*joint) : "none";
}

Table weights_table(const EncoderShapesView& view, WeightFormat format) {
  Table table{{"part", "parameters", to_string(format)}, {}};
  for (const WeightsRow& row : view.weights) {
    table.rows.push_back(
        {row.short_name, with_commas(row.parameters), short_bytes(weight_bytes(row.parameters, format))});
  }
  table.rows.push_back(
      {"in all", with_commas(view.total_parameters), short_bytes(weight_bytes(view.total_parameters, format))});
  return table;
}

Table cost_table(const Setting& setting, const AttentionPicture& attention) {
  const ModelSpec& model = setting.model;
  const std::int64_t per_block = attention.entries_per_head * attention.heads;
  const std::int64_t forward = forward_flops(setting);
  Table table{{"what", "count"}, {}};
  table.rows = {
      {"one head, one block: weights", with_commas(attention.entries_per_head)},
      {std::to_string(attention.heads) + " heads, if kept in fp16", short_bytes(2 * per_block)},
      {"all heads and blocks: weights", short_count(attention.entries_total)},
      {"modulation vectors a block", std::to_string(adaln_per_block(model))},
      {"one forward", short_flops(forward)},
  };
  if (model.steps > 0) {
    const int forwards = model.steps * model.passes_per_step;
    const std::string passes = model.passes_per_step == 2 ? " × 2 forwards" : " forwards";
    table.rows.push_back({"a picture, " + std::to_string(model.steps) + passes, short_flops(forward * forwards)});
  }
  return table;
}

Table sequence_table(const Setting& setting) {
  const ModelSpec& model = setting.model;
  Table table{{"tensor", "shape"}, {}};
  const auto row = [&](const char* name, const Shape& shape) { table.rows.push_back({name, to_string(shape)}); };
  if (model.family == Family::unet) {
    const UnetLevel level = unet_levels(model.unet, latent_side(setting)).front();
    row("image rows, finest level", {level.tokens, level.channels});
    row("Q of one head", {level.tokens, level.head_dim});
    row("K, V of one head, from text", {setting.text_tokens, level.head_dim});
    return table;
  }
  const std::int64_t image = image_tokens(setting), joint = *joint_tokens(setting);
  row("image tokens, after a Linear", {image, model.d});
  if (setting.text_tokens > 0) row("text tokens", {setting.text_tokens, model.d});
  if (setting.text_tokens > 0) row("joint sequence", {joint, model.d});
  row("Q, K, V of one head", {joint, model.head_dim});
  return table;
}

Table levels_table(const Setting& setting) {
  Table table{{"level", "tokens", "channels", "heads", "blocks"}, {}};
  for (const UnetLevel& level : unet_levels(setting.model.unet, latent_side(setting))) {
    const std::string side = std::to_string(level.side);
    table.rows.push_back({side + " × " + side, with_commas(level.tokens), with_commas(level.channels),
                          std::to_string(level.heads) + " of " + std::to_string(level.head_dim),
                          std::to_string(level.blocks())});
  }
  return table;
}

Row compared(const char* what, const Setting& lesson, const Setting& model, std::string (*value)(const Setting&)) {
  return {what, value(lesson), value(model)};
}

std::string encoder_count(const Setting& setting, std::string_view key) {
  for (const auto& part : pipeline_parameters(setting).text_encoders) {
    if (part.key == key) return short_count(part.parameters);
  }
  return "-";
}

// The lesson's pipeline beside the chosen model, number by number.
Table compare_table(const Setting& setting) {
  Table table{{"", "lesson", setting.model.title}, {}};
  const Result<Setting> found = make_setting(setting.model.id == ModelId::lesson_333 ? "lesson-333" : "lesson-1101");
  if (!found) return table;
  const Setting& lesson = found.value();
  table.rows = {
      compared("latent side", lesson, setting, [](const Setting& s) { return std::to_string(latent_side(s)); }),
      compared("latent channels", lesson, setting, [](const Setting& s) { return std::to_string(s.vae.channels); }),
      compared("image tokens", lesson, setting, [](const Setting& s) { return with_commas(image_tokens(s)); }),
      compared("text tokens", lesson, setting, [](const Setting& s) { return with_commas(s.text_tokens); }),
      compared("joint tokens", lesson, setting, joint_words),
      compared("per patch", lesson, setting,
               [](const Setting& s) { return patch_numbers(s) == 0 ? "-" : with_commas(patch_numbers(s)); }),
      compared("head weights", lesson, setting,
               [](const Setting& s) { return short_count(attention_entries_per_head(s)); }),
      compared("bigG", lesson, setting, [](const Setting& s) { return encoder_count(s, "clip_g"); }),
      compared("T5", lesson, setting, [](const Setting& s) { return encoder_count(s, "t5"); }),
      compared("denoiser", lesson, setting, [](const Setting& s) { return short_count(denoiser_parameters(s)); }),
      compared("in all", lesson, setting, [](const Setting& s) { return short_count(pipeline_parameters(s).total()); }),
  };
  return table;
}

Table sources_table(const Setting& setting) {
  const ModelSpec& model = setting.model;
  Table table{{"what", "source"}, {}};
  table.rows = {{"network", model.source}, {"text", model.text_source}, {"VAE", setting.vae.source}};
  for (const EncoderUse& use : model.encoders_used()) {
    if (!model.as_taught) table.rows.push_back({encoder(use.id).name, encoder(use.id).source});
  }
  table.rows.push_back({"steps", model.steps_source});
  table.rows.push_back({"largest image", model.size_limit});
  table.rows.push_back({"text length", model.text_limit});
  return table;
}

void add_shape_rows(const EncoderShapesView& view, const std::vector<ShapeStage>& stages, const char* section,
                    Table& table) {
  for (const ShapeStage& stage : stages) {
    for (const int index : stage.parts) {
      const ShapePart& part = view.parts[static_cast<std::size_t>(index)];
      table.rows.push_back(
          {section, stage.title, part.name, to_string(part.shape), std::to_string(entries(part.shape))});
    }
    if (!stage.result.empty() && stage.parts.size() > 1) {
      table.rows.push_back(
          {section, stage.title, "result", to_string(stage.result), std::to_string(entries(stage.result))});
    }
  }
}

Table numbers_table(const EncoderShapesView& view) {
  Table table{{"section", "step", "name", "shape", "count"}, {}};
  add_shape_rows(view, view.sequence, "text", table);
  add_shape_rows(view, view.pooled, "pooled", table);
  for (const ShapeSquare& square : view.image) {
    table.rows.push_back(
        {"image", square.note, square.name, to_string(square.shape), std::to_string(entries(square.shape))});
  }
  for (const Row& row : view.sequence_table.rows) table.rows.push_back({"sequence", "", row[0], row[1], ""});
  const AttentionPicture& attention = view.attention;
  const auto count = [&](const char* section, const char* name, std::int64_t n) {
    table.rows.push_back({section, "", name, "", std::to_string(n)});
  };
  count("sequence", "text tokens", attention.text);
  count("sequence", "image tokens", attention.image);
  if (attention.joint) count("sequence", "joint tokens", attention.text + attention.image);
  count("attention", "weights per head", attention.entries_per_head);
  count("attention", "weights of all heads and blocks", attention.entries_total);
  for (const WeightsRow& row : view.weights) count("parameters", row.name.c_str(), row.parameters);
  count("parameters", "in all", view.total_parameters);
  for (const Row& row : view.cost_table.rows) table.rows.push_back({"cost", "", row[0], row[1], ""});
  for (const Row& row : view.scaling.table.rows)
    table.rows.push_back({"scaling", row[1] + " blocks", row[0], "[" + row[2] + "]", row[4]});
  for (const Difference& difference : view.differences) {
    table.rows.push_back({"as simplified in the lesson", difference.topic, difference.lesson, "", ""});
    table.rows.push_back({"as published", difference.topic, difference.published, "", ""});
  }
  return table;
}

std::string stages_in_words(const EncoderShapesView& view, const std::vector<ShapeStage>& stages) {
  std::string text;
  for (const ShapeStage& stage : stages) {
    text += stage.title + ": ";
    for (std::size_t i = 0; i < stage.parts.size(); ++i) {
      const ShapePart& part = view.parts[static_cast<std::size_t>(stage.parts[i])];
      text += (i ? ", " : "") + part.name + " " + to_string(part.shape);
    }
    if (!stage.result.empty() && stage.parts.size() > 1) text += ", together " + to_string(stage.result);
    text += ". ";
  }
  return text;
}

}  // namespace

void add_tables(const Setting& setting, const EncoderShapesState& state, EncoderShapesView& view) {
  view.weights_table = weights_table(view, kWeightFormats[state.format]);
  view.cost_table = cost_table(setting, view.attention);
  view.compare_table = compare_table(setting);
  view.sequence_table = sequence_table(setting);
  view.sources_table = sources_table(setting);
  if (setting.model.family == Family::unet) view.levels_table = levels_table(setting);
  view.numbers = numbers_table(view);
}

namespace {

std::string image_in_words(const EncoderShapesView& view) {
  std::string text = "Image: ";
  for (const ShapeSquare& square : view.image) text += square.name + " " + to_string(square.shape) + ", ";
  text.resize(text.size() - 2);
  return text + ".\n";
}

std::string weights_in_words(const EncoderShapesView& view) {
  std::string text = "Weights: ";
  for (const WeightsRow& row : view.weights) text += row.name + " " + short_count(row.parameters) + ", ";
  return text + "in all " + short_count(view.total_parameters) + " parameters.\n";
}

/// The part that a row of the numbers belongs to.
PartList part_of(std::string_view section) {
  if (section.starts_with("as ")) return "differences";
  return section == "image" ? "sequence" : section;
}

}  // namespace

Table to_table(const EncoderShapesView& view, const ShownParts& shown) {
  Table table{view.numbers.columns, {}};
  for (const Row& row : view.numbers.rows) {
    if (shown.any(part_of(row.front()))) table.rows.push_back(row);
  }
  return table;
}

std::string describe(const EncoderShapesView& view, const ShownParts& shown) {
  if (view.error) return view.error->message();
  std::string text;
  if (shown.any(kSizedParts)) text = view.title + ". " + view.headline + "\n";
  if (shown.any(kSizedParts) && !view.note.empty()) text += view.note + "\n";
  if (!view.sequence.empty() && shown.any("text"))
    text += "Text: " + stages_in_words(view, view.sequence) + view.prompt_note + "\n";
  if (shown.any("pooled")) text += "Global vector: " + stages_in_words(view, view.pooled) + view.global_note + "\n";
  if (shown.any("sequence")) text += image_in_words(view);
  if (shown.any("attention"))
    text += "Attention: " + with_commas(view.attention.entries_per_head) + " weights per head and block.\n";
  if (shown.any("parameters")) text += weights_in_words(view);
  if (!shown.whole() && shown.any("cost")) {
    for (const Row& row : view.cost_table.rows) text += row[0] + ": " + row[1] + ".\n";
  }
  if (shown.any("scaling")) text += view.scaling.sentence + "\n";
  if (!shown.any("differences")) return text;
  for (const Difference& difference : view.differences) {
    text += std::string("As simplified in the lesson: ") + difference.lesson +
            " As published: " + difference.published + " " + difference.why + " (" + difference.source + ")\n";
  }
  return text;
}

}  // namespace lesson
