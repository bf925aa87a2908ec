#include "widgets/encoder_shapes/view.h"

#include <algorithm>

#include "core/catalogue/adaln.h"
#include "core/catalogue/flops.h"
#include "core/catalogue/tokens.h"

namespace lesson {

namespace {

using namespace catalogue;

constexpr int kLargestSize = 8192;

bool has_t5_of_free_length(const EncoderShapesState& state) {
  if (is_custom(state)) return true;
  const Bounds& text = model_row(state).text_tokens;
  return text.min != text.max;
}

// T5's rows are all of T after FLUX's recipe, what is beyond CLIP's after SD3's.
int rows_before_t5(const EncoderShapesState& state) {
  if (is_custom(state)) return state.recipe == static_cast<int>(Recipe::sd3) ? encoder(EncoderId::clip_l).context : 0;
  return model_row(state).join == TextJoin::sequence ? clip_rows(model_row(state)) : 0;
}

Result<Setting> custom_setting(const EncoderShapesState& state, const ShapeControls& controls) {
  CustomNumbers numbers = state.custom;
  numbers.recipe = static_cast<Recipe>(state.recipe);
  numbers.image_px = state.size > 0 ? state.size : controls.size.initial;
  numbers.text_tokens = rows_before_t5(state) + (state.t5 > 0 ? state.t5 : controls.t5->initial);
  return make_custom(numbers);
}

Result<Setting> setting_of(const EncoderShapesState& state, const ShapeControls& controls) {
  if (is_custom(state)) return custom_setting(state, controls);
  std::optional<int> size, text;
  if (state.size > 0) size = state.size;
  if (state.t5 > 0 && controls.t5) text = rows_before_t5(state) + state.t5;
  return make_setting(model_row(state), size, text);
}

std::string joined_words(const Setting& setting) {
  const ModelSpec& model = setting.model;
  const std::string image = with_commas(image_tokens(setting));
  if (model.family == Family::unet) {
    return with_commas(setting.text_tokens) + " text rows are read by " + std::to_string(model.total_blocks()) +
           " cross-attentions; they never join the " + image + " image rows.";
  }
  if (model.family == Family::dit) return image + " image tokens and no text: " + model.text_limit + ".";
  std::string text = with_commas(setting.text_tokens) + " text";
  if (model.join == TextJoin::sequence) {
    const int clip = clip_rows(model);
    text = std::to_string(clip) + " CLIP + " + with_commas(setting.text_tokens - clip) + " T5";
  }
  return text + " + " + image + " image = " + with_commas(*joint_tokens(setting)) + " joint tokens.";
}

std::string prompt_words(const Setting& setting, std::string_view prompt) {
  if (setting.text_tokens == 0) return "The prompt plays no part: this model knows classes, not sentences.";
  const bool exact = setting.model.id == ModelId::tiny_sd3;
  const int pieces = prompt_pieces(prompt, exact);
  std::string text = "The prompt has " + std::to_string(pieces) + (pieces == 1 ? " word" : " words");
  if (!exact) text += " and signs";
  text += exact ? ", one token each." : ", at least one token each.";
  const int clip = clip_rows(setting.model);
  if (clip > 0 && pieces + 2 > clip) {
    text += " What does not fit into " + std::to_string(clip) + " CLIP rows is cut off there.";
  }
  return text +
         " The shapes stay the same for any prompt: the other rows are padding (paler), and the denoiser does not mask "
         "them.";
}

AttentionPicture attention_of(const Setting& setting) {
  const ModelSpec& model = setting.model;
  AttentionPicture picture;
  picture.joint = model.family != Family::unet;
  picture.text = setting.text_tokens;
  picture.image = image_tokens(setting);
  picture.entries_per_head = attention_entries_per_head(setting);
  picture.entries_total = attention_entries_total(setting);
  picture.heads = picture.joint ? model.heads : unet_levels(model.unet, latent_side(setting)).front().heads;
  picture.blocks = model.total_blocks();
  return picture;
}

void add_weights(const Setting& setting, EncoderShapesView& view) {
  const PipelineParameters parameters = pipeline_parameters(setting);
  const bool unet = setting.model.family == Family::unet;
  const char* denoiser = unet ? "U-Net" : "transformer";
  view.weights.push_back({denoiser, denoiser, parameters.transformer, PartKind::image});
  std::size_t at = 0;
  for (const EncoderUse& use : setting.model.encoders_used()) {
    const std::string_view key = encoder(use.id).key;
    view.weights.push_back(
        {encoder(use.id).name, short_name(key), parameters.text_encoders[at++].parameters, part_kind(key)});
  }
  view.weights.push_back({"VAE", "VAE", parameters.vae, PartKind::vector});
  view.total_parameters = parameters.total();
}

std::string global_words(const Setting& setting) {
  const int count = adaln_per_block(setting.model);
  if (count == 0) return "The vector is added in every residual block.";
  std::string text = "c makes " + std::to_string(count) + " modulation vectors (shift, scale, gate) in a block";
  const int last = adaln_count(setting.model, setting.model.total_blocks() - 1).total();
  if (last != count) text += ", " + std::to_string(last) + " in the last";
  return text + ".";
}

}  // namespace

bool is_custom(const EncoderShapesState& state) { return state.model >= static_cast<int>(models().size()); }

const ModelSpec& model_row(const EncoderShapesState& state) {
  const std::size_t last = models().size() - 1;
  return models()[std::min(static_cast<std::size_t>(std::max(state.model, 0)), last)];
}

const std::vector<std::string>& difference_topics() {
  static const std::vector<std::string> topics = [] {
    std::vector<std::string> found = {"all"};
    for (const Difference& difference : differences()) {
      if (std::find(found.begin(), found.end(), difference.topic) == found.end()) found.push_back(difference.topic);
    }
    return found;
  }();
  return topics;
}

ShapeControls shape_controls(const EncoderShapesState& state) {
  ShapeControls controls;
  if (is_custom(state)) {
    const int unit = state.custom.vae_factor * state.custom.patch;
    controls.size = {unit, kLargestSize - kLargestSize % unit, unit, std::max(unit, 1024 - 1024 % unit)};
    controls.size_limit = "bound of this calculator";
    controls.t5 = Bounds{1, 1024, 1, 256};
    controls.text_limit = "bound of this calculator";
    return controls;
  }
  const ModelSpec& model = model_row(state);
  controls.size = model.image_px;
  controls.size_limit = model.size_limit;
  controls.text_limit = model.text_limit;
  if (!has_t5_of_free_length(state)) return controls;
  const int before = rows_before_t5(state);
  const Bounds& text = model.text_tokens;
  controls.t5 = Bounds{text.min - before, text.max - before, 1, text.initial - before};
  return controls;
}

int fitting_size(const ShapeControls& controls, int size) {
  const Bounds& bounds = controls.size;
  const int clamped = std::clamp(size, bounds.min, bounds.max);
  const int steps = (clamped - bounds.min + bounds.step / 2) / bounds.step;
  return std::min(bounds.min + steps * bounds.step, bounds.max);
}

EncoderShapesView build_view(const EncoderShapesState& state, std::string_view prompt) {
  EncoderShapesView view;
  view.scaling = build_scaling(state.depth);
  const ShapeControls controls = shape_controls(state);
  const Result<Setting> made = setting_of(state, controls);
  if (!made) {
    view.error = made.error();
    return view;
  }
  const Setting& setting = made.value();
  view.title = std::string(setting.model.title) + ", " + std::to_string(setting.image_px) + " px";
  view.headline = joined_words(setting);
  view.note = setting.model.note;
  view.prompt_note = prompt_words(setting, prompt);
  view.global_note = global_words(setting);
  add_stages(setting, prompt, view);
  view.attention = attention_of(setting);
  add_weights(setting, view);
  const std::string& topic = difference_topics()[static_cast<std::size_t>(
      std::clamp<int>(state.topic, 0, static_cast<int>(difference_topics().size()) - 1))];
  const ModelId concerned = is_custom(state) ? ModelId::sd3_medium : setting.model.id;
  for (const Difference& difference : differences_for(concerned)) {
    if (topic == "all" || topic == difference.topic) view.differences.push_back(difference);
  }
  add_tables(setting, state, view);
  return view;
}

}  // namespace lesson
