// The published classes against transformers and diffusers: tensors written by tools/dump_sd3_reference.py.

#include "core/blocks/load_weights.h"
#include "core/flow/schedule.h"
#include "core/io/json.h"
#include "core/pipeline/sd3_config.h"
#include "tests/core/fixture.h"

using namespace lesson;

namespace {

constexpr double kTolerance = 2e-5;
constexpr double kFluxTolerance = 1e-4;  // its random blocks take large numbers from each other

/// Numbers above one within that share of their size: rows grow to hundreds.
void check_close(const MatrixRM& got, const MatrixRM& want, double tolerance) {
  REQUIRE(got.rows() == want.rows());
  REQUIRE(got.cols() == want.cols());
  const auto size = want.array().abs().max(1.0f);
  reference::check_close(MatrixRM(got.array() / size), MatrixRM(want.array() / size), tolerance);
}

const SafetensorsFile& file() {
  static const SafetensorsFile opened = open_fixture("sd3-reference.safetensors");
  return opened;
}

Json config_of(const std::string& name) { return parse_json(file().metadata().at(name + ".config")); }

template <class T>
T good(Result<T> result) {
  INFO((result ? "" : result.error().message()));
  REQUIRE(result);
  return std::move(result).value();
}

template <class Weights>
Weights loaded(const std::string& prefix, Weights weights) {
  const auto done = load_weights(file(), prefix, weights);
  INFO((done ? "" : done.error().message()));
  REQUIRE(done);
  return weights;
}

std::vector<int> ids_of(const std::string& name) {
  const MatrixRM ids = fixture_matrix(file(), name);
  std::vector<int> result;
  for (Eigen::Index i = 0; i < ids.size(); ++i) result.push_back(static_cast<int>(ids(0, i)));
  return result;
}

constexpr std::size_t kBytes = 1 << 20;

}  // namespace

TEST_CASE("CLIPTextModelWithProjection is computed as transformers does", "[sd3][text]") {
  for (const std::string name : {"clip_l", "clip_g"}) {
    INFO(name);
    const auto config = good(clip_text_config(config_of(name), name, kBytes));
    const auto model = loaded(name + ".", ClipTextModel(config.shape));
    const auto ids = ids_of(name + ":ids");
    const auto eos = static_cast<int>(std::find(ids.begin(), ids.end(), config.eos) - ids.begin());
    const ClipOut out = encode(model, ids, eos);
    check_close(out.tokens, fixture_matrix(file(), name + ":tokens"), kTolerance);
    check_close(MatrixRM(out.pooled), fixture_matrix(file(), name + ":pooled", 1), kTolerance);
  }
}

TEST_CASE("T5EncoderModel is computed as transformers does, pads read like words", "[sd3][text]") {
  const auto model = loaded("t5.", T5EncoderModel(good(t5_config(config_of("t5"), "t5", kBytes))));
  check_close(encode(model, ids_of("t5:ids")), fixture_matrix(file(), "t5:tokens"), kTolerance);
}

TEST_CASE("SD3Transformer2DModel is computed as diffusers does, with and without QK-norm", "[sd3][denoiser]") {
  for (const std::string name : {"sd35", "sd3"}) {
    INFO(name);
    DenoiserShape shape = good(transformer_config(config_of(name), name, kBytes));
    shape.latent.height = 8, shape.latent.width = 12;
    const auto net = loaded(name + ".", Denoiser(shape));
    const TextFeatures features{fixture_matrix(file(), name + ":text"), fixture_vector(file(), name + ":pooled")};
    ForwardScratch scratch;
    const MatrixRM out =
        predict(net, fixture_matrix(file(), name + ":latent", 96), 0.7, condition(net, features), scratch);
    check_close(out, fixture_matrix(file(), name + ":out", 96), kTolerance);
  }
}

TEST_CASE("the fixed places of patches are those of PatchEmbed, cut from its middle", "[sd3][denoiser]") {
  DenoiserShape shape = good(transformer_config(config_of("sd3"), "sd3", kBytes));
  const MatrixRM table = fixture_matrix(file(), "sd3.pos_embed.pos_embed");
  shape.latent.height = shape.latent.width = 2 * shape.position_grid;
  check_close(patch_positions(shape), table, 1e-6);
  shape.latent.height = shape.latent.width = 4;  // the four in the middle of a grid of 10 x 10
  const MatrixRM middle = patch_positions(shape);
  check_close(MatrixRM(middle.row(0)), MatrixRM(table.row(4 * 10 + 4)), 1e-6);
  check_close(MatrixRM(middle.row(3)), MatrixRM(table.row(5 * 10 + 5)), 1e-6);
}

TEST_CASE("AutoencoderKL encodes and decodes as diffusers does, with and without attention", "[sd3][vae]") {
  for (const std::string name : {"vae", "vae_attention"}) {
    INFO(name);
    const AutoencoderShape shape = good(autoencoder_config(config_of(name), name, kBytes));
    const auto encoder = loaded(name + ".encoder.", AutoencoderEncoder(shape));
    const auto decoder = loaded(name + ".decoder.", AutoencoderDecoder(shape));
    const int pixels = 16 * 24 / shape.factor() / shape.factor();
    check_close(encode(encoder, fixture_matrix(file(), name + ":colours", 16 * 24), 16, 24),
                fixture_matrix(file(), name + ":encoded", pixels), kTolerance);
    check_close(decode(decoder, fixture_matrix(file(), name + ":latent", 24), 4, 6),
                fixture_matrix(file(), name + ":decoded", 24 * shape.factor() * shape.factor()), kTolerance);
  }
}

TEST_CASE("FLUX's double and single block are computed as diffusers does", "[sd3][blocks]") {
  const Json config = config_of("flux");
  const int heads = config["num_attention_heads"], width = heads * config["attention_head_dim"].get<int>();
  const RopeTable rope = make_rope_table(flux_positions(5, 3, 4), config["axes_dims_rope"]);
  AttentionControl control;
  control.rope = &rope;
  MatrixRM text = fixture_matrix(file(), "flux:text"), image = fixture_matrix(file(), "flux:image");
  const VectorF c = fixture_vector(file(), "flux:c");
  MatrixRM joint(text.rows() + image.rows(), width);
  joint << text, image;

  BlockScratch scratch;
  const auto twice =
      loaded("flux.transformer_blocks.0.", JointTransformerBlock(width, heads, 4 * width, /*qk_norm=*/true));
  run(twice, text, image, c, scratch, control);
  check_close(text, fixture_matrix(file(), "flux:double_text"), kFluxTolerance);
  check_close(image, fixture_matrix(file(), "flux:double_image"), kFluxTolerance);

  const auto once = loaded("flux.single_transformer_blocks.0.", FluxSingleTransformerBlock(width, heads, 4 * width));
  run(once, joint, 5, c, scratch.attend, control);
  check_close(joint, fixture_matrix(file(), "flux:single"), kFluxTolerance);
}

TEST_CASE("the noise levels are those of FlowMatchEulerDiscreteScheduler", "[sd3][flow]") {
  for (const int shift : {1, 2, 3}) {
    for (const int steps : {1, 7, 28}) {
      INFO("shift " << shift << ", " << steps << " steps");
      const auto want = fixture_vector(file(), "sigmas:" + std::to_string(shift) + ":" + std::to_string(steps));
      const auto got = good(sd3_sigmas(steps, shift));
      REQUIRE(static_cast<Eigen::Index>(got.size()) == want.size());
      for (std::size_t i = 0; i < got.size(); ++i) {
        CHECK(std::abs(got[i] - static_cast<double>(want[static_cast<Eigen::Index>(i)])) < 1e-6);
      }
    }
  }
}

TEST_CASE("a part that this core does not compute is refused by its key", "[sd3][errors]") {
  const auto where = [](const auto& result) {
    REQUIRE_FALSE(result);
    return result.error().where;
  };
  const auto changed = [](const char* name, const char* key, const Json& value) {
    Json config = config_of(name);
    config[key] = value;
    return config;
  };
  const auto sd3 = [&](const char* key, const Json& value) {
    return where(transformer_config(changed("sd35", key, value), "transformer", kBytes));
  };
  CHECK(sd3("dual_attention_layers", {0}) == "transformer.dual_attention_layers");
  CHECK(sd3("qk_norm", "layer_norm") == "transformer.qk_norm");
  CHECK(sd3("_class_name", "FluxTransformer2DModel") == "transformer._class_name");
  CHECK(sd3("caption_projection_dim", 24) == "transformer.caption_projection_dim");
  CHECK(sd3("num_layers", 60000) == "transformer.num_layers");
  CHECK(sd3("sample_size", nullptr) == "transformer.sample_size");
  const auto clip = [&](const char* key, const Json& value) {
    return where(clip_text_config(changed("clip_l", key, value), "text_encoder", kBytes));
  };
  CHECK(clip("hidden_act", "relu") == "text_encoder.hidden_act");
  CHECK(clip("architectures", {"CLIPTextModel"}) == "text_encoder.architectures");
  CHECK(clip("eos_token_id", 2) == "text_encoder.eos_token_id");
  CHECK(clip("num_hidden_layers", 65536) == "text_encoder.hidden_size");
  CHECK(where(t5_config(changed("t5", "feed_forward_proj", "relu"), "text_encoder_3", kBytes)) ==
        "text_encoder_3.feed_forward_proj");
  CHECK(where(autoencoder_config(changed("vae", "use_quant_conv", true), "vae", kBytes)) == "vae.use_quant_conv");
  CHECK(where(autoencoder_config(changed("vae", "shift_factor", nullptr), "vae", kBytes)) == "vae.shift_factor");
  CHECK(where(autoencoder_config(changed("vae", "down_block_types", {"AttnDownEncoderBlock2D"}), "vae", kBytes)) ==
        "vae.down_block_types");
  CHECK(where(scheduler_config({{"use_dynamic_shifting", true}}, "scheduler")) == "scheduler.use_dynamic_shifting");
}
