#include "core/blocks/load_weights.h"
#include "core/io/json.h"
#include "core/pipeline/diffusers_folder.h"
#include "core/pipeline/diffusers_names.h"
#include "core/pipeline/sd3_tokenizer_json.h"
#include "core/pipeline/tiny_sd3.h"

namespace lesson {

namespace {

std::vector<std::byte> bytes_of(const Json& json) {
  const std::string text = print_json(json, 2) + "\n";
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  return {bytes, bytes + text.size()};
}

/// Versions are those that tests/interop compares with.
Json model_index() {
  Json index = {{"_class_name", kPipelineClass}, {"_diffusers_version", "0.42.1"}};
  for (const char* missing : {"feature_extractor", "image_encoder"}) index[missing] = {nullptr, nullptr};
  index["scheduler"] = {"diffusers", kSchedulerClass};
  for (const PublishedPart& part : kPublishedParts) index[part.folder] = {part.library, part.class_name};
  for (const char* folder : kTokenizerFolders) index[folder] = {"transformers", "PreTrainedTokenizerFast"};
  return index;
}

/// What the config holds beyond the parts of a checkpoint.
Json own_settings(Json config) {
  for (const char* key : {"format", "kind", "scheduler", "tokenizer"}) config.erase(key);
  for (const char* part : kSd3Parts) config.erase(part);
  return config;
}

/// The tensors of one part as F32 under their published names.
Result<std::vector<std::byte>> part_weights(const SafetensorsFile& file, const Sd3Config& sizes,
                                            const std::string& part) {
  SafetensorsWriter writer;
  writer.set_metadata("format", "pt");
  std::optional<Error> failed;
  visit_sd3_tensors(sizes, [&](const std::string& name, const auto& tensor) {
    if (failed || !name.starts_with(part + ".")) return;
    std::vector<float> values(static_cast<std::size_t>(tensor.size()));
    if (auto read = read_weights(file, name, tensor.rows(), tensor.cols(), values.data()); !read) {
      failed = read.error();
      return;
    }
    const TensorView& stored = *file.find(name);
    writer.add(name.substr(part.size() + 1), {stored.shape.begin(), stored.shape.end()}, values);
  });
  if (failed) return *failed;
  if (part == "transformer") {
    const MatrixRM places = places_table(sizes.transformer);
    writer.add(kPlacesTensor, {1, static_cast<std::uint64_t>(places.rows()), static_cast<std::uint64_t>(places.cols())},
               {places.data(), static_cast<std::size_t>(places.size())});
  }
  return writer.finish();
}

}  // namespace

Result<FolderFiles> export_checkpoint(std::span<const std::byte> bytes) {
  if (const auto whole = TinySd3::load(bytes); !whole) return whole.error();
  const auto file = SafetensorsFile::borrow(bytes);
  const Json config = parse_json(file.value().metadata().at("config"));
  if (config["format"] != "tiny-sd3/2") {
    return Error{"this file is no Stable Diffusion 3 checkpoint", "config.format", "tiny-sd3/2",
                 print_json(config["format"]), "Take the weights file of a newer release."};
  }
  const auto sizes = read_sd3_config(config, bytes.size());
  if (!sizes) return sizes.error();
  const auto tokenizer =
      Sd3Tokenizer::make(config["tokenizer"]["words"].get<std::vector<std::string>>(), sizes.value().lengths);
  if (!tokenizer) return tokenizer.error();

  FolderFiles files;
  files[kIndexPath] = bytes_of(model_index());
  files[kSchedulerPath] = bytes_of(config["scheduler"]);
  files[kOwnPath] = bytes_of(own_settings(config));
  for (std::size_t i = 0; i < kTokenizerFolders.size(); ++i) {
    const auto reader = static_cast<TextEncoder>(i);
    const std::string folder = kTokenizerFolders[i];
    files[folder + "/tokenizer.json"] = bytes_of(tokenizer_json(tokenizer.value(), reader));
    files[folder + "/tokenizer_config.json"] = bytes_of(tokenizer_config_json(tokenizer.value(), reader));
  }
  for (const PublishedPart& part : kPublishedParts) {
    files[part.config_path()] = bytes_of(config[part.folder]);
    auto weights = part_weights(file.value(), sizes.value(), part.folder);
    if (!weights) return weights.error();
    files[part.weights_path()] = std::move(weights).value();
  }
  return files;
}

}  // namespace lesson
