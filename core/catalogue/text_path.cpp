#include "core/catalogue/text_path.h"

#include <algorithm>

#include "core/catalogue/tokens.h"

namespace lesson::catalogue {

namespace {

constexpr const char* kOneLinear = "One Linear for all rows, CLIP's and T5's alike.";

NamedShape rows_of(const Setting& setting, const EncoderUse& use) {
  const EncoderSpec& spec = encoder(use.id);
  return {spec.name, {encoder_rows(setting, use), spec.width}};
}

TextStep encode(const Setting& setting, const EncoderUse& use) {
  TextStep step;
  step.op = TextOp::encode;
  step.title = encoder(use.id).name;
  step.inputs = {{"prompt", {}}};
  step.output = rows_of(setting, use);
  step.note = std::string("Taken from: ") + encoder(use.id).tokens_from + ".";
  return step;
}

// Joins on `axis` 0 (rows) or 1 (channels); the other dimension is common to all inputs.
TextStep concatenate(TextOp op, std::string name, std::vector<NamedShape> inputs) {
  TextStep step;
  step.op = op;
  step.title = op == TextOp::concat_rows ? "Append on the sequence" : "Join on the channels";
  step.output = {std::move(name), inputs.front().shape};
  const std::size_t axis = op == TextOp::concat_channels ? 1 : 0;
  step.output.shape[axis] = 0;
  for (const NamedShape& input : inputs) step.output.shape[axis] += input.shape[axis];
  step.inputs = std::move(inputs);
  return step;
}

TextStep pad(const NamedShape& input, std::int64_t width) {
  TextStep step;
  step.op = TextOp::pad_channels;
  step.title = "Pad the channels with zeros";
  step.inputs = {input};
  step.output = {"CLIP rows, padded", {input.shape[0], width}};
  step.zero_columns = width - input.shape[1];
  step.note = "The zeros carry nothing: they only make the CLIP rows as wide as T5's.";
  return step;
}

TextStep linear(const NamedShape& input, std::int64_t d, std::string name, std::string note) {
  TextStep step;
  step.op = TextOp::linear;
  step.title = "Linear " + std::to_string(input.shape[1]) + " → " + std::to_string(d);
  step.inputs = {input};
  step.output = {std::move(name), {input.shape[0], d}};
  step.note = std::move(note);
  return step;
}

using Steps = std::vector<TextStep>;

Steps encode_all(const Setting& setting, std::vector<NamedShape>& rows) {
  Steps steps;
  for (const EncoderUse& use : setting.model.encoders_used()) {
    if (!use.tokens) continue;
    steps.push_back(encode(setting, use));
    rows.push_back(steps.back().output);
  }
  return steps;
}

void join_sd3(const Setting& setting, const std::vector<NamedShape>& rows, Steps& steps) {
  steps.push_back(concatenate(TextOp::concat_channels, "CLIP rows", {rows[0], rows[1]}));
  steps.push_back(pad(steps.back().output, rows[2].shape[1]));
  steps.push_back(concatenate(TextOp::concat_rows, "text sequence", {steps.back().output, rows[2]}));
  steps.back().note = "CLIP's and T5's rows are different positions: they are not summed.";
  steps.push_back(linear(steps.back().output, setting.model.d, "text tokens", kOneLinear));
}

void join_lesson(const Setting& setting, const std::vector<NamedShape>& rows, Steps& steps) {
  std::vector<NamedShape> projected;
  for (const NamedShape& row : rows) {
    steps.push_back(linear(row, setting.model.d, row.name + ", projected", ""));
    projected.push_back(steps.back().output);
  }
  TextStep step;
  step.op = TextOp::combine;
  step.title = "Combine";
  step.inputs = projected;
  step.output = {"text tokens", projected.front().shape};
  step.note = "The lesson does not say how. No published model does this.";
  steps.push_back(step);
}

Steps sequence_steps(const Setting& setting) {
  std::vector<NamedShape> rows;
  Steps steps = encode_all(setting, rows);
  const int d = setting.model.d;
  switch (setting.model.join) {
    case TextJoin::none:
    case TextJoin::single: break;
    case TextJoin::channels: steps.push_back(concatenate(TextOp::concat_channels, "text rows", rows)); break;
    case TextJoin::sequence: join_sd3(setting, rows, steps); break;
    case TextJoin::t5_only: steps.push_back(linear(rows[0], d, "text tokens", "")); break;
    case TextJoin::each_projected: join_lesson(setting, rows, steps); break;
  }
  return steps;
}

Steps pooled_steps(const Setting& setting) {
  Steps steps;
  std::vector<NamedShape> vectors;
  for (const EncoderUse& use : setting.model.encoders_used()) {
    if (!use.pooled) continue;
    const EncoderSpec& spec = encoder(use.id);
    TextStep step;
    step.op = TextOp::pool;
    step.title = std::string(spec.name) + ", pooled";
    step.inputs = {{"prompt", {}}};
    step.output = {step.title, {spec.pooled}};
    step.note = std::string("Taken from: ") + spec.pooled_from + ".";
    steps.push_back(step);
    vectors.push_back(step.output);
  }
  if (vectors.size() > 1) {
    steps.push_back(concatenate(TextOp::concat_pooled, "pooled text", vectors));
    steps.back().title = "Join the pooled vectors";
  }
  if (steps.empty() || setting.model.family == Family::unet) return steps;
  const std::string d = std::to_string(setting.model.d);
  TextStep mlp;
  mlp.op = TextOp::mlp;
  mlp.inputs = {steps.back().output};
  mlp.title = "MLP " + std::to_string(mlp.inputs[0].shape[0]) + " → " + d + " → " + d;
  mlp.output = {"pooled part of c", {setting.model.d}};
  mlp.note = "Added to the embedded timestep.";
  steps.push_back(mlp);
  return steps;
}

}  // namespace

const char* to_string(TextOp op) {
  switch (op) {
    case TextOp::encode: return "encode";
    case TextOp::concat_channels: return "concat-channels";
    case TextOp::pad_channels: return "pad-channels";
    case TextOp::concat_rows: return "concat-rows";
    case TextOp::linear: return "linear";
    case TextOp::combine: return "combine";
    case TextOp::pool: return "pool";
    case TextOp::concat_pooled: return "concat-pooled";
    case TextOp::mlp: break;
  }
  return "mlp";
}

const char* axis_of(TextOp op) {
  switch (op) {
    case TextOp::concat_channels:
    case TextOp::pad_channels:
    case TextOp::concat_pooled: return "channels";
    case TextOp::concat_rows: return "sequence";
    default: return "";
  }
}

TextPath text_path(const Setting& setting) { return {sequence_steps(setting), pooled_steps(setting)}; }

std::int64_t context_width(const Setting& setting) {
  if (setting.model.join == TextJoin::each_projected) return setting.model.d;
  std::int64_t sum = 0;
  std::int64_t widest = 0;
  for (const EncoderUse& use : setting.model.encoders_used()) {
    if (!use.tokens) continue;
    sum += encoder(use.id).width;
    widest = std::max<std::int64_t>(widest, encoder(use.id).width);
  }
  return setting.model.join == TextJoin::channels ? sum : widest;
}

std::int64_t pooled_width(const Setting& setting) {
  std::int64_t sum = 0;
  for (const EncoderUse& use : setting.model.encoders_used()) {
    if (use.pooled) sum += encoder(use.id).pooled;
  }
  return sum;
}

Shape text_sequence_shape(const Setting& setting) {
  if (setting.text_tokens == 0) return {};
  return {setting.text_tokens, context_width(setting)};
}

Shape pooled_shape(const Setting& setting) {
  const std::int64_t width = pooled_width(setting);
  return width == 0 ? Shape{} : Shape{width};
}

}  // namespace lesson::catalogue
