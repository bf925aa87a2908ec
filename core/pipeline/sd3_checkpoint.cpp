#include "core/pipeline/sd3_checkpoint.h"

#include "core/blocks/load_weights.h"
#include "core/io/json.h"

namespace lesson {

namespace {

/// The first thing that does not fit.
class Fit {
 public:
  void check(bool good, const char* where, std::string expected, int got) {
    if (good || error_) return;
    error_ = Error{"the parts do not fit each other", std::string("config.") + where, std::move(expected),
                   std::to_string(got), "Take the parts of one checkpoint."};
  }
  /// One of the results, unwrapped; a default where it failed.
  template <class T>
  T take(Result<T> result) {
    if (result) return std::move(result).value();
    if (!error_) error_ = result.error();
    return {};
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  std::optional<Error> error_;
};

void check_readers(const Sd3Config& c, Fit& fit) {
  const ClipTextShape &l = c.clip_l.shape, &g = c.clip_g.shape;
  fit.check(g.positions == l.positions, "text_encoder_2.max_position_embeddings", std::to_string(l.positions),
            g.positions);
  fit.check(l.positions >= 3, "text_encoder.max_position_embeddings", "3 or more", l.positions);
  fit.check(l.width + g.width <= c.t5.width, "text_encoder_3.d_model",
            "at least both CLIPs' hidden_size, " + std::to_string(l.width + g.width), c.t5.width);
  fit.check(c.t5.width == c.transformer.text_width, "transformer.joint_attention_dim", std::to_string(c.t5.width),
            c.transformer.text_width);
  fit.check(l.projection + g.projection == c.transformer.pooled_width, "transformer.pooled_projection_dim",
            std::to_string(l.projection + g.projection), c.transformer.pooled_width);
}

/// The words' ids are where the tokenizers put them.
Result<void> check_vocabulary(const Sd3Config& c, const Sd3Tokenizer& tokenizer) {
  Fit fit;
  const auto clip = [&](const ClipTextConfig& config, const std::string& part) {
    const auto same = [&](const char* key, int want, int got) {
      fit.check(want == got, (part + "." + key).c_str(), std::to_string(want), got);
    };
    same("vocab_size", tokenizer.clip_vocabulary(), config.shape.vocabulary);
    same("bos_token_id", tokenizer.clip_bos(), config.bos);
    same("eos_token_id", tokenizer.clip_eos(), config.eos);
  };
  clip(c.clip_l, "text_encoder");
  clip(c.clip_g, "text_encoder_2");
  fit.check(c.t5.vocabulary == tokenizer.t5_vocabulary(), "text_encoder_3.vocab_size",
            std::to_string(tokenizer.t5_vocabulary()), c.t5.vocabulary);
  if (fit.error()) return *fit.error();
  return {};
}

}  // namespace

Result<Sd3Config> read_sd3_config(const Json& json, std::size_t bytes) {
  WeightsConfig config(json);
  for (const char* part : kSd3Parts) config.object(part);
  config.object("scheduler");
  const int t5_rows = config.below("defaults").whole("max_sequence_length", 2, 4096);
  if (config.error()) return *config.error();

  const auto where = [](const char* part) { return std::string("config.") + part; };
  Fit fit;
  Sd3Config c;
  c.clip_l = fit.take(clip_text_config(json["text_encoder"], where("text_encoder"), bytes));
  c.clip_g = fit.take(clip_text_config(json["text_encoder_2"], where("text_encoder_2"), bytes));
  c.t5 = fit.take(t5_config(json["text_encoder_3"], where("text_encoder_3"), bytes));
  c.transformer = fit.take(transformer_config(json["transformer"], where("transformer"), bytes));
  c.vae = fit.take(autoencoder_config(json["vae"], where("vae"), bytes));
  c.scheduler = fit.take(scheduler_config(json["scheduler"], where("scheduler")));
  if (fit.error()) return *fit.error();
  check_readers(c, fit);
  fit.check(c.transformer.outputs() == c.transformer.latent.channels, "transformer.out_channels",
            std::to_string(c.transformer.latent.channels), c.transformer.outputs());
  fit.check(c.vae.latent == c.transformer.latent.channels, "vae.latent_channels",
            std::to_string(c.transformer.latent.channels), c.vae.latent);
  if (fit.error()) return *fit.error();
  c.lengths = {c.clip_l.shape.positions, t5_rows};
  c.transformer.context = c.lengths.clip + c.lengths.t5;
  return c;
}

Result<Sd3Parts> read_sd3_parts(const SafetensorsFile& file, const Json& json, const Sd3Config& sizes) {
  WeightsConfig config(json);
  std::vector<std::string> list = config.below("tokenizer").texts("words", 1, kLargestSize);
  if (config.error()) return *config.error();
  auto tokenizer = Sd3Tokenizer::make(std::move(list), sizes.lengths);
  if (!tokenizer) return tokenizer.error();
  if (auto fits = check_vocabulary(sizes, tokenizer.value()); !fits) return fits.error();

  Sd3Parts parts{std::move(tokenizer).value(),
                 {ClipTextModel(sizes.clip_l.shape), ClipTextModel(sizes.clip_g.shape), T5EncoderModel(sizes.t5)},
                 AutoencoderEncoder(sizes.vae),
                 AutoencoderDecoder(sizes.vae)};
  std::optional<Error> failed;
  const auto load = [&](const char* prefix, auto& weights) {
    if (failed) return;
    if (auto loaded = load_weights(file, prefix, weights); !loaded) failed = loaded.error();
  };
  load("text_encoder.", parts.readers.clip_l);
  load("text_encoder_2.", parts.readers.clip_g);
  load("text_encoder_3.", parts.readers.t5);
  load("vae.encoder.", parts.encoder);
  load("vae.decoder.", parts.decoder);
  if (failed) return *failed;
  return parts;
}

}  // namespace lesson
