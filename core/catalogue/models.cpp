#include "core/catalogue/models.h"

#include "core/catalogue/model_rows.h"

namespace lesson::catalogue {

namespace {

std::string all_keys() {
  std::string keys;
  for (const ModelSpec& model : models()) {
    if (!keys.empty()) keys += ", ";
    keys += model.key;
  }
  return keys;
}

std::string in_words(const Bounds& bounds) {
  if (bounds.min == bounds.max) return std::to_string(bounds.min);
  std::string words = std::to_string(bounds.min) + " to " + std::to_string(bounds.max);
  if (bounds.step > 1) words += " in steps of " + std::to_string(bounds.step);
  return words;
}

bool fits(const Bounds& bounds, int value) {
  return value >= bounds.min && value <= bounds.max && (value - bounds.min) % bounds.step == 0;
}

// Where a learner who missed the step should go.
std::string nearest(const Bounds& bounds, int value) {
  if (value <= bounds.min) return "The smallest is " + std::to_string(bounds.min) + ".";
  if (value >= bounds.max) return "The largest is " + std::to_string(bounds.max) + ".";
  const int below = value - (value - bounds.min) % bounds.step;
  return "The nearest are " + std::to_string(below) + " and " + std::to_string(below + bounds.step) + ".";
}

Error misfit(const ModelSpec& model, const char* argument, const char* what, const Bounds& bounds, int value) {
  return Error{.what = std::string(what) + " does not fit " + model.title,
               .where = argument,
               .expected = in_words(bounds),
               .got = std::to_string(value),
               .next = nearest(bounds, value)};
}

}  // namespace

std::span<const ModelSpec> models() { return kModelRows; }

Result<ModelSpec> find_model(std::string_view key) {
  for (const ModelSpec& model : models()) {
    if (key == model.key) return model;
  }
  return Error{.what = "there is no model of that name",
               .where = "model",
               .expected = "one of " + all_keys(),
               .got = std::string(key.substr(0, 64)),
               .next = "Choose a name from the list."};
}

Result<Setting> make_setting(const ModelSpec& model, std::optional<int> image_px, std::optional<int> text_tokens) {
  Setting setting;
  setting.model = model;
  setting.vae = autoencoder(model.vae);
  setting.image_px = image_px.value_or(model.image_px.initial);
  setting.text_tokens = text_tokens.value_or(model.text_tokens.initial);
  if (!fits(model.image_px, setting.image_px)) {
    return misfit(model, "size", "this image size", model.image_px, setting.image_px);
  }
  if (!fits(model.text_tokens, setting.text_tokens)) {
    return misfit(model, "text-tokens", "this text length", model.text_tokens, setting.text_tokens);
  }
  return setting;
}

Result<Setting> make_setting(std::string_view model_key, std::optional<int> image_px, std::optional<int> text_tokens) {
  const Result<ModelSpec> model = find_model(model_key);
  if (!model) return model.error();
  return make_setting(model.value(), image_px, text_tokens);
}

}  // namespace lesson::catalogue
