// A Stable Diffusion 3 checkpoint in one file and as a folder, with random weights: loading, running, there and back.
// tests/interop compares the same with diffusers.

#include "core/io/json.h"
#include "core/pipeline/diffusers_folder.h"
#include "core/pipeline/run.h"
#include "core/pipeline/sd3_tokenizer_json.h"
#include "core/random.h"
#include "tests/core/fixture.h"

using namespace lesson;

namespace {

Json clip_json(const char* activation, int width) {
  return {{"architectures", {"CLIPTextModelWithProjection"}},
          {"vocab_size", 8},
          {"max_position_embeddings", 6},
          {"hidden_size", width},
          {"intermediate_size", 2 * width},
          {"num_hidden_layers", 2},
          {"num_attention_heads", 2},
          {"projection_dim", width},
          {"hidden_act", activation},
          {"bos_token_id", 6},
          {"eos_token_id", 7}};
}

Json config_json() {
  return {{"format", "tiny-sd3/2"},
          {"kind", "flow"},
          {"text_encoder", clip_json("quick_gelu", 8)},
          {"text_encoder_2", clip_json("gelu", 12)},
          {"text_encoder_3",
           {{"vocab_size", 15},
            {"d_model", 24},
            {"d_kv", 6},
            {"num_heads", 2},
            {"d_ff", 20},
            {"num_layers", 2},
            {"feed_forward_proj", "gated-gelu"}}},
          {"transformer",
           {{"_class_name", "SD3Transformer2DModel"},
            {"sample_size", 8},
            {"patch_size", 2},
            {"in_channels", 4},
            {"out_channels", 4},
            {"num_layers", 2},
            {"attention_head_dim", 24},
            {"num_attention_heads", 2},
            {"joint_attention_dim", 24},
            {"caption_projection_dim", 48},
            {"pooled_projection_dim", 20},
            {"pos_embed_max_size", 6},
            {"qk_norm", "rms_norm"},
            {"dual_attention_layers", Json::array()}}},
          {"vae",
           {{"block_out_channels", {4, 8}},
            {"layers_per_block", 1},
            {"latent_channels", 4},
            {"norm_num_groups", 2},
            {"mid_block_add_attention", false},
            {"use_quant_conv", false},
            {"use_post_quant_conv", false},
            {"scaling_factor", 0.9},
            {"shift_factor", 0.1}}},
          {"scheduler", {{"num_train_timesteps", 1000}, {"shift", 1.0}}},
          {"tokenizer", {{"words", {"a", "cat", "red", "two"}}}},
          {"defaults", {{"steps", 3}, {"guidance_scale", 2.5}, {"max_sequence_length", 5}}},
          {"world", {{"subjects", Json::array()}}}};
}

/// Convolutions keep their four axes in a file.
std::vector<std::uint64_t> stored_shape(const std::string& name, Eigen::Index rows, Eigen::Index cols) {
  const auto r = static_cast<std::uint64_t>(rows), c = static_cast<std::uint64_t>(cols);
  if (name.ends_with("pos_embed.proj.weight")) return {r, c / 4, 2, 2};
  if (name.ends_with("conv_shortcut.weight")) return {r, c, 1, 1};
  if (name.starts_with("vae.") && name.find(".conv") != name.npos && name.ends_with("weight") && cols > 1) {
    return {r, c / 9, 3, 3};
  }
  return cols == 1 ? std::vector<std::uint64_t>{r} : std::vector<std::uint64_t>{r, c};
}

std::vector<std::byte> checkpoint(const std::function<void(Json&)>& change = [](Json&) {}) {
  const Json config = config_json();
  const auto sizes = read_sd3_config(config, 1 << 24);
  INFO((sizes ? "" : sizes.error().message()));
  REQUIRE(sizes);
  RandomStream random(5);
  SafetensorsWriter writer;
  visit_sd3_tensors(sizes.value(), [&](const std::string& name, const auto& tensor) {
    std::vector<float> values(static_cast<std::size_t>(tensor.size()));
    random.fill_normals(values);
    for (float& value : values) value *= 0.15f;
    writer.add(name, stored_shape(name, tensor.rows(), tensor.cols()), values);
  });
  Json changed = config;
  change(changed);
  writer.set_metadata("config", print_json(changed));
  auto file = writer.finish();
  REQUIRE(file);
  return std::move(file).value();
}

template <class T>
T good(Result<T> result) {
  INFO((result ? "" : result.error().message()));
  REQUIRE(result);
  return std::move(result).value();
}

RunRequest request(const TinySd3& model) {
  RunRequest wanted = default_request(model);
  wanted.prompt = "two red cats, a cat";
  return wanted;
}

std::string picture(const std::vector<std::byte>& file) {
  const TinySd3 model = good(TinySd3::load(file));
  return good(run_to_end(model, request(model))).picture_sha256();
}

}  // namespace

TEST_CASE("a checkpoint loads and runs, with its own defaults, rows and sizes", "[sd3][pipeline]") {
  const TinySd3 model = good(TinySd3::load(checkpoint()));
  CHECK(model.context() == 11);
  CHECK(model.picture_factor() == 2);
  const Run run = good(run_to_end(model, request(model)));
  CHECK(run.steps() == 3);
  CHECK(run.request().guidance == 2.5);
  CHECK(run.picture().width == 16);
  CHECK(run.prompt().labels[1] == "two");
  CHECK(run.prompt().labels[6] == "two");  // T5's first row
  CHECK(run.prompt().unknown_words == std::vector<std::string>{"cats"});
  CHECK(run.stages()[0].shape == std::vector<std::int64_t>{6, 8});
  CHECK(run.stages()[2].shape == std::vector<std::int64_t>{5, 24});
  CHECK(run.history()[0].t == 1.0);
  CHECK(run.record().has(2, 1, AttentionKind::joint));
}

TEST_CASE("CLIP's rows come first, padded with zeros, then T5's; a dropped reader is zeros", "[sd3][pipeline]") {
  const TinySd3 model = good(TinySd3::load(checkpoint()));
  const EncodedText text = model.read("a cat");
  const TextFeatures all = model.features(text);
  CHECK(all.features.topLeftCorner(6, 8) == text.clip_l.tokens);
  CHECK(all.features.block(0, 8, 6, 12) == text.clip_g.tokens);
  CHECK(all.features.topRightCorner(6, 4).isZero(0));
  CHECK(all.features.bottomRows(5) == text.t5);
  EncoderDrop drop;
  drop.set(TextEncoder::t5);
  drop.set(TextEncoder::clip_g);
  const TextFeatures some = model.features(text, drop);
  CHECK(some.features.topLeftCorner(6, 8) == text.clip_l.tokens);
  CHECK(some.features.rightCols(16).isZero(0));
  CHECK(some.pooled.tail(12).isZero(0));
  const TextFeatures rows = model.features(text, parse_encoder_drop("clip_l_pooled,clip_g_rows").value());
  CHECK(rows.features.topLeftCorner(6, 8) == text.clip_l.tokens);
  CHECK(rows.features.block(0, 8, 6, 12).isZero(0));
  CHECK(rows.features.bottomRows(5) == text.t5);
  CHECK(rows.pooled.head(rows.pooled.size() - 12).isZero(0));
  CHECK(rows.pooled.tail(12) == all.pooled.tail(12));
  CHECK(model.unconditional().features == model.features(model.read("")).features);
}

TEST_CASE("a folder and back is the same model, tensor by tensor", "[sd3][folder]") {
  const auto file = checkpoint();
  const FolderFiles folder = good(export_checkpoint(file));
  for (const std::string& path : checkpoint_paths()) CHECK(folder.contains(path));
  const auto back = good(import_checkpoint(folder, StoredWeights::exact));
  CHECK(picture(back) == picture(file));
  const auto before = good(SafetensorsFile::borrow(file)), after = good(SafetensorsFile::borrow(back));
  REQUIRE(before.tensors().size() == after.tensors().size());
  for (const TensorView& tensor : before.tensors()) {
    const TensorView same = good(after.require(tensor.name));
    CHECK(std::equal(tensor.data.begin(), tensor.data.end(), same.data.begin(), same.data.end()));
  }
}

TEST_CASE("eight bits keep every weight within half a step of its row", "[sd3][folder]") {
  const auto file = checkpoint();
  const auto small = good(import_checkpoint(good(export_checkpoint(file)), StoredWeights::eight_bits));
  CHECK(small.size() < file.size() / 2);
  const auto exact = good(SafetensorsFile::borrow(file)), stored = good(SafetensorsFile::borrow(small));
  int eight = 0;
  for (const TensorView& tensor : exact.tensors()) {
    const TensorView got = good(stored.require(tensor.name));
    const bool large =
        tensor.shape.size() >= 2 && tensor.elements() >= 4096 && !tensor.name.starts_with("vae.decoder.");
    REQUIRE(got.dtype == (large ? DType::i8 : DType::f16));
    if (!large) continue;
    ++eight;
    const auto rows = static_cast<Eigen::Index>(tensor.shape[0]);
    const auto want = to_floats(tensor), numbers = to_floats(got);
    const auto factors = to_floats(good(stored.require(std::string(tensor.name) + ".scale")));
    for (std::size_t i = 0; i < want.size(); ++i) {
      const float factor = factors[i / (want.size() / static_cast<std::size_t>(rows))];
      REQUIRE(std::abs(numbers[i] * factor - want[i]) <= 0.51f * factor);
    }
  }
  CHECK(eight > 0);
  CHECK(good(run_to_end(good(TinySd3::load(small)), request(good(TinySd3::load(small))))).finished());
}

TEST_CASE("parts that do not fit each other are refused by their key", "[sd3][errors]") {
  const auto refused = [](const std::function<void(Json&)>& change) {
    const auto loaded = TinySd3::load(checkpoint(change));
    REQUIRE_FALSE(loaded);
    return loaded.error().where;
  };
  CHECK(refused([](Json& c) { c["text_encoder"]["vocab_size"] = 9; }) == "config.text_encoder.vocab_size");
  CHECK(refused([](Json& c) { c["text_encoder_2"]["max_position_embeddings"] = 7; }) ==
        "config.text_encoder_2.max_position_embeddings");
  CHECK(refused([](Json& c) { c["text_encoder_3"]["d_model"] = 16; }) == "config.text_encoder_3.d_model");
  CHECK(refused([](Json& c) { c["vae"]["latent_channels"] = 3; }) == "config.vae.latent_channels");
  CHECK(refused([](Json& c) { c["transformer"]["pooled_projection_dim"] = 8; }) ==
        "config.transformer.pooled_projection_dim");
  CHECK(refused([](Json& c) { c["defaults"].erase("max_sequence_length"); }) == "config.defaults.max_sequence_length");
  CHECK(refused([](Json& c) { c["tokenizer"]["words"] = {"a", "a", "b", "c"}; }) == "tokenizer.words[1]");
  CHECK(refused([](Json& c) { c.erase("scheduler"); }) == "config.scheduler");
  CHECK(refused([](Json& c) { c["kind"] = "noise"; }) == "config.kind");
  CHECK(refused([](Json& c) { c["transformer"]["num_layers"] = 3; }).starts_with("transformer.transformer_blocks."));
}

TEST_CASE("a folder that does not fit is refused by file, tensor or key", "[sd3][errors]") {
  const FolderFiles whole = good(export_checkpoint(checkpoint()));
  const auto refused = [](const FolderFiles& folder) {
    const auto imported = import_checkpoint(folder, StoredWeights::exact);
    REQUIRE_FALSE(imported);
    return imported.error().where;
  };
  for (const std::string& path : checkpoint_paths()) {
    if (path == checkpoint_paths().back()) continue;  // the lesson's own settings may be missing
    FolderFiles folder = whole;
    folder.erase(path);
    CHECK(refused(folder) == path);
    folder[path] = std::vector<std::byte>(9, std::byte{'x'});
    CHECK(refused(folder).starts_with(path));
  }
  FolderFiles folder = whole;
  Json index =
      parse_json({reinterpret_cast<const char*>(folder["model_index.json"].data()), folder["model_index.json"].size()});
  index["vae"] = {"diffusers", "AutoencoderTiny"};
  const std::string text = print_json(index);
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  folder["model_index.json"] = {bytes, bytes + text.size()};
  CHECK(refused(folder) == "model_index.json, vae");
}

TEST_CASE("tokenizers written as JSON are read back, others are refused", "[sd3][folder]") {
  const auto tokenizer = good(Sd3Tokenizer::make({"a", "cat", "red", "two"}, {6, 5}));
  std::array<Json, 3> json;
  for (std::size_t i = 0; i < 3; ++i) json[i] = tokenizer_json(tokenizer, static_cast<TextEncoder>(i));
  CHECK(good(read_tokenizers(json, {6, 5})).words() == tokenizer.words());
  auto other = json;
  other[2]["model"]["vocab"]["cat"] = 9;
  CHECK(read_tokenizers(other, {6, 5}).error().where == "tokenizer_3/tokenizer.json, model");
  other = json;
  other[0]["model"]["type"] = "BPE";
  CHECK(read_tokenizers(other, {6, 5}).error().where == "tokenizer/tokenizer.json");
}

TEST_CASE("the same velocity by Euler and by DDIM is the same picture, on its own levels and on SD's",
          "[sd3][sampler]") {
  const TinySd3 model = good(TinySd3::load(checkpoint()));
  const auto latent = [&](RunSampler sampler, RunLevels levels) {
    RunRequest wanted = request(model);
    wanted.steps = 12;
    wanted.sampler = sampler;
    wanted.levels = levels;
    return MatrixRM(good(run_to_end(model, wanted)).latent());
  };
  for (const RunLevels levels : {RunLevels::own, RunLevels::scaled_linear}) {
    reference::check_close(latent(RunSampler::ddim, levels), latent(RunSampler::euler, levels), 1e-4);
  }
  CHECK((latent(RunSampler::euler, RunLevels::own) - latent(RunSampler::euler, RunLevels::scaled_linear)).norm() >
        0.1f);
}

TEST_CASE("SD's levels begin short of pure noise, as its schedule does", "[sd3][sampler]") {
  const TinySd3 model = good(TinySd3::load(checkpoint()));
  RunRequest wanted = request(model);
  wanted.levels = RunLevels::scaled_linear;
  const StepPlan plan = good(plan_steps(wanted, *model.denoiser(ModelKind::flow)));
  const double signal = 0.0682610, noise = std::sqrt(1 - signal * signal);  // sqrt(abar_999) of Stable Diffusion v1
  CHECK(std::abs(plan.times[0] - noise / (signal + noise)) < 1e-5);
  CHECK(std::abs(plan.start - 1 / (signal + noise)) < 1e-5);
  CHECK(plan.times.back() == 0);
}
