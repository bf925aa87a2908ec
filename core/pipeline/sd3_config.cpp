#include "core/pipeline/sd3_config.h"

#include <array>

#include "core/io/json.h"

namespace lesson {

namespace {

/// With the defaults of the published classes, which older files leave out.
class Part : public WeightsConfig {
 public:
  using WeightsConfig::WeightsConfig;

  int size_or(const char* key, int fallback) { return has(key) ? size(key) : fallback; }
  double number_or(const char* key, double fallback, double low, double high) {
    return has(key) ? number(key, low, high) : fallback;
  }
  /// The key is missing or has this value (null counts as missing unless it is what is wanted).
  void must_be(const char* key, const Json& value) {
    const Json* found = take(key);
    if (!found || *found == value) return;
    not_computed(key, print_json(value), print_json(*found));
  }
  /// One of the class's names, where the file tells its class.
  void must_be_class(const char* name) {
    must_be("_class_name", name);
    const Json* found = take("architectures");
    if (found && *found != Json::array({name})) not_computed("architectures", name, print_json(*found));
  }
  void not_computed(const std::string& key, std::string expected, const std::string& got) {
    refuse({"this core does not compute such a model", where() + key, std::move(expected), got.substr(0, 80),
            "Take a checkpoint of Stable Diffusion 3's published classes."});
  }
  void require(bool good, const char* key, const char* expected) {
    if (!good) refuse({"a setting does not fit the others", where() + key, expected, "", "Take another checkpoint."});
  }
  void require_fits(double weights, std::size_t bytes, const char* key) {
    require(weights <= static_cast<double>(bytes), key, "sizes that the file's weights can fill");
  }

  template <class T>
  Result<T> result(T value) const {
    if (failed()) return *error();
    return value;
  }
};

constexpr double square(double x) { return x * x; }

}  // namespace

Result<ClipTextConfig> clip_text_config(const Json& json, const std::string& where, std::size_t bytes) {
  Part part(json, where);
  part.must_be_class("CLIPTextModelWithProjection");
  ClipTextConfig config;
  ClipTextShape& shape = config.shape;
  shape.vocabulary = part.size("vocab_size");
  shape.positions = part.size("max_position_embeddings");
  shape.width = part.size("hidden_size");
  shape.hidden = part.size("intermediate_size");
  shape.layers = part.size("num_hidden_layers");
  shape.heads = part.size("num_attention_heads");
  shape.projection = part.size("projection_dim");
  shape.eps = static_cast<float>(part.number_or("layer_norm_eps", 1e-5, 0, 1));
  if (part.has("hidden_act")) {
    shape.activation = static_cast<ClipActivation>(part.choice("hidden_act", std::array{"quick_gelu", "gelu"}));
  }
  config.bos = part.whole("bos_token_id", 0, kLargestSize);
  config.eos = part.whole("eos_token_id", 0, kLargestSize);
  part.require(shape.width % shape.heads == 0, "hidden_size", "a multiple of num_attention_heads");
  part.require(config.eos != 2, "eos_token_id", "the id that prompts end with (2 has another meaning to transformers)");
  part.require(config.eos < shape.vocabulary && config.bos < shape.vocabulary, "eos_token_id", "ids below vocab_size");
  const double w = shape.width;
  part.require_fits(shape.layers * (4.0 * w * w + 2.0 * w * shape.hidden) +
                        w * (shape.vocabulary + shape.positions + shape.projection),
                    bytes, "hidden_size");
  return part.result(config);
}

Result<T5ModelShape> t5_config(const Json& json, const std::string& where, std::size_t bytes) {
  Part part(json, where);
  part.must_be_class("T5EncoderModel");
  part.must_be("feed_forward_proj", "gated-gelu");
  T5ModelShape shape;
  shape.vocabulary = part.size("vocab_size");
  shape.width = part.size("d_model");
  shape.head_dim = part.size("d_kv");
  shape.heads = part.size("num_heads");
  shape.hidden = part.size("d_ff");
  shape.layers = part.size("num_layers");
  shape.buckets = part.size_or("relative_attention_num_buckets", 32);
  shape.max_distance = part.size_or("relative_attention_max_distance", 128);
  shape.eps = static_cast<float>(part.number_or("layer_norm_epsilon", 1e-6, 0, 1));
  part.require(part.has("feed_forward_proj"), "feed_forward_proj", "gated-gelu");
  part.require(shape.buckets >= 4 && shape.buckets % 4 == 0, "relative_attention_num_buckets", "a multiple of 4");
  part.require(shape.max_distance > shape.buckets / 4, "relative_attention_max_distance",
               "more than a quarter of the "
               "buckets");
  const double w = shape.width, inner = static_cast<double>(shape.heads) * shape.head_dim;
  part.require_fits(shape.layers * (4.0 * w * inner + 3.0 * w * shape.hidden) + w * shape.vocabulary +
                        static_cast<double>(shape.buckets) * shape.heads,
                    bytes, "d_model");
  return part.result(shape);
}

Result<DenoiserShape> transformer_config(const Json& json, const std::string& where, std::size_t bytes) {
  Part part(json, where);
  part.must_be_class("SD3Transformer2DModel");
  part.must_be("dual_attention_layers", Json::array());
  if (json.contains("qk_norm") && !json["qk_norm"].is_null()) part.must_be("qk_norm", "rms_norm");
  DenoiserShape shape;
  shape.mlp = 4;
  shape.heads = part.size("num_attention_heads");
  const double width = static_cast<double>(shape.heads) * part.size("attention_head_dim");
  part.require(width <= kLargestSize && static_cast<int>(width) % 4 == 0, "attention_head_dim",
               "heads times it a multiple of 4");
  shape.width = static_cast<int>(width);
  shape.blocks = part.size("num_layers");
  shape.patch = part.size("patch_size");
  const int sample = part.whole("sample_size", 1, 1024);
  shape.latent = {part.whole("in_channels", 1, 1024), sample, sample};
  shape.out_channels = part.has("out_channels") && !json["out_channels"].is_null() ? part.whole("out_channels", 1, 1024)
                                                                                   : shape.latent.channels;
  shape.text_width = part.size("joint_attention_dim");
  shape.pooled_width = part.size("pooled_projection_dim");
  shape.qk_norm = json.contains("qk_norm") && !json["qk_norm"].is_null();
  shape.position_grid = part.whole("pos_embed_max_size", 1, 4096);
  shape.position_scale = sample / shape.patch;
  part.require(sample % shape.patch == 0, "sample_size", "a multiple of patch_size");
  part.require(part.size("caption_projection_dim") == shape.width, "caption_projection_dim",
               "num_attention_heads times attention_head_dim");
  part.require(shape.position_scale >= 1 && shape.position_scale <= shape.position_grid, "pos_embed_max_size",
               "no smaller than sample_size / patch_size");
  part.require_fits(square(width) * (18.0 * shape.blocks) +
                        width * (shape.text_width + shape.pooled_width + shape.patch_numbers() + shape.frequencies),
                    bytes, "num_layers");
  return part.result(shape);
}

Result<AutoencoderShape> autoencoder_config(const Json& json, const std::string& where, std::size_t bytes) {
  Part part(json, where);
  part.must_be_class("AutoencoderKL");
  part.must_be("act_fn", "silu");
  part.must_be("in_channels", 3);
  part.must_be("out_channels", 3);
  AutoencoderShape shape;
  shape.latent = part.size_or("latent_channels", 4);
  shape.channels = part.wholes("block_out_channels", 1, 8, 1, 4096);
  shape.layers = part.size_or("layers_per_block", 1);
  shape.groups = part.size_or("norm_num_groups", 32);
  if (part.has("mid_block_add_attention")) shape.mid_attention = part.flag("mid_block_add_attention");
  shape.scaling = static_cast<float>(part.number("scaling_factor", 1e-6, 1e6));
  shape.shift = static_cast<float>(part.number("shift_factor", -1e6, 1e6));
  const auto levels = [&](const char* block) { return Json(std::vector<std::string>(shape.channels.size(), block)); };
  part.must_be("down_block_types", levels("DownEncoderBlock2D"));
  part.must_be("up_block_types", levels("UpDecoderBlock2D"));
  for (const char* key : {"use_quant_conv", "use_post_quant_conv"}) {
    if (!json.contains(key)) part.not_computed(key, "false", "nothing, which means true");
    part.must_be(key, false);
  }
  double weights = 9.0 * shape.latent * shape.channels.back();
  for (const int channels : shape.channels) {
    part.require(channels % shape.groups == 0, "block_out_channels", "multiples of norm_num_groups");
    weights += 18.0 * square(channels) * shape.layers;
  }
  part.require_fits(weights, bytes, "block_out_channels");
  return part.result(shape);
}

Result<FlowMatchConfig> scheduler_config(const Json& json, const std::string& where) {
  Part part(json, where);
  part.must_be_class("FlowMatchEulerDiscreteScheduler");
  for (const char* key : {"use_dynamic_shifting", "invert_sigmas", "stochastic_sampling", "use_karras_sigmas",
                          "use_exponential_sigmas", "use_beta_sigmas"}) {
    part.must_be(key, false);
  }
  part.must_be("shift_terminal", nullptr);
  FlowMatchConfig config;
  config.train_steps = static_cast<int>(part.number_or("num_train_timesteps", 1000, 1, 1e6));
  config.shift = part.number_or("shift", 1.0, 0.01, 100);
  return part.result(config);
}

}  // namespace lesson
