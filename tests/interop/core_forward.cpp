// One part of the core on tensors of a file, for the comparison with transformers and diffusers (tests/interop/*.py):
//
//   core_forward PART CONFIG.json WEIGHTS.safetensors INPUT.safetensors OUTPUT.safetensors
//
// PART       input                                   output
// clip       ids [T]                                 tokens, pooled
// t5         ids [T]                                 tokens
// transformer  latent [C,h,w], text, pooled, t [1]   out [C,h,w]    config may hold `arm` {kind, blocks, mlp}
// vae        latent [C,h,w], colours [3,H,W]         decoded, encoded (latents of the denoiser)
// double     text, image, c, ids [S,3]               text, image      FLUX; config: heads, head_dim, axes
// single     joint, c, ids [S,3], text_tokens [1]    joint            likewise
// sigmas     steps [n]                               sigmas_0 ...     config: the scheduler's
// tokenize   (prompts: WEIGHTS is the model's file, INPUT a JSON list)   clip_l, clip_g, t5 [prompts, rows]

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "core/blocks/load_weights.h"
#include "core/flow/schedule.h"
#include "core/io/json.h"
#include "core/pipeline/sd3_checkpoint.h"

using namespace lesson;

namespace {

template <class T>
T need(Result<T> result) {
  if (result) return std::move(result).value();
  std::cerr << "core_forward: " << result.error().message() << '\n';
  std::exit(2);
}

std::vector<std::byte> read(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::vector<char> chars((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  std::vector<std::byte> bytes(chars.size());
  std::transform(chars.begin(), chars.end(), bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

Json read_json(const std::string& path) {
  const auto bytes = read(path);
  return parse_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

struct Files {
  Json config;
  std::vector<std::byte> weight_bytes;
  SafetensorsFile weights, input;
  SafetensorsWriter output;

  /// [rows, last axis], or [rows, cols] of what is left.
  MatrixRM matrix(const char* name) const {
    const TensorView tensor = need(input.require(name));
    const std::vector<float> values = to_floats(tensor);
    const auto rows = static_cast<Eigen::Index>(tensor.shape.empty() ? 1 : tensor.shape[0]);
    return Eigen::Map<const MatrixRM>(values.data(), rows, static_cast<Eigen::Index>(values.size()) / rows);
  }
  VectorF vector(const char* name) const {
    return Eigen::Map<const VectorF>(to_floats(need(input.require(name))).data(), need(input.require(name)).elements());
  }
  int side(const char* name, std::size_t axis) const { return static_cast<int>(need(input.require(name)).shape[axis]); }
  std::vector<int> ids() const {
    std::vector<int> result;
    for (const float id : to_floats(need(input.require("ids")))) result.push_back(static_cast<int>(id));
    return result;
  }
  template <class Weights>
  Weights load(Weights model, const std::string& prefix = "") const {
    if (auto loaded = load_weights(weights, prefix, model); !loaded) {
      std::cerr << "core_forward: " << loaded.error().message() << '\n';
      std::exit(2);
    }
    return model;
  }
};

void run_clip(Files& f) {
  const auto config = need(clip_text_config(f.config, "config", f.weight_bytes.size()));
  const auto ids = f.ids();
  const auto eos = static_cast<int>(std::find(ids.begin(), ids.end(), config.eos) - ids.begin());
  const ClipOut out = encode(f.load(ClipTextModel(config.shape)), ids, eos);
  f.output.add("tokens", out.tokens);
  f.output.add("pooled", out.pooled.transpose());
}

void run_t5(Files& f) {
  const auto shape = need(t5_config(f.config, "config", f.weight_bytes.size()));
  f.output.add("tokens", encode(f.load(T5EncoderModel(shape)), f.ids()));
}

void run_transformer(Files& f) {
  DenoiserShape shape = need(transformer_config(f.config, "config", f.weight_bytes.size()));
  shape.latent.height = f.side("latent", 1), shape.latent.width = f.side("latent", 2);
  if (const auto arm = f.config.find("arm"); arm != f.config.end()) {
    shape.kind = need(parse_model_kind((*arm)["kind"].get<std::string>()));
    shape.blocks = (*arm)["blocks"];
    shape.mlp = (*arm)["mlp"];
  }
  const auto net = f.load(Denoiser(shape));
  ForwardScratch scratch;
  const TextCondition text = condition(net, {f.matrix("text"), f.vector("pooled")});
  f.output.add("out", predict(net, f.matrix("latent"), static_cast<double>(f.vector("t")[0]), text, scratch));
}

void run_vae(Files& f) {
  const auto shape = need(autoencoder_config(f.config, "config", f.weight_bytes.size()));
  const auto decoder = f.load(AutoencoderDecoder(shape), "decoder.");
  const auto encoder = f.load(AutoencoderEncoder(shape), "encoder.");
  f.output.add("decoded", decode(decoder, f.matrix("latent"), f.side("latent", 1), f.side("latent", 2)));
  f.output.add("encoded", encode(encoder, f.matrix("colours"), f.side("colours", 1), f.side("colours", 2)));
}

struct FluxSizes {
  int heads, width;
  RopeTable rope;
  explicit FluxSizes(const Files& f)
      : heads(f.config["heads"]),
        width(heads * f.config["head_dim"].get<int>()),
        rope(make_rope_table(f.matrix("ids"), f.config["axes"].get<std::vector<int>>())) {}
};

void run_double(Files& f) {
  const FluxSizes sizes(f);
  const auto block = f.load(JointTransformerBlock(sizes.width, sizes.heads, 4 * sizes.width, true));
  MatrixRM text = f.matrix("text"), image = f.matrix("image");
  BlockScratch scratch;
  AttentionControl control;
  control.rope = &sizes.rope;
  run(block, text, image, f.vector("c"), scratch, control);
  f.output.add("text", text);
  f.output.add("image", image);
}

void run_single(Files& f) {
  const FluxSizes sizes(f);
  const auto block = f.load(FluxSingleTransformerBlock(sizes.width, sizes.heads, 4 * sizes.width));
  MatrixRM joint = f.matrix("joint");
  AttendScratch scratch;
  AttentionControl control;
  control.rope = &sizes.rope;
  run(block, joint, static_cast<int>(f.vector("text_tokens")[0]), f.vector("c"), scratch, control);
  f.output.add("joint", joint);
}

void run_sigmas(Files& f) {
  const auto config = need(scheduler_config(f.config, "config"));
  const VectorF steps = f.vector("steps");
  for (Eigen::Index i = 0; i < steps.size(); ++i) {
    const auto sigmas = need(sd3_sigmas(static_cast<int>(steps[i]), config.shift, config.train_steps));
    const std::vector<float> values(sigmas.begin(), sigmas.end());
    f.output.add("sigmas_" + std::to_string(i), {values.size()}, values);
  }
}

/// The readers' ids of every prompt.
void tokenize(const SafetensorsFile& model, const Json& prompts, SafetensorsWriter& output) {
  const Json config = parse_json(model.metadata().at("config"));
  const auto sizes = need(read_sd3_config(config, 1 << 30));
  const auto tokenizer =
      need(Sd3Tokenizer::make(config["tokenizer"]["words"].get<std::vector<std::string>>(), sizes.lengths));
  std::array<std::vector<float>, 3> ids;
  for (const Json& prompt : prompts) {
    const TokenizedPrompt read = tokenizer.tokenize(prompt.get<std::string>());
    const ReaderIds apart = reader_ids(read);
    ids[0].insert(ids[0].end(), apart.clip_l.begin(), apart.clip_l.end());
    ids[1].insert(ids[1].end(), apart.clip_g.begin(), apart.clip_g.end());
    ids[2].insert(ids[2].end(), apart.t5.begin(), apart.t5.end());
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    output.add(kTextEncoderIds[i], {prompts.size(), ids[i].size() / prompts.size()}, ids[i]);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return std::fputs("core_forward PART CONFIG WEIGHTS INPUT OUTPUT\n", stderr), 2;
  const std::string part = argv[1];
  std::vector<std::byte> weight_bytes = read(argv[3]);
  SafetensorsWriter output;
  if (part == "tokenize") {
    tokenize(need(SafetensorsFile::borrow(weight_bytes)), read_json(argv[4]), output);
  } else {
    Files f{read_json(argv[2]),
            weight_bytes,
            need(SafetensorsFile::borrow(weight_bytes)),
            need(SafetensorsFile::own(read(argv[4]))),
            {}};
    const std::pair<const char*, void (*)(Files&)> parts[] = {
        {"clip", run_clip},    {"t5", run_t5},         {"transformer", run_transformer},
        {"vae", run_vae},      {"double", run_double}, {"single", run_single},
        {"sigmas", run_sigmas}};
    const auto found = std::find_if(std::begin(parts), std::end(parts), [&](const auto& p) { return part == p.first; });
    if (found == std::end(parts)) return std::fputs("core_forward: no such part\n", stderr), 2;
    found->second(f);
    output = std::move(f.output);
  }
  const auto bytes = need(output.finish());
  std::ofstream(argv[5], std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return 0;
}
