#include "shell/cli/run_options.h"

#include <filesystem>

#include "core/comma_list.h"
#include "shell/cli/arguments.h"
#include "shell/native/start_picture.h"
#include "shell/native/tiny_sd3_files.h"

namespace lesson::cli {

namespace {

/// A block or step: a whole number from 0.
std::optional<int> index(std::string_view text) {
  const auto number = read_number<int>(text);
  return number && *number >= 0 ? number : std::nullopt;
}

template <class Enum, std::size_t N>
Result<Enum> choose(const char* option, const std::string& word, const std::array<const char*, N>& ids) {
  for (std::size_t i = 0; i < N; ++i) {
    if (word == ids[i]) return static_cast<Enum>(i);
  }
  return Error{"there is no such choice", option, "one of " + join_words(ids), "'" + word + "'", ""};
}

/// The option behind a field of RunRequest.
std::string option_of(const std::string& field) {
  if (field == "cut.quadrants") return "--cut";
  if (field == "cut.blocks") return "--cut-blocks";
  if (field == "image.strength") return "--strength";
  if (field == "image.rgb") return "--image";
  return field.starts_with("cut.") ? "--cut-steps" : "--" + field;
}

Error at(std::string option, Error error) {
  error.where = std::move(option);
  return error;
}

Result<std::vector<int>> read_blocks(std::string_view list) {
  std::vector<int> blocks;
  if (list.empty()) return blocks;
  for (std::size_t begin = 0, comma = 0; comma != list.npos; begin = comma + 1) {
    comma = list.find(',', begin);
    const auto block = index(list.substr(begin, comma - begin));
    if (!block)
      return Error{"not a list of blocks", "--cut-blocks", "block numbers like 0,2", "'" + std::string(list) + "'", ""};
    blocks.push_back(*block);
  }
  return blocks;
}

Result<void> read_steps(std::string_view text, RunCut& cut) {
  if (text.empty()) return {};
  const auto dash = text.find('-');
  const auto first = index(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : index(text.substr(dash + 1));
  if (!first || !last) {
    return Error{"not a range of steps", "--cut-steps", "FIRST-LAST or one number, from 0",
                 "'" + std::string(text) + "'", ""};
  }
  cut.first_step = *first;
  cut.last_step = *last;
  return {};
}

Result<RunCut> read_cut(const RunOptions& options) {
  RunCut cut;
  const auto quadrants = parse_quadrant_cut(options.cut);
  if (!quadrants) return at("--cut", quadrants.error());
  cut.quadrants = quadrants.value();
  auto blocks = read_blocks(options.cut_blocks);
  if (!blocks) return blocks.error();
  cut.blocks = std::move(blocks).value();
  if (auto steps = read_steps(options.cut_steps, cut); !steps) return steps.error();
  return cut;
}

Result<void> read_image(const RunOptions& options, const TinySd3& model, StartImage& image) {
  if (options.image.empty()) {
    if (!options.strength) return {};
    return Error{"a strength without a picture", "--strength", "--image, too", "no --image",
                 "Name a PNG with --image."};
  }
  auto rgb = read_start_picture(options.image, model.picture_factor() * model.latent().width);
  if (!rgb) return rgb.error();
  image = {std::move(rgb).value(), options.strength.value_or(image.strength)};
  return {};
}

Result<RunRequest> read_request(const RunOptions& options, const TinySd3& model, ModelKind kind) {
  RunRequest request = default_request(model, kind);
  request.prompt = options.prompt;
  request.seed = options.seed.value_or(request.seed);
  request.steps = options.steps.value_or(request.steps);
  request.guidance = options.guidance.value_or(request.guidance);
  request.shift = options.shift.value_or(request.shift);
  if (!options.sampler.empty()) {
    const auto sampler = choose<RunSampler>("--sampler", options.sampler, kRunSamplerIds);
    if (!sampler) return sampler.error();
    request.sampler = sampler.value();
  }
  if (!options.levels.empty()) {
    const auto levels = choose<RunLevels>("--levels", options.levels, kRunLevelsIds);
    if (!levels) return levels.error();
    request.levels = levels.value();
  }
  auto cut = read_cut(options);
  if (!cut) return cut.error();
  request.cut = std::move(cut).value();
  const auto drop = parse_encoder_drop(options.drop_encoders);
  if (!drop) return at("--drop-encoders", drop.error());
  request.drop = drop.value();
  if (auto image = read_image(options, model, request.image); !image) return image.error();
  return request;
}

}  // namespace

namespace {

/// A model of the weights folder by its name, or the one of a path.
Result<TinySd3> load_model(const RunOptions& options, const std::optional<ModelKind>& named) {
  if (!named) return load_tiny_sd3_file(options.model);
  const auto folder = find_weights_folder(options.weights);
  if (!folder) return folder.error();
  return load_tiny_sd3(folder.value(), {*named});
}

/// Nothing where it is a path.
Result<std::optional<ModelKind>> named_model(const std::string& word) {
  const auto kind = parse_model_kind(word);
  if (kind) return std::optional(kind.value());
  std::error_code failed;
  if (std::filesystem::exists(word, failed)) return std::optional<ModelKind>();
  Error error = at("--model", kind.error());
  error.expected += ", a weights file or a checkpoint folder";
  return error;
}

}  // namespace

Result<PreparedRun> prepare_run(const RunOptions& options, bool record) {
  const auto named = named_model(options.model);
  if (!named) return named.error();
  auto model = load_model(options, named.value());
  if (!model) return model.error();
  const ModelKind kind = named.value().value_or(ModelKind::flow);
  auto request = read_request(options, model.value(), kind);
  if (!request) return request.error();
  request.value().record = record;
  if (auto valid = validate(request.value(), model.value()); !valid)
    return at(option_of(valid.error().where), valid.error());
  return PreparedRun{std::move(model).value(), std::move(request).value()};
}

}  // namespace lesson::cli
