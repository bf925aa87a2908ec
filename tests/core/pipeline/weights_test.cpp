// Weights files that are not what they should be come back as words.

#include "core/io/json.h"

#include "core/catalogue/flops.h"
#include "core/catalogue/parameters.h"
#include "core/pipeline/diffusers_folder.h"
#include "core/pipeline/run.h"
#include "tests/core/pipeline/tiny.h"

using namespace lesson;

namespace {

/// The shipped file with its config changed and, if named, one tensor left out.
std::vector<std::byte> changed(const std::function<void(Json&)>& change, const std::string& without = "") {
  static const std::vector<std::byte> bytes = file_bytes(weights_path("tiny-sd3.safetensors"));
  const auto file = SafetensorsFile::borrow(bytes);
  REQUIRE(file);
  Json config = Json::parse(file.value().metadata().at("config"), nullptr, false);
  change(config);
  SafetensorsWriter writer;
  writer.set_metadata("config", config.dump());
  for (const TensorView& tensor : file.value().tensors()) {
    if (tensor.name == without) continue;
    writer.add_raw(std::string(tensor.name), tensor.dtype, {tensor.shape.begin(), tensor.shape.end()},
                   {tensor.data.begin(), tensor.data.end()});
  }
  auto written = writer.finish();
  REQUIRE(written);
  return std::move(written).value();
}

std::string refused(const std::function<void(Json&)>& change, const std::string& without = "") {
  const auto loaded = TinySd3::load(changed(change, without));
  REQUIRE_FALSE(loaded);
  return loaded.error().where;
}

}  // namespace

TEST_CASE("the shipped file loads, says what it was trained on and hashes itself", "[pipeline][weights]") {
  const TrainedDenoiser* flow = tiny_sd3().denoiser(ModelKind::flow);
  REQUIRE(flow);
  CHECK(flow->sha256.size() == 64);
  CHECK(flow->samples_trained > 0);
  CHECK(flow->net.shape.image_tokens() + tiny_sd3().context() == 333);  // as the lesson counts
  CHECK(Json::parse(tiny_sd3().world_json(), nullptr, false).is_object());
}

namespace {

std::int64_t elements(const TensorView& tensor) {
  std::int64_t count = 1;
  for (const std::uint64_t size : tensor.shape) count *= static_cast<std::int64_t>(size);
  return count;
}

/// Numbers the file holds under a prefix; the scales of 8-bit weights are not parameters.
std::int64_t numbers_under(const SafetensorsFile& file, const std::string& prefix) {
  std::int64_t count = 0;
  for (const TensorView& tensor : file.tensors()) {
    if (tensor.name.starts_with(prefix) && !tensor.name.ends_with(".scale")) count += elements(tensor);
  }
  return count;
}

/// Two FLOPs a weight for every row a matrix is applied to, and both products of the attention.
std::int64_t flops_of(const SafetensorsFile& file) {
  const TinySizes size = tiny_sizes();
  const std::int64_t T = size.text, I = size.image, S = T + I, d = size.width;
  const auto has = [](std::string_view name, const char* part) { return name.find(part) != name.npos; };
  const auto once = [&](std::string_view name) {
    return has(name, "norm1") || has(name, "norm_out") || has(name, "time_text_embed");
  };
  const auto text = [&](std::string_view name) { return has(name, "add_") || has(name, "context"); };
  std::int64_t sum = size.blocks * 4 * S * S * d;
  for (const TensorView& tensor : file.tensors()) {
    if (!tensor.name.starts_with("transformer.") || tensor.shape.size() < 2) continue;
    sum += 2 * elements(tensor) * (once(tensor.name) ? 1 : text(tensor.name) ? T : I);
  }
  return sum;
}

}  // namespace

TEST_CASE("the catalogue counts what the shipped file holds", "[pipeline][weights][catalogue]") {
  const auto bytes = file_bytes(weights_path("tiny-sd3.safetensors"));
  const auto file = SafetensorsFile::borrow(bytes);
  const auto setting = catalogue::make_setting("tiny-sd3");
  REQUIRE(file);
  REQUIRE(setting);
  const auto counted = catalogue::pipeline_parameters(setting.value());
  CHECK(counted.transformer == numbers_under(file.value(), "transformer."));
  CHECK(counted.vae == numbers_under(file.value(), "vae."));
  const char* parts[] = {"text_encoder.", "text_encoder_2.", "text_encoder_3."};
  REQUIRE(counted.text_encoders.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    INFO(parts[i]);
    CHECK(counted.text_encoders[i].parameters == numbers_under(file.value(), parts[i]));
  }
  CHECK(catalogue::forward_flops(setting.value()) == flops_of(file.value()));
}

TEST_CASE("the shipped file is a whole checkpoint, readers, denoiser and both halves of the autoencoder",
          "[pipeline][weights]") {
  const auto bytes = file_bytes(weights_path("tiny-sd3.safetensors"));
  CHECK(bytes.size() <= 4'000'000);
  const auto folder = export_checkpoint(bytes);
  INFO((folder ? "" : folder.error().message()));
  REQUIRE(folder);
  const auto back = import_checkpoint(folder.value(), StoredWeights::exact);
  REQUIRE(back);
  const auto again = TinySd3::load(back.value());
  REQUIRE(again);
  RunRequest request = default_request(tiny_sd3());
  request.prompt = "a red boat at noon";
  request.steps = 3;
  CHECK(run_to_end(again.value(), request).value().picture_sha256() ==
        run_to_end(tiny_sd3(), request).value().picture_sha256());
}

TEST_CASE("a missing tensor is named", "[pipeline][weights][errors]") {
  const auto same = [](Json&) {};
  for (const char* name :
       {"transformer.transformer_blocks.2.attn.add_k_proj.bias",
        "transformer.transformer_blocks.2.ff_context.net.2.weight.scale",
        "text_encoder_3.encoder.final_layer_norm.weight", "vae.decoder.mid_block.resnets.0.conv1.bias"}) {
    CHECK(refused(same, name) == name);
  }
}

TEST_CASE("a setting that is missing, of another type or size is named", "[pipeline][weights][errors]") {
  CHECK(refused([](Json& c) { c["format"] = "tiny-sd3/1"; }) == "config.format");
  CHECK(refused([](Json& c) { c["kind"] = "noise"; }) == "config.kind");
  CHECK(refused([](Json& c) { c["kind"] = "ddpm"; }) == "config.kind");
  CHECK(refused([](Json& c) { c.erase("transformer"); }) == "config.transformer");
  CHECK(refused([](Json& c) { c["transformer"]["num_layers"] = "4"; }) == "config.transformer.num_layers");
  CHECK(refused([](Json& c) { c["transformer"]["num_layers"] = 60000; }) == "config.transformer.num_layers");
  CHECK(refused([](Json& c) { c["tokenizer"]["words"].push_back("zebra"); }) == "config.text_encoder.vocab_size");
  CHECK(refused([](Json& c) { c["tokenizer"]["words"][0] = "Two words"; }) == "tokenizer.words[0]");
  CHECK(refused([](Json& c) { c["defaults"]["steps"] = 0; }) == "config.defaults.steps");
  CHECK(refused([](Json& c) { c["vae"]["scaling_factor"] = 0; }) == "config.vae.scaling_factor");
}

namespace {

Json pointing_of(int block, int head) {
  const Json chosen = {{"block", block}, {"head", head}, {"accuracy", 0.9}, {"se", 0.04}, {"n", 70}, {"reader", "t5"}};
  return {{"time", 0.5}, {"image_reads_text", chosen}, {"text_reads_image", chosen}};
}

}  // namespace

TEST_CASE("heads that point and the size trained at come from the file, where it tells", "[pipeline][weights]") {
  const auto told = TinySd3::load(changed([](Json& c) {
    c["pointing"] = pointing_of(2, 1);
    c["stage"] = "low";
  }));
  REQUIRE(told);
  const TrainedDenoiser& flow = *told.value().denoiser(ModelKind::flow);
  CHECK_FALSE(flow.full_size);
  REQUIRE(flow.pointing);
  CHECK(flow.pointing->text_reads_image.block == 2);
  CHECK(flow.pointing->image_reads_text.head == 1);
  CHECK(flow.pointing->image_reads_text.words == 70);
  CHECK(flow.pointing->image_reads_text.reader == "t5");
  const auto silent = TinySd3::load(changed([](Json& c) {
    c.erase("pointing");
    c.erase("stage");
  }));
  REQUIRE(silent);
  CHECK_FALSE(silent.value().denoiser(ModelKind::flow)->pointing);
  CHECK(silent.value().denoiser(ModelKind::flow)->full_size);
  CHECK(refused([](Json& c) { c["pointing"] = pointing_of(tiny_sizes().blocks, 0); }) ==
        "config.pointing.image_reads_text.block");
  CHECK(refused([](Json& c) { c["pointing"] = {{"time", 0.5}}; }) == "config.pointing.image_reads_text");
  CHECK(refused([](Json& c) { c["stage"] = "middle"; }) == "config.stage");
}

TEST_CASE("no weights file at all is said plainly", "[pipeline][weights][errors]") {
  CHECK_FALSE(TinySd3::load({}));
  auto empty = SafetensorsWriter().finish();
  REQUIRE(empty);
  const auto loaded = TinySd3::load(empty.value());
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().where.find("config") != std::string::npos);
  TinySd3 model = tiny_sd3();
  CHECK_FALSE(model.add(file_bytes(weights_path("tiny-sd3.safetensors"))));
}
