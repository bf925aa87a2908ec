#include "widgets/attention_quadrants/sources/capture_layout.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/io/json.h"
#include "core/io/utf8.h"
#include "core/text_format.h"

namespace lesson {

namespace {

constexpr std::string_view kFormat = "lesson-attention-1";
constexpr int kMaxTokens = 16384, kMaxHeads = 256, kMaxBlocks = 256, kMaxSteps = 1000;
constexpr std::uint64_t kMaxHeadNumbers = 4'194'304;  // 16 MB each for q, k and v

std::string base_name(bool stepped, int step, int block) {
  const std::string head = stepped ? "step." + std::to_string(step) + "." : "";
  return head + "block." + std::to_string(block) + ".";
}

/// A whole number in metadata, within bounds.
Result<int> number_of(const SafetensorsIndex& file, const char* key, int min, int max) {
  const Result<std::string> text = file.require_metadata(key);
  if (!text) return text.error();
  int value = 0;
  const std::string& digits = text.value();
  const bool plain =
      !digits.empty() && digits.size() <= 6 && digits.find_first_not_of("0123456789") == std::string::npos;
  if (plain) value = std::stoi(digits);
  if (plain && value >= min && value <= max) return value;
  return Error{"not a whole number in range", key, std::to_string(min) + " to " + std::to_string(max),
               digits.substr(0, 40), ""};
}

std::string metadata_or(const SafetensorsIndex& file, std::string_view key, const std::string& fallback) {
  const auto found = file.metadata().find(key);
  return found == file.metadata().end() ? fallback : found->second;
}

/// "64x64" as rows and columns; both 0 when it is anything else. (sscanf would take a sign, spaces and a tail.)
std::pair<int, int> grid_of(std::string_view text) {
  int rows = 0, cols = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, rows);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != 'x') return {};
  const auto second = std::from_chars(first.ptr + 1, end, cols);
  if (second.ec != std::errc() || second.ptr != end) return {};
  return {rows, cols};
}

Error no_list(const char* key, std::string_view text) {
  return {"not a JSON list of strings", key, "[\"a\", \"cat\", ...]", std::string(utf8_prefix(text, 40)), ""};
}

/// A JSON list of strings in metadata; empty when the key is not there.
Result<std::vector<std::string>> labels_of(const SafetensorsIndex& file, const char* key, std::size_t at_most) {
  const std::string text = metadata_or(file, key, "[]");
  const auto json = read_json(text, key);
  if (!json && !json.error().expected.empty()) return json.error();  // a bound, not a fault
  if (!json || !json.value().is_array()) return no_list(key, text);
  std::vector<std::string> out;
  for (const Json& item : json.value()) {
    if (!item.is_string()) return no_list(key, text);
    out.emplace_back(utf8_prefix(item.get_ref<const std::string&>(), 64));
  }
  if (out.size() > at_most)
    return Error{"too many labels", key, "at most " + std::to_string(at_most), std::to_string(out.size()), ""};
  return out;
}

Error no_readers(std::string_view text) {
  return {"not a JSON list of text encoders and their rows", "readers", "[[\"CLIP\", 77], [\"T5\", 256]]",
          std::string(utf8_prefix(text, 40)), ""};
}

/// [["CLIP", 77], ["T5", 256]] in metadata, at most `rows` in all; empty when the key is not there.
Result<std::vector<TextReader>> readers_of(const SafetensorsIndex& file, int rows) {
  const std::string text = metadata_or(file, "readers", "[]");
  const auto json = read_json(text, "readers");
  if (!json && !json.error().expected.empty()) return json.error();
  if (!json || !json.value().is_array()) return no_readers(text);
  std::vector<TextReader> out;
  for (const Json& item : json.value()) {
    const bool pair = item.is_array() && item.size() == 2 && item[0].is_string() && item[1].is_number_integer();
    if (!pair) return no_readers(text);
    const auto count = item[1].get<std::int64_t>();
    if (count < 0 || count > rows)
      return Error{"the readers have more rows than the text", "readers",
                   "at most " + std::to_string(rows) + " together", std::string(utf8_prefix(text, 40)), ""};
    rows -= static_cast<int>(count);
    out.push_back({std::string(utf8_prefix(item[0].get_ref<const std::string&>(), 32)), static_cast<int>(count)});
  }
  return out;
}

/// A JSON list of `count` whole numbers from 0 in metadata; empty when the key is not there.
Result<std::vector<int>> numbers_of(const SafetensorsIndex& file, const char* key, std::size_t count) {
  const std::string text = metadata_or(file, key, "[]");
  const auto json = read_json(text, key);
  if (!json && !json.error().expected.empty()) return json.error();
  const bool list = json && json.value().is_array();
  const auto number = [](const Json& item) {
    return item.is_number_integer() && item.get<std::int64_t>() >= 0 && item.get<std::int64_t>() < 1'000'000;
  };
  std::vector<int> out;
  for (const Json& item : list ? json.value() : Json::array()) {
    if (number(item)) out.push_back(static_cast<int>(item.get<std::int64_t>()));
  }
  if (list && out.size() == json.value().size() && (out.empty() || out.size() == count)) return out;
  return Error{"not a JSON list of whole numbers", key, std::to_string(count) + " numbers from 0",
               std::string(utf8_prefix(text, 40)), ""};
}

/// Numbers that only count say nothing.
bool counts(const std::vector<int>& numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] != static_cast<int>(i)) return false;
  }
  return true;
}

bool readable(DType type) { return type == DType::f32 || type == DType::f16 || type == DType::bf16; }

/// Fills in a layout, and says what about it is wrong.
class Checker {
 public:
  explicit Checker(CaptureLayout& layout) : layout_(layout) {}
  Result<void> check(std::string_view name);

 private:
  Result<void> check_tensors();
  Result<void> check_tensor(const std::string& name, bool required);
  Result<void> read_grid();
  Result<void> check_picture();
  Result<void> read_names();

  CaptureLayout& layout_;
  std::uint64_t rows_ = 0, cols_ = 0;
};

Result<void> Checker::check(std::string_view name) {
  const std::string format = metadata_or(layout_.index, "format", "");
  if (format != kFormat) {
    return Error{"not an attention capture", "metadata \"format\"", std::string(kFormat),
                 format.empty() ? "no such key" : format.substr(0, 40),
                 "Open a capture as described in widgets/attention_quadrants/sources/capture.h."};
  }
  const Result<int> heads = number_of(layout_.index, "heads", 1, kMaxHeads);
  if (!heads) return heads.error();
  const Result<int> text = number_of(layout_.index, "text_tokens", 0, kMaxTokens);
  if (!text) return text.error();
  layout_.info.heads = heads.value();
  layout_.info.shape.text_tokens = text.value();
  if (Result<void> done = check_tensors(); !done) return done;
  Result<std::vector<std::string>> labels =
      labels_of(layout_.index, "tokens", static_cast<std::size_t>(layout_.info.shape.text_tokens));
  if (!labels) return labels.error();
  layout_.info.text_labels = std::move(labels.value());
  Result<std::vector<std::string>> steps =
      labels_of(layout_.index, "steps", static_cast<std::size_t>(layout_.info.steps));
  if (!steps) return steps.error();
  layout_.info.step_labels = std::move(steps.value());
  layout_.info.honesty = ui::Honesty::recorded;
  layout_.info.title = std::string(utf8_prefix(metadata_or(layout_.index, "title", std::string(name)), 120));
  layout_.info.detail = "Captured elsewhere; weights are recomputed here from its queries and keys (" +
                        std::string(utf8_prefix(name, 80)) + ").";
  if (metadata_or(layout_.index, "joint_order", "") == "image first")
    layout_.info.detail += " Text stands first here; in the model itself the image does.";
  if (Result<void> done = read_names(); !done) return done;
  if (Result<void> done = read_grid(); !done) return done;
  return check_picture();
}

/// What the blocks, heads and readers are in the model.
Result<void> Checker::read_names() {
  SourceInfo& info = layout_.info;
  auto blocks = labels_of(layout_.index, "blocks", static_cast<std::size_t>(info.blocks));
  if (!blocks) return blocks.error();
  info.block_labels = std::move(blocks.value());
  auto heads = numbers_of(layout_.index, "head_numbers", static_cast<std::size_t>(info.heads));
  if (!heads) return heads.error();
  if (!counts(heads.value())) info.head_numbers = std::move(heads.value());
  auto readers = readers_of(layout_.index, info.shape.text_tokens);
  if (!readers) return readers.error();
  info.readers = std::move(readers.value());
  return {};
}

/// Counts blocks and steps and checks that all tensors fit one another.
Result<void> Checker::check_tensors() {
  layout_.stepped = layout_.index.find("step.0.block.0.q") != nullptr;
  const TensorEntry* first = layout_.index.find(base_name(layout_.stepped, 0, 0) + "q");
  if (!first)
    return Error{"no queries", "block.0.q", "a tensor block.0.q (or step.0.block.0.q) of shape [S, H*D]", "", ""};
  if (first->shape.size() != 2)
    return Error{"not a matrix", first->name, "shape [S, H*D]", shape_text(first->shape), ""};
  rows_ = first->shape[0];
  cols_ = first->shape[1];
  const std::uint64_t text = static_cast<std::uint64_t>(layout_.info.shape.text_tokens),
                      heads = static_cast<std::uint64_t>(layout_.info.heads);
  if (rows_ < 2 || rows_ > kMaxTokens || rows_ <= text) {
    return Error{"the token counts do not fit", first->name,
                 "more rows than text_tokens = " + std::to_string(text) + ", at most " + std::to_string(kMaxTokens),
                 shape_text(first->shape), ""};
  }
  if (cols_ == 0 || cols_ % heads != 0 || cols_ / heads > 1024) {
    return Error{"the heads do not divide the width", first->name,
                 "columns that are a multiple of heads = " + std::to_string(heads), shape_text(first->shape), ""};
  }
  if (rows_ * (cols_ / heads) > kMaxHeadNumbers) {
    return Error{"one head is too large to be shown", first->name,
                 "at most " + std::to_string(kMaxHeadNumbers) + " numbers, S * D",
                 std::to_string(rows_ * (cols_ / heads)), "Capture fewer tokens."};
  }
  layout_.info.head_dim = static_cast<int>(cols_ / heads);
  layout_.info.shape.image_tokens = static_cast<int>(rows_ - text);
  while (layout_.info.blocks < kMaxBlocks &&
         layout_.index.find(base_name(layout_.stepped, 0, layout_.info.blocks) + "q"))
    ++layout_.info.blocks;
  layout_.info.steps = 1;
  while (layout_.stepped && layout_.info.steps < kMaxSteps &&
         layout_.index.find(base_name(true, layout_.info.steps, 0) + "q"))
    ++layout_.info.steps;
  for (int step = 0; step < layout_.info.steps; ++step) {
    for (int block = 0; block < layout_.info.blocks; ++block) {
      const std::string base = base_name(layout_.stepped, step, block);
      for (const char* part : {"q", "k", "v"}) {
        if (Result<void> done = check_tensor(base + part, *part != 'v'); !done) return done;
      }
    }
  }
  return {};
}

Result<void> Checker::check_tensor(const std::string& name, bool required) {
  const TensorEntry* tensor = layout_.index.find(name);
  if (!tensor) {
    if (!required) return {};
    return Error{"a tensor is missing", name, "queries and keys of every block and step", "", ""};
  }
  if (!readable(tensor->dtype))
    return Error{"an element type that captures do not use", name, "F32, F16 or BF16", tensor->dtype_name, ""};
  if (tensor->shape.size() != 2 || tensor->shape[0] != rows_ || tensor->shape[1] != cols_) {
    return Error{"the shape differs from that of the first queries", name, shape_text(std::array{rows_, cols_}),
                 shape_text(tensor->shape), ""};
  }
  return {};
}

Result<void> Checker::read_grid() {
  const int image = layout_.info.shape.image_tokens;
  const std::string text = metadata_or(layout_.index, "grid", "");
  if (text.empty()) {
    const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(image))));
    layout_.info.grid_rows = side * side == image ? side : 1;
    layout_.info.grid_cols = side * side == image ? side : image;
    return {};
  }
  const auto [rows, cols] = grid_of(text);
  if (rows < 1 || cols < 1 || rows > kMaxTokens || cols > kMaxTokens || rows * cols != image) {
    return Error{"the grid does not hold the image tokens", "metadata \"grid\"",
                 "rows x columns that make " + std::to_string(image) + ", e.g. \"64x64\"", text.substr(0, 40), ""};
  }
  layout_.info.grid_rows = rows;
  layout_.info.grid_cols = cols;
  return {};
}

Result<void> Checker::check_picture() {
  const TensorEntry* tensor = layout_.index.find("picture");
  if (!tensor) return {};
  if (tensor->shape.size() != 3 || tensor->shape[2] != 3 || tensor->shape[0] == 0 || tensor->shape[1] == 0 ||
      tensor->shape[0] > 1024 || tensor->shape[1] > 1024) {
    return Error{"not a picture", "picture", "shape [h, w, 3], at most 1024 on a side", shape_text(tensor->shape), ""};
  }
  if (tensor->dtype == DType::opaque)
    return Error{"an element type that captures do not use", "picture", "U8, or F32, F16 or BF16 in 0..1",
                 tensor->dtype_name, ""};
  layout_.picture = tensor;
  return {};
}

}  // namespace

const TensorEntry* CaptureLayout::find(const SliceKey& key, char part) const {
  return index.find(base_name(stepped, key.step, key.block) + part);
}

Result<CaptureLayout> read_capture_layout(std::string_view name, std::span<const std::byte> head,
                                          std::uint64_t file_bytes) {
  const auto with_name = [&](Error error) {
    error.where = std::string(utf8_prefix(name, 80)) + (error.where.empty() ? "" : ", " + error.where);
    return error;
  };
  auto index = SafetensorsIndex::read(head, file_bytes, kCaptureLimits);
  if (!index) return with_name(index.error());
  CaptureLayout layout{.index = std::move(index).value()};
  if (const auto checked = Checker(layout).check(name); !checked) return with_name(checked.error());
  return layout;
}

}  // namespace lesson
