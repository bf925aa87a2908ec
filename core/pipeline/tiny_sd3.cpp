#include "core/pipeline/tiny_sd3.h"

#include <algorithm>

#include "core/blocks/load_weights.h"
#include "core/io/json.h"
#include "core/io/sha256.h"
#include "core/pipeline/sd3_config.h"
#include "core/vae/pixels.h"

namespace lesson {

/// A weights file and its settings.
struct TinySd3::OpenFile {
  SafetensorsFile tensors;
  Json config;
};
using OpenFile = TinySd3::OpenFile;

namespace {

constexpr std::array kFormats = {"tiny-sd3/2"};

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
  WeightsConfig reader(config);
  reader.choice("format", kFormats);
  if (reader.error()) return *reader.error();
  return OpenFile{std::move(file).value(), std::move(config)};
}

ModelDefaults read_defaults(JsonReader& config, Objective objective, double shift) {
  JsonReader defaults = config.below("defaults");
  ModelDefaults found;
  found.steps = defaults.whole("steps", 1, 1000);
  found.guidance = defaults.number("guidance_scale", 0, 100);
  found.shift = shift;
  found.sampler = objective == Objective::velocity ? RunSampler::euler : RunSampler::ddim;
  return found;
}

/// A denoiser of these sizes with what its file says about it.
Result<TrainedDenoiser> read_denoiser(const OpenFile& file, const DenoiserShape& shape,
                                      const FlowMatchConfig& scheduler, std::span<const std::byte> bytes) {
  WeightsConfig config(file.config);
  TrainedDenoiser trained{Denoiser(shape), {}, {}, scheduler, 0, true, {}, {}};
  trained.defaults = read_defaults(config, objective_of(shape.kind), scheduler.shift);
  if (config.has("samples_trained")) trained.samples_trained = config.number("samples_trained", 0, 1e15);
  trained.full_size = shape.position_stride == 1;
  if (config.has("stage")) trained.full_size &= config.choice("stage", std::array{"low", "high"}) == 1;
  if (config.has("pointing")) {
    JsonReader about = config.below("pointing");
    trained.pointing = read_pointing(about, shape.blocks, shape.heads);
  }
  if (config.error()) return *config.error();
  if (auto loaded = load_weights(file.tensors, "transformer.", trained.net); !loaded) return loaded.error();
  trained.sha256 = sha256_hex(bytes);
  return trained;
}

/// Small pictures of the same world: each of their patches stands where a square of flow's would.
void read_small_latent(WeightsConfig& config, const DenoiserShape& flow, DenoiserShape& shape) {
  const int whole = flow.latent.width, side = config.whole("sample_size", flow.patch, whole);
  if (whole % side != 0 || side % flow.patch != 0) {
    return config.complain("sample_size", "a whole part of " + std::to_string(whole) + " that patches divide",
                           std::to_string(side));
  }
  shape.latent.height = shape.latent.width = side;
  shape.position_stride = whole / side;
}

/// Flow's frame with an arm's own latent, blocks, heads and MLP. Sizes that the file cannot fill (a weight takes at
/// least a byte) would only be noticed when memory runs out.
Result<DenoiserShape> arm_shape(const OpenFile& file, const DenoiserShape& flow, std::size_t file_bytes) {
  WeightsConfig config(file.config);
  DenoiserShape shape = flow;
  shape.kind = static_cast<ModelKind>(config.choice("kind", kModelKindIds));
  shape.heads = config.size("heads");
  shape.width = flow.width / flow.heads * shape.heads;
  shape.blocks = config.size("blocks");
  shape.mlp = config.number("mlp", 0.1, 100);
  if (config.has("sample_size")) read_small_latent(config, flow, shape);
  if (config.error()) return *config.error();
  const double width = shape.width;
  const bool fits = width <= kLargestSize && shape.width % 4 == 0 &&
                    width * width * shape.blocks * (8 + shape.mlp) <= static_cast<double>(file_bytes);
  if (fits && shape.kind != ModelKind::flow) return shape;
  return Error{"this denoiser does not fit the loaded encoders",
               shape.kind == ModelKind::flow ? "config.kind" : "config.heads",
               "an arm whose sizes the file's weights can fill", "", "Take the files of one release."};
}

}  // namespace

Result<TinySd3> TinySd3::load(std::span<const std::byte> bytes) {
  auto file = open(bytes);
  if (!file) return file.error();
  const Json& json = file.value().config;
  WeightsConfig config(json);
  if (config.choice("kind", kModelKindIds) != 0) {
    return Error{"this file holds no encoders", "config.kind", "flow", print_json(json["kind"]),
                 "Load tiny-sd3.safetensors first, then this one."};
  }
  if (config.error()) return *config.error();
  const auto sizes = read_sd3_config(json, bytes.size());
  if (!sizes) return sizes.error();
  auto parts = read_sd3_parts(file.value().tensors, json, sizes.value());
  if (!parts) return parts.error();
  auto flow = read_denoiser(file.value(), sizes.value().transformer, sizes.value().scheduler, bytes);
  if (!flow) return flow.error();
  EncodedText nothing = encode(parts.value().readers, parts.value().tokenizer.tokenize(""));
  TinySd3 model(std::move(parts).value(), std::move(nothing));
  model.denoisers_[0] = std::move(flow).value();
  const auto world = json.find("world");
  model.world_json_ = world == json.end() ? "{}" : print_json(*world);
  return model;
}

Result<void> TinySd3::add(std::span<const std::byte> bytes) {
  auto file = open(bytes);
  if (!file) return file.error();
  const TrainedDenoiser& flow = *denoiser(ModelKind::flow);
  const auto shape = arm_shape(file.value(), flow.net.shape, bytes.size());
  if (!shape) return shape.error();
  auto trained = read_denoiser(file.value(), shape.value(), flow.scheduler, bytes);
  if (!trained) return trained.error();
  denoisers_[static_cast<std::size_t>(shape.value().kind)] = std::move(trained).value();
  return {};
}

EncodedText TinySd3::read(std::string_view prompt) const {
  return encode(parts_.readers, parts_.tokenizer.tokenize(prompt));
}

MatrixRM TinySd3::encoded(std::span<const std::uint8_t> rgb, const LatentShape& shape) const {
  const int factor = picture_factor(), times = latent().width / shape.width;
  const MatrixRM colours = averaged(from_rgb(rgb), factor * latent().width, times);
  return encode(parts_.encoder, colours, factor * shape.height, factor * shape.width);
}

MatrixRM TinySd3::colours(CRef latent, const LatentShape& shape) const {
  return decode(parts_.decoder, latent, shape.height, shape.width);
}

int TinySd3::most_words() const {
  const PromptLengths& rows = parts_.tokenizer.lengths();
  return std::max(rows.clip - 2, rows.t5 - 1);
}

std::array<ReaderSize, kTextEncoders> TinySd3::readers() const {
  const Sd3Readers& r = parts_.readers;
  const auto [clip, t5] = parts_.tokenizer.lengths();
  return {{{clip, r.clip_l.shape.width, parameters(r.clip_l)},
           {clip, r.clip_g.shape.width, parameters(r.clip_g)},
           {t5, r.t5.shape.width, parameters(r.t5)}}};
}

}  // namespace lesson
