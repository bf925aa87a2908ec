#include "shell/cli/shapes_command.h"

#include "core/catalogue/adaln.h"
#include "core/catalogue/differences.h"
#include "core/catalogue/flops.h"
#include "core/catalogue/parameters.h"
#include "core/catalogue/pipeline_steps.h"
#include "core/catalogue/text_path.h"
#include "core/catalogue/tokens.h"
#include "core/io/json.h"
#include "shell/cli/exit_code.h"

namespace lesson::cli {

namespace {

using namespace catalogue;
Json or_null(const Shape& shape) { return shape.empty() ? Json(nullptr) : Json(shape); }
Json or_null(int n) { return n == 0 ? Json(nullptr) : Json(n); }

Json params_json(const Setting& setting) {
  const PipelineParameters parameters = pipeline_parameters(setting);
  Json encoders = Json::object();
  for (const auto& encoder : parameters.text_encoders) encoders[encoder.key] = encoder.parameters;
  return {{"transformer", parameters.transformer},
          {"text_encoders", std::move(encoders)},
          {"vae", parameters.vae},
          {"total", parameters.total()}};
}

Json encoders_json(const Setting& setting) {
  Json list = Json::array();
  for (const EncoderUse& use : setting.model.encoders_used()) {
    const EncoderSpec& spec = encoder(use.id);
    const Shape tokens = use.tokens ? Shape{encoder_rows(setting, use), spec.width} : Shape{};
    const Shape pooled = use.pooled ? Shape{spec.pooled} : Shape{};
    list.push_back({{"name", spec.key},
                    {"tokens", or_null(tokens)},
                    {"pooled", or_null(pooled)},
                    {"params", encoder_use_parameters(use)}});
  }
  return list;
}

Json differences_json(ModelId id) {
  Json list = Json::array();
  for (const Difference& difference : differences_for(id)) {
    list.push_back({{"number", difference.number},
                    {"id", difference.id},
                    {"topic", difference.topic},
                    {"lesson", difference.lesson},
                    {"published", difference.published},
                    {"why", difference.why},
                    {"source", difference.source}});
  }
  return list;
}

Json tensors_json(const PipelineStep& step) {
  Json list = Json::array();
  for (const NamedShape& tensor : step.tensors) list.push_back({{"name", tensor.name}, {"shape", tensor.shape}});
  return list;
}

Json steps_json(const Setting& setting) {
  Json list = Json::array();
  for (const PipelineStep& step : pipeline_steps(setting)) {
    list.push_back({{"number", step.number},
                    {"id", step.id},
                    {"title", step.title},
                    {"tensors", tensors_json(step)},
                    {"note", step.note},
                    {"lesson", step.lesson},
                    {"absent", step.absent}});
  }
  return list;
}

std::string line(const std::string& name, const std::string& value) {
  std::string text = "  " + name;
  text.resize(std::max<std::size_t>(text.size() + 1, 24), ' ');
  return text + value + '\n';
}

std::string steps_text(const Setting& setting) {
  std::string text = "\nFrom prompt to picture\n";
  for (const PipelineStep& step : pipeline_steps(setting)) {
    text += (step.number < 10 ? "  " : " ") + std::to_string(step.number) + "  " + step.title;
    if (step.absent) text += ": none";
    for (const NamedShape& tensor : step.tensors) {
      text += (&tensor == &step.tensors.front() ? ": " : ", ") + tensor.name + " " + to_string(tensor.shape);
    }
    text += '\n';
  }
  return text;
}

}  // namespace

Json shapes_json(const Setting& setting) {
  const ModelSpec& model = setting.model;
  const std::optional<std::int64_t> joint = joint_tokens(setting);
  return {{"model", model.key},
          {"image_px", setting.image_px},
          {"latent", latent_shape(setting)},
          {"patch", or_null(model.patch)},
          {"image_tokens", image_tokens(setting)},
          {"text_tokens", setting.text_tokens},
          {"joint_tokens", joint ? Json(*joint) : Json(nullptr)},
          {"d_model", or_null(model.d)},
          {"heads", or_null(model.heads)},
          {"head_dim", or_null(model.head_dim)},
          {"blocks", model.total_blocks()},
          {"params", params_json(setting)},
          {"encoders", encoders_json(setting)},
          {"text_sequence", or_null(text_sequence_shape(setting))},
          {"pooled", or_null(pooled_shape(setting))},
          {"attention_entries_per_head", attention_entries_per_head(setting)},
          {"adaln_per_block", adaln_per_block(model)},
          {"flops_per_forward", forward_flops(setting)},
          {"steps", steps_json(setting)},
          {"differences", differences_json(model.id)}};
}

std::string shapes_text(const Setting& setting) {
  const ModelSpec& model = setting.model;
  const PipelineParameters parameters = pipeline_parameters(setting);
  const std::optional<std::int64_t> joint = joint_tokens(setting);
  std::string text = std::string(model.title) + " at " + std::to_string(setting.image_px) + " px\n";
  text += line("latent", to_string(latent_shape(setting)));
  text += line("image tokens", with_commas(image_tokens(setting)));
  text += line("text tokens", with_commas(setting.text_tokens));
  text += line("joint tokens", joint ? with_commas(*joint) : "none: text and image rows stay apart");
  text += line("weights per head", with_commas(attention_entries_per_head(setting)));
  text += line("denoiser", with_commas(parameters.transformer) + " parameters");
  for (const auto& encoder : parameters.text_encoders) {
    text += line(encoder.key, with_commas(encoder.parameters) + " parameters");
  }
  text += line("vae", with_commas(parameters.vae) + " parameters");
  text += line("in all", with_commas(parameters.total()) + " parameters");
  text += line("one forward", short_flops(forward_flops(setting)));
  return text + steps_text(setting);
}

int run_shapes(const ShapesOptions& options, std::ostream& out, std::ostream& err) {
  const Result<Setting> setting = make_setting(options.model, options.size, options.text_tokens);
  if (!setting) {
    Error error = setting.error();
    error.where = "--" + error.where;
    return fail(err, error);
  }
  if (options.json) {
    out << print_json(shapes_json(setting.value()), 2) << '\n';
  } else {
    out << shapes_text(setting.value());
  }
  return exit_ok;
}

}  // namespace lesson::cli
