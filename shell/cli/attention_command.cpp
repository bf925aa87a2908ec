#include "shell/cli/attention_command.h"

#include <charconv>
#include <cstdint>
#include <iomanip>
#include <limits>
#include <vector>

#include "core/attention/attention.h"
#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "core/text_format.h"
#include "shell/cli/exit_code.h"
#include "shell/native/files.h"

namespace lesson::cli {

namespace {

/// Weights beyond this many bytes are not worth a file.
constexpr std::uint64_t kMaxWeightBytes = std::uint64_t{8} << 30;

struct Capture {
  MatrixRM q, k, v;
  JointAttentionOptions settings;
};

Result<MatrixRM> read_tensor(const SafetensorsFile& file, const char* name) {
  const auto tensor = file.require(name);
  if (!tensor) return tensor.error();
  if (tensor.value().dtype != DType::f32) {
    return Error{"wrong element type", "tensor '" + std::string(name) + "'", "F32",
                 std::string(tensor.value().dtype_name), "Save the capture in single precision."};
  }
  const auto too_long = [](std::uint64_t size) { return size > std::numeric_limits<int>::max(); };
  const auto shape = tensor.value().shape;
  if (shape.size() != 2 || shape[0] == 0 || shape[1] == 0 || too_long(shape[0]) || too_long(shape[1])) {
    return Error{"wrong shape", "tensor '" + std::string(name) + "'", "[S, H*D] with at least one row and column",
                 shape_text(shape), "Lay the heads side by side on the columns."};
  }
  return to_matrix(tensor.value());
}

Result<int> read_count(const SafetensorsFile& file, const char* key, int low, const std::string& next) {
  const auto text = file.require_metadata(key);
  if (!text) return text.error();
  int count = 0;
  const char* const end = text.value().data() + text.value().size();
  const auto parsed = std::from_chars(text.value().data(), end, count);
  if (parsed.ec == std::errc() && parsed.ptr == end && count >= low) return count;
  return Error{"not a count", "metadata '" + std::string(key) + "'",
               "a whole number of at least " + std::to_string(low), "\"" + text.value() + "\"", next};
}

Result<JointAttentionOptions> read_settings(const SafetensorsFile& file) {
  JointAttentionOptions settings;
  const auto heads = read_count(file, "heads", 1, "Give the number of heads H of q [S, H*D].");
  if (!heads) return heads.error();
  const auto text = read_count(file, "text_tokens", 0, "Give the number T of text rows, which come first.");
  if (!text) return text.error();
  settings.heads = heads.value();
  settings.text_tokens = text.value();
  if (const auto found = file.metadata().find("cut"); found != file.metadata().end()) {
    auto cut = parse_quadrant_cut(found->second);
    if (!cut) {
      Error error = cut.error();
      error.where = "metadata 'cut'";
      return error;
    }
    settings.cut = cut.value();
  }
  return settings;
}

Result<Capture> read_capture(const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  const auto file = SafetensorsFile::own(std::move(bytes).value());
  if (!file) return file.error();
  Capture capture;
  const auto read_into = [&](const char* name, MatrixRM& matrix) -> Result<void> {
    auto tensor = read_tensor(file.value(), name);
    if (!tensor) return tensor.error();
    matrix = std::move(tensor).value();
    return {};
  };
  if (auto read = read_into("q", capture.q); !read) return read.error();
  if (auto read = read_into("k", capture.k); !read) return read.error();
  if (auto read = read_into("v", capture.v); !read) return read.error();
  auto settings = read_settings(file.value());
  if (!settings) return settings.error();
  capture.settings = settings.value();
  return capture;
}

/// Puts the file's name before what the error names, unless it is there.
Error in_file(const std::string& path, Error error) {
  if (error.where.empty()) {
    error.where = path;
  } else if (error.where.find(path) == std::string::npos) {
    error.where = path + ", " + error.where;
  }
  return error;
}

std::uint64_t weight_bytes(const Capture& capture) {
  const auto tokens = static_cast<std::uint64_t>(capture.q.rows());
  return static_cast<std::uint64_t>(capture.settings.heads) * tokens * tokens * sizeof(float);
}

MatrixRM mass_matrix(const JointAttentionOut& result) {
  MatrixRM mass(result.heads, kQuadrants);
  for (int head = 0; head < result.heads; ++head) {
    for (int i = 0; i < kQuadrants; ++i) {
      mass(head, i) = static_cast<float>(result.mass[static_cast<std::size_t>(head)][static_cast<std::size_t>(i)]);
    }
  }
  return mass;
}

Result<std::vector<std::byte>> to_file(const Capture& capture, const JointAttentionOut& result) {
  SafetensorsWriter writer;
  writer.set_metadata("heads", std::to_string(result.heads));
  writer.set_metadata("text_tokens", std::to_string(result.shape.text_tokens));
  if (capture.settings.cut.any()) writer.set_metadata("cut", to_string(capture.settings.cut));
  writer.add("out", result.out);
  writer.add("quadrant_mass", mass_matrix(result));
  if (result.has_weights()) {
    const auto tokens = static_cast<std::uint64_t>(result.shape.joint_tokens());
    const std::span<const float> weights(result.weights.data(), static_cast<std::size_t>(result.weights.size()));
    writer.add("weights", {static_cast<std::uint64_t>(result.heads), tokens, tokens}, weights);
  }
  return writer.finish();
}

void print_summary(const AttentionCommandOptions& options, const Capture& capture, const JointAttentionOut& result,
                   std::ostream& out) {
  Json heads = Json::array();
  for (const QuadrantMass& mass : result.mass) heads.push_back({{"mass", mass}});
  const Json summary = {{"input", options.input},
                        {"output", options.output},
                        {"tokens", result.shape.joint_tokens()},
                        {"text_tokens", result.shape.text_tokens},
                        {"image_tokens", result.shape.image_tokens},
                        {"cut", to_string(capture.settings.cut)},
                        {"quadrants", kQuadrantIds},
                        {"heads", std::move(heads)},
                        {"uniform", uniform_quadrant_mass(result.shape, capture.settings.cut)}};
  out << print_json(summary, 2) << '\n';
}

void print_table(const Capture& capture, const JointAttentionOut& result, std::ostream& out) {
  const auto line = [&out](const std::string& name, const QuadrantMass& mass) {
    out << std::left << std::setw(8) << name << std::right << std::fixed << std::setprecision(4);
    for (std::size_t i = 0; i < mass.size(); ++i) out << "  " << std::setw(17) << mass[i];
    out << '\n';
  };
  out << "share of weight, " << result.shape.text_tokens << " text and " << result.shape.image_tokens
      << " image tokens\n";
  out << std::setw(8) << "";
  for (const char* id : kQuadrantIds) out << "  " << std::setw(17) << id;
  out << '\n';
  for (std::size_t h = 0; h < result.mass.size(); ++h) line("head " + std::to_string(h), result.mass[h]);
  line("uniform", uniform_quadrant_mass(result.shape, capture.settings.cut));
}

}  // namespace

int run_attention(const AttentionCommandOptions& options, std::ostream& out, std::ostream& err) {
  if (auto writable = check_writable(options.output); !writable) return fail(err, writable.error());
  auto capture = read_capture(options.input);
  if (!capture) {
    return fail(err, in_file(options.input, capture.error()));
  }
  JointAttentionOptions settings = capture.value().settings;
  settings.keep_weights = !options.no_weights;
  if (settings.keep_weights && weight_bytes(capture.value()) > kMaxWeightBytes) {
    return fail(err, {"the weights do not fit a sensible file", options.input, "at most 8 GB",
                      std::to_string(weight_bytes(capture.value()) >> 30) + " GB", "Add --no-weights."});
  }
  const auto result = joint_attention(capture.value().q, capture.value().k, capture.value().v, settings);
  if (!result) {
    return fail(err, in_file(options.input, result.error()));
  }
  const auto bytes = to_file(capture.value(), result.value());
  if (!bytes) return fail(err, bytes.error(), exit_internal);
  if (auto written = write_file(options.output, bytes.value()); !written) return fail(err, written.error());
  if (options.json) {
    print_summary(options, capture.value(), result.value(), out);
  } else {
    print_table(capture.value(), result.value(), out);
  }
  return exit_ok;
}

}  // namespace lesson::cli
