#include <algorithm>
#include <cmath>
#include <set>

#include "core/io/half.h"
#include "core/io/json.h"
#include "core/pipeline/diffusers_folder.h"
#include "core/pipeline/diffusers_names.h"
#include "core/pipeline/sd3_tokenizer_json.h"
#include "core/pipeline/tiny_sd3.h"
#include "core/text_format.h"

namespace lesson {

namespace {

constexpr std::size_t kSmall = 4096;        ///< matrices with fewer numbers stay F16
constexpr float kSmallestFactor = 6.2e-5f;  ///< F16 holds no finer one exactly

Error complaint(std::string what, std::string where, std::string expected, std::string got, std::string next = {}) {
  return {std::move(what), std::move(where), std::move(expected), std::move(got), std::move(next)};
}

/// A folder's files, read with complaints that name them.
class Folder {
 public:
  explicit Folder(const FolderFiles& files) : files_(files) {}

  Result<std::span<const std::byte>> bytes(const std::string& path) const {
    const auto found = files_.find(path);
    if (found != files_.end()) return std::span<const std::byte>(found->second);
    return complaint("the folder has no such file", path, "", "",
                     "Name the folder of a whole Stable Diffusion 3 checkpoint, in safetensors files of one piece.");
  }
  Result<Json> json(const std::string& path) const {
    const auto found = bytes(path);
    if (!found) return found.error();
    const auto* text = reinterpret_cast<const char*>(found.value().data());
    Json json = parse_json({text, found.value().size()});
    if (json.is_object()) return json;
    return complaint("this is no JSON object", path, "{...}",
                     std::string(text, std::min<std::size_t>(found.value().size(), 40)));
  }
  Result<SafetensorsFile> weights(const std::string& path) const {
    const auto found = bytes(path);
    if (!found) return found.error();
    auto file = SafetensorsFile::borrow(found.value());
    if (file) return file;
    Error error = file.error();
    error.where = path + (error.where.empty() ? "" : ", " + error.where);
    return error;
  }

 private:
  const FolderFiles& files_;
};

Result<void> check_index(const Json& index) {
  const auto check = [&](const char* key, const Json& want) -> Result<void> {
    const auto found = index.find(key);
    if (found != index.end() && *found == want) return {};
    return complaint("the checkpoint has another class", std::string(kIndexPath) + ", " + key, print_json(want),
                     found == index.end() ? "nothing" : print_json(*found).substr(0, 80));
  };
  if (auto right = check("_class_name", kPipelineClass); !right) return right;
  for (const PublishedPart& part : kPublishedParts) {
    if (auto right = check(part.folder, Json::array({part.library, part.class_name})); !right) return right;
  }
  return check("scheduler", Json::array({"diffusers", kSchedulerClass}));
}

/// Rows that a tokenizer gives, which must pad as SD3's does.
Result<int> read_length(const Folder& folder, TextEncoder reader) {
  const std::string path = std::string(kTokenizerFolders[static_cast<std::size_t>(reader)]) + "/tokenizer_config.json";
  const auto config = folder.json(path);
  if (!config) return config.error();
  const auto wrong = [&](const char* key, std::string expected) {
    const auto found = config.value().find(key);
    return complaint("a setting is missing or wrong", path + ", " + key, std::move(expected),
                     found == config.value().end() ? "nothing" : print_json(*found).substr(0, 60));
  };
  const auto pad = config.value().find("pad_token");
  const Json content = pad == config.value().end() ? Json() : pad->is_object() ? pad->value("content", Json()) : *pad;
  const char* const ours = pad_token(reader);
  if (content != ours) return wrong("pad_token", ours);
  const auto found = config.value().find("model_max_length");
  const double length = found != config.value().end() && found->is_number() ? found->get<double>() : 0;
  if (length >= 2 && length <= 4096 && length == std::floor(length)) return static_cast<int>(length);
  return wrong("model_max_length", "a whole number from 2 to 4096");
}

/// Of the three tokenizers. SD3 reads with both CLIPs as many rows as the first one's tokenizer says.
Result<PromptLengths> read_lengths(const Folder& folder) {
  std::array<int, kTextEncoders> rows = {};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto length = read_length(folder, static_cast<TextEncoder>(i));
    if (!length) return length.error();
    rows[i] = length.value();
  }
  return PromptLengths{rows[0], rows[2]};
}

Result<Json> read_words(const Folder& folder, PromptLengths lengths) {
  std::array<Json, kTextEncoders> json;
  for (std::size_t i = 0; i < json.size(); ++i) {
    auto read = folder.json(std::string(kTokenizerFolders[i]) + "/tokenizer.json");
    if (!read) return read.error();
    json[i] = std::move(read).value();
  }
  const auto tokenizer = read_tokenizers(json, lengths);
  if (!tokenizer) return tokenizer.error();
  return Json{{"words", tokenizer.value().words()}};
}

/// Everything but the weights.
Result<Json> read_settings(const Folder& folder) {
  const auto index = folder.json(kIndexPath);
  if (!index) return index.error();
  if (auto right = check_index(index.value()); !right) return right.error();
  Json config = {{"format", "tiny-sd3/2"}, {"kind", "flow"}};
  for (const PublishedPart& part : kPublishedParts) {
    auto read = folder.json(part.config_path());
    if (!read) return read.error();
    config[part.folder] = std::move(read).value();
  }
  auto scheduler = folder.json(kSchedulerPath);
  if (!scheduler) return scheduler.error();
  config["scheduler"] = std::move(scheduler).value();
  const auto lengths = read_lengths(folder);
  if (!lengths) return lengths.error();
  auto words = read_words(folder, lengths.value());
  if (!words) return words.error();
  config["tokenizer"] = std::move(words).value();
  config["defaults"] = {{"steps", 28}, {"guidance_scale", 4.0}};
  if (folder.bytes(kOwnPath)) {
    const auto own = folder.json(kOwnPath);
    if (!own) return own.error();
    for (const auto& [key, value] : own.value().items()) config[key] = value;
  }
  if (config["defaults"].is_object()) config["defaults"]["max_sequence_length"] = lengths.value().t5;
  const Json& positions = config["text_encoder"]["max_position_embeddings"];
  if (positions == lengths.value().clip) return config;
  return complaint("the tokenizer gives more or fewer rows than the encoder reads",
                   std::string(kTokenizerFolders[0]) + "/tokenizer_config.json, model_max_length",
                   print_json(positions), std::to_string(lengths.value().clip));
}

/// As published: a vector, a matrix, or a convolution [out, in, k, k], which our structs flatten.
std::vector<std::uint64_t> published_shape(const std::string& name, Eigen::Index rows, Eigen::Index cols, int patch) {
  const auto out = static_cast<std::uint64_t>(rows), in = static_cast<std::uint64_t>(cols);
  const auto square = [&](std::uint64_t k) { return std::vector<std::uint64_t>{out, in / (k * k), k, k}; };
  if (name == "transformer.pos_embed.proj.weight") return square(static_cast<std::uint64_t>(patch));
  if (name.starts_with("vae.") && name.ends_with("conv_shortcut.weight")) return square(1);
  const bool convolution = name.starts_with("vae.") && name.find(".conv") != name.npos;
  if (convolution && name.ends_with(".weight") && name.find("norm") == name.npos) return square(3);
  return {out, in};
}

using PartFiles = std::map<std::string, SafetensorsFile, std::less<>>;

Result<PartFiles> open_parts(const Folder& folder) {
  PartFiles files;
  for (const PublishedPart& part : kPublishedParts) {
    auto file = folder.weights(part.weights_path());
    if (!file) return file.error();
    files.emplace(part.folder, std::move(file).value());
  }
  return files;
}

/// Copies tensors from the parts' files into one.
class Collector {
 public:
  Collector(const PartFiles& files, const Sd3Config& sizes, StoredWeights stored)
      : files_(files), sizes_(sizes), stored_(stored) {}

  Result<void> collect(SafetensorsWriter& writer) {
    std::optional<Error> failed;
    visit_sd3_tensors(sizes_, [&](const std::string& name, const auto& tensor) {
      if (failed) return;
      constexpr bool vector = std::decay_t<decltype(tensor)>::ColsAtCompileTime == 1;
      auto shape = published_shape(name, tensor.rows(), tensor.cols(), sizes_.transformer.patch);
      if (vector) shape.resize(1);
      if (auto copied = copy(name, shape, writer); !copied) failed = copied.error();
    });
    if (failed) return *failed;
    return check_rest();
  }

 private:
  Result<void> copy(const std::string& name, const std::vector<std::uint64_t>& shape, SafetensorsWriter& writer) {
    const std::size_t dot = name.find('.');
    const std::string part = name.substr(0, dot);
    const TensorView* tensor = files_.at(part).find(name.substr(dot + 1));
    if (!tensor) return complaint("the checkpoint lacks a tensor", name, shape_text(shape), "nothing");
    if (!std::equal(shape.begin(), shape.end(), tensor->shape.begin(), tensor->shape.end())) {
      return complaint("a tensor has another shape", name, shape_text(shape), shape_text(tensor->shape));
    }
    const DType type = tensor->dtype;
    if (type != DType::f32 && type != DType::f16 && type != DType::bf16) {
      return complaint("not a type of weights", name, "F32, F16 or BF16", std::string(name_of(type)));
    }
    seen_.insert(name);
    add(name, shape, to_floats(*tensor), writer);
    return {};
  }

  void add(const std::string& name, const std::vector<std::uint64_t>& shape, std::vector<float> values,
           SafetensorsWriter& writer) const {
    if (stored_ == StoredWeights::exact) return writer.add(name, shape, values);
    if (shape.size() < 2 || values.size() < kSmall || name.starts_with("vae.decoder.")) {
      return writer.add(name, shape, values, DType::f16);
    }
    std::vector<float> factors(static_cast<std::size_t>(shape[0]));
    const std::size_t cols = values.size() / factors.size();
    for (std::size_t row = 0; row < factors.size(); ++row) {
      const std::span<float> line(values.data() + row * cols, cols);
      float largest = 0;
      for (const float value : line) largest = std::max(largest, std::abs(value));
      factors[row] = half_to_float(float_to_half(std::max(largest / 127.0f, kSmallestFactor)));
      for (float& value : line) value = std::clamp(std::nearbyint(value / factors[row]), -127.0f, 127.0f);
    }
    writer.add(name, shape, values, DType::i8);
    writer.add(name + ".scale", {shape[0]}, factors, DType::f16);
  }

  /// Tensors that nobody asked for would change what the published class computes.
  Result<void> check_rest() const {
    for (const auto& [part, file] : files_) {
      for (const TensorView& tensor : file.tensors()) {
        const std::string name = part + "." + std::string(tensor.name);
        if (seen_.contains(name) || tensor.name == "text_model.embeddings.position_ids" ||
            tensor.name == "encoder.embed_tokens.weight") {
          continue;
        }
        if (part == "transformer" && tensor.name == kPlacesTensor) {
          if (auto same = check_places(tensor); !same) return same;
          continue;
        }
        return complaint("the checkpoint has a tensor that its config does not ask for", name, "", "");
      }
    }
    return {};
  }

  Result<void> check_places(const TensorView& tensor) const {
    const MatrixRM ours = places_table(sizes_.transformer);
    const std::vector<float> theirs = to_floats(tensor);
    const bool same = theirs.size() == static_cast<std::size_t>(ours.size()) &&
                      std::equal(theirs.begin(), theirs.end(), ours.data(),
                                 [](float a, float b) { return std::abs(a - b) < 2e-3f; });  // F16 may have rounded it
    if (same) return {};
    return complaint("the places of patches are not the published table", "transformer." + std::string(kPlacesTensor),
                     shape_text(std::array<std::uint64_t, 3>{1, static_cast<std::uint64_t>(ours.rows()),
                                                             static_cast<std::uint64_t>(ours.cols())}) +
                         " of sines and cosines",
                     shape_text(tensor.shape));
  }

  const PartFiles& files_;
  const Sd3Config& sizes_;
  StoredWeights stored_;
  std::set<std::string, std::less<>> seen_;
};

}  // namespace

std::vector<std::string> checkpoint_paths() {
  std::vector<std::string> paths = {kIndexPath, kSchedulerPath};
  for (const PublishedPart& part : kPublishedParts) {
    paths.push_back(part.config_path());
    paths.push_back(part.weights_path());
  }
  for (const char* folder : kTokenizerFolders) {
    paths.push_back(std::string(folder) + "/tokenizer.json");
    paths.push_back(std::string(folder) + "/tokenizer_config.json");
  }
  paths.push_back(kOwnPath);
  return paths;
}

Result<std::vector<std::byte>> import_checkpoint(const FolderFiles& files, StoredWeights stored) {
  const Folder folder(files);
  const auto config = read_settings(folder);
  if (!config) return config.error();
  const auto parts = open_parts(folder);
  if (!parts) return parts.error();
  std::size_t bytes = 0;
  for (const auto& [path, content] : files) bytes += content.size();
  const auto sizes = read_sd3_config(config.value(), bytes);
  if (!sizes) return sizes.error();
  Collector collector(parts.value(), sizes.value(), stored);
  SafetensorsWriter writer;
  writer.set_metadata("config", print_json(config.value()));
  if (auto collected = collector.collect(writer); !collected) return collected.error();
  auto file = writer.finish();
  if (!file) return file;
  if (const auto whole = TinySd3::load(file.value()); !whole) return whole.error();
  return file;
}

}  // namespace lesson
