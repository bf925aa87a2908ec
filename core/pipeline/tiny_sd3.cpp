#include "core/pipeline/tiny_sd3.h"

#include <algorithm>

#include "core/blocks/load_weights.h"
#include "core/io/sha256.h"
#include "core/pipeline/config.h"

namespace lesson {

/// A weights file and its settings.
struct TinySd3::OpenFile {
  SafetensorsFile tensors;
  Json config;
};
using OpenFile = TinySd3::OpenFile;

namespace {

constexpr const char* kPublishedFormat = "tiny-sd3/2";

ClipShape clip_shape(Config config, const DenoiserShape& net, int vocabulary, Config& parent) {
  ClipShape shape;
  shape.vocabulary = vocabulary;
  shape.context = net.context;
  shape.width = config.size("width");
  shape.layers = config.size("layers");
  shape.heads = config.size("heads");
  shape.activation = static_cast<ClipActivation>(config.choice("activation", std::array{"quick_gelu", "gelu"}));
  shape.project = config.flag("project");
  parent.absorb(config);
  return shape;
}

T5Shape t5_shape(Config config, int vocabulary, Config& parent) {
  T5Shape shape{vocabulary,          config.size("width"),   config.size("layers"),      config.size("heads"),
                config.size("d_ff"), config.size("buckets"), config.size("max_distance")};
  parent.absorb(config);
  return shape;
}

DenoiserShape denoiser_shape(Config& config) {
  DenoiserShape shape;
  config.choice("format", std::array{"tiny-sd3/1", kPublishedFormat});
  shape.kind = static_cast<ModelKind>(config.choice("kind", kModelKindIds));
  shape.width = config.size("width");
  shape.heads = config.size("heads");
  shape.blocks = config.size("blocks");
  shape.mlp = config.size("mlp");
  shape.patch = config.size("patch");
  const std::vector<int> latent = config.list<int>("latent", 3, 3);
  shape.latent = {latent[0], latent[1], latent[2]};
  shape.context = config.size("context");
  shape.text_width = config.size("text_width");
  shape.pooled_width = config.size("pooled_width");
  shape.frequencies = config.size("frequencies");
  return shape;
}

bool fits(std::size_t file_bytes, double weights) { return weights <= static_cast<double>(file_bytes); }

/// Sizes that do not fit each other would only be noticed as wrong pictures or reads past an end; sizes that the
/// file cannot fill (a weight takes at least a byte) would only be noticed when memory runs out.
std::optional<Error> check_shape(const DenoiserShape& s, std::size_t file_bytes) {
  const auto wrong = [](const char* where, const char* expected) {
    return Error{"a setting does not fit the others", std::string("config.") + where, expected, "",
                 "Take another weights file."};
  };
  if (s.width % s.heads != 0 || s.width % 4 != 0) return wrong("width", "a multiple of heads and of 4");
  const auto side = [&](int n) { return n >= s.patch && n <= 1024 && n % s.patch == 0; };
  if (s.latent.channels < 1 || s.latent.channels > 1024 || !side(s.latent.height) || !side(s.latent.width)) {
    return wrong("latent", "[channels, height, width] with sides up to 1024 that patches tile");
  }
  if (s.context < 3 || s.context > 4096) return wrong("context", "3 to 4096");
  if (s.frequencies % 2 != 0 || s.frequencies > 4096) return wrong("frequencies", "an even number up to 4096");
  const double width = s.width, linear = s.text_width + s.pooled_width + s.frequencies + s.patch_numbers();
  if (!fits(file_bytes, width * width * s.blocks * (8 + s.mlp)) || !fits(file_bytes, width * linear)) {
    return wrong("width", "sizes that the file's weights can fill");
  }
  return std::nullopt;
}

ModelDefaults read_defaults(Config config, ModelKind kind, Config& parent) {
  ModelDefaults defaults;
  defaults.steps = static_cast<int>(config.number("steps", 1, 1000));
  defaults.guidance = config.number("guidance", 0, 100);
  if (kind == ModelKind::ddpm) {
    defaults.sampler = static_cast<RunSampler>(config.choice("sampler", kRunSamplerIds));
  } else {
    defaults.shift = config.number("shift", 0.01, 100);
  }
  parent.absorb(config);
  return defaults;
}

PointingHead read_head(Config config, const DenoiserShape& shape, Config& parent) {
  PointingHead head;
  head.block = static_cast<int>(config.number("block", 0, shape.blocks - 1));
  head.head = static_cast<int>(config.number("head", 0, shape.heads - 1));
  head.accuracy = config.number("accuracy", 0, 1);
  head.standard_error = config.number("se", 0, 1);
  head.words = static_cast<int>(config.number("n", 1, 1e9));
  parent.absorb(config);
  return head;
}

Pointing read_pointing(Config config, const DenoiserShape& shape, Config& parent) {
  Pointing pointing;
  pointing.time = config.number("time", 0, 1);
  pointing.image_reads_text = read_head(config.below("image_reads_text"), shape, config);
  pointing.text_reads_image = read_head(config.below("text_reads_image"), shape, config);
  parent.absorb(config);
  return pointing;
}

Result<OpenFile> open(std::span<const std::byte> bytes) {
  auto file = SafetensorsFile::borrow(bytes);
  if (!file) return file.error();
  const auto text = file.value().require_metadata("config");
  if (!text) return text.error();
  Json config = parse_json(text.value());
  if (!config.is_object()) {
    return Error{"the settings are no JSON object", "metadata 'config'", "{...}", text.value().substr(0, 40),
                 "Take another weights file."};
  }
  return OpenFile{std::move(file).value(), std::move(config)};
}

bool is_published(const Json& config) {
  const auto format = config.find("format");
  return format != config.end() && *format == kPublishedFormat;
}

/// A flow denoiser of the published class.
Result<TrainedDenoiser> read_published_denoiser(const OpenFile& file, const Sd3Config& sizes,
                                                std::span<const std::byte> bytes) {
  Config config(file.config), defaults = config.below("defaults");
  TrainedDenoiser trained{Denoiser(sizes.transformer), {}, {}, sizes.scheduler, 0, true, {}, {}};
  config.choice("kind", std::array{"flow"});
  trained.defaults.steps = static_cast<int>(defaults.number("steps", 1, 1000));
  trained.defaults.guidance = defaults.number("guidance_scale", 0, 100);
  trained.defaults.shift = sizes.scheduler.shift;
  config.absorb(defaults);
  trained.samples_trained = config.has("samples_trained") ? config.number("samples_trained", 0, 1e15) : 0;
  if (config.has("pointing")) trained.pointing = read_pointing(config.below("pointing"), sizes.transformer, config);
  if (config.error()) return *config.error();
  if (auto loaded = load_weights(file.tensors, "transformer.", trained.net); !loaded) return loaded.error();
  trained.sha256 = sha256_hex(bytes);
  return trained;
}

Result<TrainedDenoiser> read_denoiser(const OpenFile& file, std::span<const std::byte> bytes) {
  Config config(file.config);
  const DenoiserShape shape = denoiser_shape(config);
  if (config.error()) return *config.error();
  if (auto error = check_shape(shape, bytes.size())) return *error;
  TrainedDenoiser trained{
      Denoiser(shape), read_defaults(config.below("defaults"), shape.kind, config), {}, {}, 0, true, {}, {}};
  trained.samples_trained = config.number("samples_trained", 0, 1e15);
  if (config.has("stage")) trained.full_size = config.choice("stage", std::array{"low", "high"}) == 1;
  if (config.has("pointing")) trained.pointing = read_pointing(config.below("pointing"), shape, config);
  if (shape.kind == ModelKind::ddpm) {
    trained.ddpm = {static_cast<int>(config.number("ddpm_steps", 1, 100000)), config.number("beta_start", 1e-9, 0.5),
                    config.number("beta_end", 1e-9, 0.5), config.number("x0_clamp", 0.1, 1000)};
  }
  if (config.error()) return *config.error();
  const std::string prefix = std::string(kModelKindIds[static_cast<std::size_t>(shape.kind)]) + ".";
  if (auto loaded = load_weights(file.tensors, prefix, trained.net); !loaded) return loaded.error();
  trained.sha256 = sha256_hex(bytes);
  return trained;
}

/// 12 w^2 weights a layer, at least a byte each.
bool encoder_fits(std::size_t file_bytes, double width, int layers, int vocabulary) {
  return fits(file_bytes, width * width * layers) && fits(file_bytes, width * vocabulary);
}

Result<TextEncoders> read_encoders(const OpenFile& file, std::size_t file_bytes, const DenoiserShape& net,
                                   int vocabulary) {
  Config config(file.config);
  const ClipShape l = clip_shape(config.below("clip_l"), net, vocabulary, config);
  const ClipShape g = clip_shape(config.below("clip_g"), net, vocabulary, config);
  const T5Shape t5 = t5_shape(config.below("t5"), vocabulary, config);
  const std::vector<float> gain = config.list<float>("gain", 5, 5);
  if (config.error()) return *config.error();
  const bool small = encoder_fits(file_bytes, l.width, l.layers, vocabulary) &&
                     encoder_fits(file_bytes, g.width, g.layers, vocabulary) &&
                     encoder_fits(file_bytes, t5.width, t5.layers, vocabulary) && t5.hidden <= 16 * t5.width &&
                     t5.buckets <= 4096;
  const bool match = l.width % l.heads == 0 && g.width % g.heads == 0 && t5.width % t5.heads == 0 && t5.buckets >= 4 &&
                     t5.buckets % 4 == 0 && t5.max_distance > t5.buckets && l.width + g.width == net.pooled_width &&
                     l.width + g.width + t5.width == net.text_width;
  if (!small || !match) {
    return Error{"the encoders' widths do not fit the denoiser", "config",
                 "text_width = sum of three, pooled_width = sum of the two CLIPs", "", "Take another weights file."};
  }
  TextEncoders encoders{ClipEncoder(l), ClipEncoder(g), T5Encoder(t5), {}};
  std::copy(gain.begin(), gain.end(), encoders.gain.begin());
  if (auto loaded = load_weights(file.tensors, "clip_l.", encoders.clip_l); !loaded) return loaded.error();
  if (auto loaded = load_weights(file.tensors, "clip_g.", encoders.clip_g); !loaded) return loaded.error();
  if (auto loaded = load_weights(file.tensors, "t5.", encoders.t5); !loaded) return loaded.error();
  return encoders;
}

/// Rows of a convolution: its outputs.
int outputs_of(const SafetensorsFile& file, const char* name) {
  const TensorView* tensor = file.find(name);
  const bool good = tensor && !tensor->shape.empty() && tensor->shape[0] <= 4096;
  return good ? static_cast<int>(tensor->shape[0]) : 1;  // loading will complain
}

Result<VaeDecoder> read_decoder(const OpenFile& file, const DenoiserShape& net) {
  VaeDecoder decoder(net.latent.channels, outputs_of(file.tensors, "vae.decoder.conv_in.weight"),
                     outputs_of(file.tensors, "vae.decoder.up.weight"));
  Config config(file.config);
  Config vae = config.below("vae");
  decoder.scale = static_cast<float>(vae.number("scale", 1e-6, 1e6));
  decoder.shift = static_cast<float>(vae.number("shift", -1e6, 1e6));
  config.absorb(vae);
  if (config.error()) return *config.error();
  if (auto loaded = load_weights(file.tensors, "vae.decoder.", decoder); !loaded) return loaded.error();
  return decoder;
}

}  // namespace

Result<TinySd3> TinySd3::load(std::span<const std::byte> bytes) {
  auto file = open(bytes);
  if (!file) return file.error();
  auto model = is_published(file.value().config) ? load_published(file.value(), bytes) : load_own(file.value(), bytes);
  if (!model) return model;
  const auto world = file.value().config.find("world");
  model.value().world_json_ = world == file.value().config.end() ? "{}" : print_json(*world);
  return model;
}

Result<TinySd3> TinySd3::load_published(const OpenFile& file, std::span<const std::byte> bytes) {
  const auto sizes = read_sd3_config(file.config, bytes.size());
  if (!sizes) return sizes.error();
  auto parts = read_sd3_parts(file.tensors, file.config, sizes.value());
  if (!parts) return parts.error();
  auto flow = read_published_denoiser(file, sizes.value(), bytes);
  if (!flow) return flow.error();
  EncodedText nothing = encode(parts.value().readers, parts.value().tokenizer.tokenize(""));
  TinySd3 model(PublishedParts{std::move(parts).value(), std::move(nothing)});
  model.denoisers_[0] = std::move(flow).value();
  return model;
}

Result<TinySd3> TinySd3::load_own(const OpenFile& file, std::span<const std::byte> bytes) {
  auto flow = read_denoiser(file, bytes);
  if (!flow) return flow.error();
  const DenoiserShape& shape = flow.value().net.shape;
  if (shape.kind != ModelKind::flow) {
    return Error{"this file holds no encoders", "config.kind", "flow",
                 kModelKindIds[static_cast<std::size_t>(shape.kind)],
                 "Load tiny-sd3.safetensors first, then this one."};
  }
  Config config(file.config);
  auto tokenizer = Tokenizer::make(config.list<std::string>("vocab", 4, kLargestSize), shape.context);
  if (config.error()) return *config.error();
  if (!tokenizer) return tokenizer.error();
  auto encoders = read_encoders(file, bytes.size(), shape, static_cast<int>(tokenizer.value().vocabulary().size()));
  if (!encoders) return encoders.error();
  auto decoder = read_decoder(file, shape);
  if (!decoder) return decoder.error();

  TinySd3 model(OwnParts{std::move(tokenizer).value(), std::move(encoders).value(), std::move(decoder).value()});
  model.denoisers_[0] = std::move(flow).value();
  return model;
}

EncodedText TinySd3::read(std::string_view prompt) const {
  if (const auto* own = std::get_if<OwnParts>(&parts_)) return encode(own->encoders, own->tokenizer.tokenize(prompt));
  const auto& parts = std::get<PublishedParts>(parts_);
  return encode(parts.readers, parts.tokenizer.tokenize(prompt));
}

TextFeatures TinySd3::features(const EncodedText& text, const EncoderDrop& drop) const {
  if (const auto* own = std::get_if<OwnParts>(&parts_)) return join(own->encoders, text, drop);
  return join(text, drop);
}

TextFeatures TinySd3::unconditional(const EncoderDrop& drop) const {
  if (const auto* own = std::get_if<OwnParts>(&parts_)) return no_text(own->encoders, context());
  return join(std::get<PublishedParts>(parts_).nothing, drop);
}

MatrixRM TinySd3::colours(CRef latent) const {
  const LatentShape shape = this->latent();
  if (const auto* own = std::get_if<OwnParts>(&parts_)) return decode(own->decoder, latent, shape.height, shape.width);
  return decode(std::get<PublishedParts>(parts_).decoder, latent, shape.height, shape.width);
}

std::array<ReaderSize, kTextEncoders> TinySd3::readers() const {
  if (const auto* own = std::get_if<OwnParts>(&parts_)) {
    const TextEncoders& e = own->encoders;
    return {{{context(), e.clip_l.shape.width, parameters(e.clip_l)},
             {context(), e.clip_g.shape.width, parameters(e.clip_g)},
             {context(), e.t5.shape.width, parameters(e.t5)}}};
  }
  const auto& [tokenizer, r, decoder] = static_cast<const Sd3Parts&>(std::get<PublishedParts>(parts_));
  const auto [clip, t5] = tokenizer.lengths();
  return {{{clip, r.clip_l.shape.width, parameters(r.clip_l)},
           {clip, r.clip_g.shape.width, parameters(r.clip_g)},
           {t5, r.t5.shape.width, parameters(r.t5)}}};
}

int TinySd3::picture_factor() const {
  const auto* parts = std::get_if<PublishedParts>(&parts_);
  return parts ? parts->decoder.shape.factor() : 2;
}

std::int64_t TinySd3::decoder_parameters() const {
  if (const auto* own = std::get_if<OwnParts>(&parts_)) return parameters(own->decoder);
  return parameters(std::get<PublishedParts>(parts_).decoder);
}

Result<void> TinySd3::add(std::span<const std::byte> bytes) {
  auto file = open(bytes);
  if (!file) return file.error();
  auto trained = read_denoiser(file.value(), bytes);
  if (!trained) return trained.error();
  const DenoiserShape &ours = denoiser(ModelKind::flow)->net.shape, &its = trained.value().net.shape;
  const bool match = its.kind != ModelKind::flow && its.context == ours.context && its.text_width == ours.text_width &&
                     its.pooled_width == ours.pooled_width && its.latent.channels == ours.latent.channels &&
                     its.latent.height == ours.latent.height && its.latent.width == ours.latent.width;
  if (!match) {
    return Error{"this denoiser does not fit the loaded encoders", "config",
                 "kind ddpm or shared, with the same text and latent sizes", "", "Take the files of one release."};
  }
  denoisers_[static_cast<std::size_t>(its.kind)] = std::move(trained).value();
  return {};
}

}  // namespace lesson
