#include "widgets/attention_cost/view.h"

#include <algorithm>
#include <cmath>

#include "core/catalogue/parameters.h"
#include "core/catalogue/picture_flops.h"
#include "core/text_format.h"

namespace lesson {

namespace {

using namespace catalogue;

int fitted(int value, int low, int high, int step) { return std::clamp((value + step / 2) / step * step, low, high); }

std::string share_text(double share) {
  const double percent = 100 * share;
  if (percent > 0 && percent < 0.05) return "below 0.1 %";
  return fixed_number(percent, percent < 10 ? 1 : 0) + " %";
}

const char* reader_name(const EncoderUse& use) { return encoder(use.id).name; }

std::vector<HeldPart> parts_of(const Setting& setting) {
  const PipelineParameters weights = pipeline_parameters(setting);
  const PictureFlops work = picture_flops(setting);
  std::vector<HeldPart> parts;
  for (const EncoderUse& use : setting.model.encoders_used())
    parts.push_back({reader_name(use), encoder_use_parameters(use),
                     setting.model.passes_per_step * encoder_use_flops(setting, use), 0, 0, 0});
  parts.push_back({"Denoiser", weights.transformer, work.denoiser, 0, 0, 1});
  parts.push_back({"VAE, decoding", weights.vae, work.decode, 0, 0, 2});
  for (HeldPart& part : parts) {
    part.held = static_cast<double>(part.weights) / static_cast<double>(weights.total());
    part.run = static_cast<double>(part.flops) / static_cast<double>(work.total());
  }
  return parts;
}

}  // namespace

CostSize size_of(const AttentionCostState& state) {
  return {.side = 1.0 * fitted(state.side, kLeastSide, kMostSide, static_cast<int>(kPatchPixels)),
          .text = 1.0 * std::clamp(state.text, kLeastText, kMostText),
          .width = 1.0 * fitted(state.width, kLeastWidth, kMostWidth, kCostHeadDim),
          .blocks = 1.0 * std::clamp(state.blocks, 1, kMostBlocks),
          .map_stored = state.map};
}

const std::vector<const ModelSpec*>& held_models() {
  static const std::vector<const ModelSpec*> all = [] {
    std::vector<const ModelSpec*> found;
    for (const ModelSpec& model : models())
      if (!model.as_taught && model.encoder_count > 0) found.push_back(&model);
    return found;
  }();
  return all;
}

const std::vector<const ModelSpec*>& models_to_copy() {
  static const std::vector<const ModelSpec*> all = [] {
    std::vector<const ModelSpec*> found;
    for (const ModelSpec* model : held_models())
      if (model->family != Family::unet && model->id != ModelId::tiny_sd3) found.push_back(model);
    return found;
  }();
  return all;
}

int copied_model(const AttentionCostState& state) {
  const auto& all = models_to_copy();
  const auto found = std::find_if(all.begin(), all.end(), [&](const ModelSpec* model) {
    return state.width == model->d && state.blocks == model->total_blocks() && state.text == model->text_tokens.initial;
  });
  return static_cast<int>(found - all.begin());
}

void copy_numbers(const ModelSpec& model, AttentionCostState& state) {
  state.width = model.d;
  state.blocks = model.total_blocks();
  state.text = model.text_tokens.initial;
  state.side = model.image_px.initial;
}

const char* title_of(TextWay way) {
  switch (way) {
    case TextWay::self_cross: return "self + cross";
    case TextWay::joint: return "joint";
    case TextWay::single: break;
  }
  return "single-stream";
}

void add_held(const AttentionCostState& state, AttentionCostView& view) {
  const auto& all = held_models();
  const ModelSpec& model = *all[static_cast<std::size_t>(std::clamp(state.model, 0, static_cast<int>(all.size()) - 1))];
  const Setting setting = make_setting(model).value();
  view.parts = parts_of(setting);
  double held = 0, run = 0;
  view.held_table.columns = {"part", "weights", "held", "arithmetic of a picture", "run"};
  for (const HeldPart& part : view.parts) {
    held += part.kind == 0 ? part.held : 0;
    run += part.kind == 0 ? part.run : 0;
    view.held_table.rows.push_back(
        {part.name, short_count(part.weights), share_text(part.held), short_flops(part.flops), share_text(part.run)});
  }
  const std::string side = std::to_string(setting.image_px);
  const std::string times = std::to_string(model.steps * model.passes_per_step);
  view.held_title = std::string(model.title) + " at " + side + " \u00D7 " + side + ", " + std::to_string(model.steps) +
                    (model.passes_per_step == 2 ? " steps of two passes" : " steps");
  view.held_sentence = std::string(model.title) + "\u2019s readers are " + share_text(held) +
                       " of the weights that are held and " + share_text(run) +
                       " of the arithmetic that is run: they read " +
                       (model.passes_per_step == 2 ? "twice, with the prompt and without" : "once") +
                       ", the denoiser is asked " + times + " times.";
}

AttentionCostView build_view(const AttentionCostState& state, const MachineStudy& machine) {
  AttentionCostView view;
  add_costs(state, view);
  add_held(state, view);
  add_machine(state, machine, view);
  return view;
}

}  // namespace lesson
