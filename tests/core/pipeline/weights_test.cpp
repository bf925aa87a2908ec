// Weights files that are not what they should be come back as words.

#include "core/io/json.h"

#include "core/catalogue/flops.h"
#include "core/catalogue/parameters.h"
#include "core/pipeline/tiny.h"

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
  CHECK(flow->net.shape.image_tokens() + tiny_sd3().context() == 333);
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
  const std::int64_t T = 77, I = 256, S = T + I, d = 128, blocks = 4;
  const auto once = [](std::string_view name) {
    return name.ends_with(".mod.weight") || name.starts_with("flow.cond.") || name.starts_with("flow.final_mod.");
  };
  const auto text = [](std::string_view name) { return name.find(".text.") != name.npos; };
  std::int64_t sum = blocks * 4 * S * S * d;
  for (const TensorView& tensor : file.tensors()) {
    if (!tensor.name.starts_with("flow.") || tensor.shape.size() != 2) continue;
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
  CHECK(counted.transformer == numbers_under(file.value(), "flow."));
  CHECK(counted.vae == numbers_under(file.value(), "vae."));
  for (const auto& encoder : counted.text_encoders) {
    INFO(encoder.key);
    CHECK(encoder.parameters == numbers_under(file.value(), encoder.key + "."));
  }
  CHECK(catalogue::forward_flops(setting.value()) == flops_of(file.value()));
}

TEST_CASE("a missing tensor is named", "[pipeline][weights][errors]") {
  const auto same = [](Json&) {};
  CHECK(refused(same, "flow.blocks.2.text.qkv.bias") == "flow.blocks.2.text.qkv.bias");
  CHECK(refused(same, "flow.blocks.2.text.qkv.weight.scale") == "flow.blocks.2.text.qkv.weight.scale");
  CHECK(refused(same, "t5.final.weight") == "t5.final.weight");
  CHECK(refused(same, "vae.decoder.mid.bias") == "vae.decoder.mid.bias");
}

TEST_CASE("a setting that is missing, of another type or size is named", "[pipeline][weights][errors]") {
  CHECK(refused([](Json& c) { c["format"] = "tiny-sd3/3"; }) == "config.format");
  CHECK(refused([](Json& c) { c["format"] = "tiny-sd3/2"; }) == "config.text_encoder");
  CHECK(refused([](Json& c) { c.erase("width"); }) == "config.width");
  CHECK(refused([](Json& c) { c["heads"] = "4"; }) == "config.heads");
  CHECK(refused([](Json& c) { c["heads"] = 3; }) == "config.width");
  CHECK(refused([](Json& c) { c["blocks"] = 1e9; }) == "config.blocks");
  CHECK(refused([](Json& c) { c["blocks"] = 60000; }) == "config.width");  // more than the file can fill
  CHECK(refused([](Json& c) { c["width"] = 65536; }) == "config.width");
  CHECK(refused([](Json& c) { c["latent"] = {4, 32}; }) == "config.latent");
  CHECK(refused([](Json& c) { c["latent"] = {4, 33, 32}; }) == "config.latent");
  CHECK(refused([](Json& c) { c["mlp"] = 4; }).starts_with("flow.blocks.0."));
  CHECK(refused([](Json& c) { c["clip_g"].erase("layers"); }) == "config.clip_g.layers");
  CHECK(refused([](Json& c) { c["t5"]["width"] = 161; }) == "config");
  CHECK(refused([](Json& c) { c["t5"]["layers"] = 60000; }) == "config");
  CHECK(refused([](Json& c) { c["vocab"] = {"a"}; }) == "config.vocab");
  CHECK(refused([](Json& c) { c["vocab"][0] = "cat"; }) == "vocab[0]");
  CHECK(refused([](Json& c) { c["vocab"].push_back("zebra"); }) == "clip_l.token.weight");
  CHECK(refused([](Json& c) { c["gain"] = {1, 1}; }) == "config.gain");
  CHECK(refused([](Json& c) { c["kind"] = "ddpm"; }).starts_with("config."));
}

namespace {

Json pointing_of(int block, int head) {
  const Json chosen = {{"block", block}, {"head", head}, {"accuracy", 0.9}, {"se", 0.04}, {"n", 70}};
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
  const auto silent = TinySd3::load(changed([](Json& c) {
    c.erase("pointing");
    c.erase("stage");
  }));
  REQUIRE(silent);
  CHECK_FALSE(silent.value().denoiser(ModelKind::flow)->pointing);
  CHECK(silent.value().denoiser(ModelKind::flow)->full_size);
  CHECK(refused([](Json& c) { c["pointing"] = pointing_of(4, 0); }) == "config.pointing.image_reads_text.block");
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
