#include "widgets/attention_quadrants/sources/capture.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

#include "core/io/json.h"
#include "core/io/safetensors.h"

namespace lesson {

namespace {

constexpr std::string_view kFormat = "lesson-attention-1";
constexpr int kMaxTokens = 16384, kMaxHeads = 256, kMaxBlocks = 256, kMaxSteps = 1000;

std::string base_name(bool stepped, int step, int block) {
  const std::string head = stepped ? "step." + std::to_string(step) + "." : "";
  return head + "block." + std::to_string(block) + ".";
}

/// A whole number in metadata, within bounds.
Result<int> number_of(const SafetensorsFile& file, const char* key, int min, int max) {
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

std::string metadata_or(const SafetensorsFile& file, std::string_view key, const std::string& fallback) {
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

/// A JSON list of strings in metadata; empty when the key is not there.
Result<std::vector<std::string>> labels_of(const SafetensorsFile& file, const char* key, std::size_t at_most) {
  const std::string text = metadata_or(file, key, "[]");
  const Json json = parse_json(text);
  std::vector<std::string> out;
  if (!json.is_array())
    return Error{"not a JSON list of strings", key, "[\"a\", \"cat\", ...]", text.substr(0, 40), ""};
  for (const Json& item : json) {
    if (!item.is_string())
      return Error{"not a JSON list of strings", key, "[\"a\", \"cat\", ...]", text.substr(0, 40), ""};
    out.push_back(item.get_ref<const std::string&>().substr(0, 64));
  }
  if (out.size() > at_most)
    return Error{"too many labels", key, "at most " + std::to_string(at_most), std::to_string(out.size()), ""};
  return out;
}

bool readable(DType type) { return type == DType::F32 || type == DType::F16 || type == DType::BF16; }

class Capture final : public AttentionSource {
 public:
  explicit Capture(SafetensorsFile file) : file_(std::move(file)) {}

  Result<void> check(std::string_view name);

  const SourceInfo& info() const override { return info_; }

  std::shared_ptr<const HeadSlice> slice(const SliceKey& key) override {
    auto out = std::make_shared<HeadSlice>();
    const std::string base = base_name(stepped_, key.step, key.block);
    read_head(base + "q", key.head, out->q);
    read_head(base + "k", key.head, out->k);
    if (file_.find(base + "v")) read_head(base + "v", key.head, out->v);
    return out;
  }

  ui::Pixels picture(int) override { return {picture_w_, picture_h_, picture_, 1, true}; }

 private:
  Result<void> check_tensors();
  Result<void> check_tensor(const std::string& name, bool required);
  Result<void> read_grid();
  Result<void> read_picture();

  /// Only the columns of one head are turned into floats.
  void read_head(const std::string& name, int head, MatrixRM& out) const {
    const TensorView& all = *file_.find(name);
    const std::size_t size = size_of(all.dtype), rows = static_cast<std::size_t>(all.shape[0]),
                      stride = static_cast<std::size_t>(all.shape[1]) * size;
    const std::size_t from = static_cast<std::size_t>(head * info_.head_dim) * size,
                      width = static_cast<std::size_t>(info_.head_dim) * size;
    std::vector<std::byte> bytes(rows * width);
    for (std::size_t r = 0; r < rows; ++r)
      std::memcpy(bytes.data() + r * width, all.data.data() + r * stride + from, width);
    const std::uint64_t shape[] = {rows, static_cast<std::uint64_t>(info_.head_dim)};
    const std::vector<float> values = to_floats({all.name, all.dtype, shape, bytes});
    out = Eigen::Map<const MatrixRM>(values.data(), static_cast<Eigen::Index>(rows), info_.head_dim);
  }

  SafetensorsFile file_;
  SourceInfo info_;
  bool stepped_ = false;
  std::uint64_t rows_ = 0, cols_ = 0;
  std::vector<std::uint8_t> picture_;
  int picture_w_ = 0, picture_h_ = 0;
};

Result<void> Capture::check(std::string_view name) {
  const std::string format = metadata_or(file_, "format", "");
  if (format != kFormat) {
    return Error{"not an attention capture", "metadata \"format\"", std::string(kFormat),
                 format.empty() ? "no such key" : format.substr(0, 40),
                 "Open a capture as described in widgets/attention_quadrants/sources/capture.h."};
  }
  const Result<int> heads = number_of(file_, "heads", 1, kMaxHeads);
  if (!heads) return heads.error();
  const Result<int> text = number_of(file_, "text_tokens", 0, kMaxTokens);
  if (!text) return text.error();
  info_.heads = heads.value();
  info_.shape.text_tokens = text.value();
  if (Result<void> done = check_tensors(); !done) return done;
  Result<std::vector<std::string>> labels =
      labels_of(file_, "tokens", static_cast<std::size_t>(info_.shape.text_tokens));
  if (!labels) return labels.error();
  info_.text_labels = std::move(labels.value());
  Result<std::vector<std::string>> steps = labels_of(file_, "steps", static_cast<std::size_t>(info_.steps));
  if (!steps) return steps.error();
  info_.step_labels = std::move(steps.value());
  info_.honesty = ui::Honesty::recorded;
  info_.title = metadata_or(file_, "title", std::string(name)).substr(0, 120);
  info_.detail = "Captured elsewhere; weights are recomputed here from its queries and keys (" +
                 std::string(name.substr(0, 80)) + ").";
  if (Result<void> done = read_grid(); !done) return done;
  return read_picture();
}

/// Counts blocks and steps and checks that all tensors fit one another.
Result<void> Capture::check_tensors() {
  stepped_ = file_.find("step.0.block.0.q") != nullptr;
  const TensorView* first = file_.find(base_name(stepped_, 0, 0) + "q");
  if (!first)
    return Error{"no queries", "block.0.q", "a tensor block.0.q (or step.0.block.0.q) of shape [S, H*D]", "", ""};
  if (first->shape.size() != 2)
    return Error{"not a matrix", std::string(first->name), "shape [S, H*D]", shape_text(first->shape), ""};
  rows_ = first->shape[0];
  cols_ = first->shape[1];
  const std::uint64_t text = static_cast<std::uint64_t>(info_.shape.text_tokens),
                      heads = static_cast<std::uint64_t>(info_.heads);
  if (rows_ < 2 || rows_ > kMaxTokens || rows_ <= text) {
    return Error{"the token counts do not fit", std::string(first->name),
                 "more rows than text_tokens = " + std::to_string(text) + ", at most " + std::to_string(kMaxTokens),
                 shape_text(first->shape), ""};
  }
  if (cols_ == 0 || cols_ % heads != 0 || cols_ / heads > 1024) {
    return Error{"the heads do not divide the width", std::string(first->name),
                 "columns that are a multiple of heads = " + std::to_string(heads), shape_text(first->shape), ""};
  }
  info_.head_dim = static_cast<int>(cols_ / heads);
  info_.shape.image_tokens = static_cast<int>(rows_ - text);
  while (info_.blocks < kMaxBlocks && file_.find(base_name(stepped_, 0, info_.blocks) + "q")) ++info_.blocks;
  info_.steps = 1;
  while (stepped_ && info_.steps < kMaxSteps && file_.find(base_name(true, info_.steps, 0) + "q")) ++info_.steps;
  for (int step = 0; step < info_.steps; ++step) {
    for (int block = 0; block < info_.blocks; ++block) {
      const std::string base = base_name(stepped_, step, block);
      for (const char* part : {"q", "k", "v"}) {
        if (Result<void> done = check_tensor(base + part, *part != 'v'); !done) return done;
      }
    }
  }
  return {};
}

Result<void> Capture::check_tensor(const std::string& name, bool required) {
  const TensorView* tensor = file_.find(name);
  if (!tensor) {
    if (!required) return {};
    return Error{"a tensor is missing", name, "queries and keys of every block and step", "", ""};
  }
  if (!readable(tensor->dtype))
    return Error{"an element type that captures do not use", name, "F32, F16 or BF16",
                 std::string(name_of(tensor->dtype)), ""};
  if (tensor->shape.size() != 2 || tensor->shape[0] != rows_ || tensor->shape[1] != cols_) {
    return Error{"the shape differs from that of the first queries", name,
                 "[" + std::to_string(rows_) + ", " + std::to_string(cols_) + "]", shape_text(tensor->shape), ""};
  }
  return {};
}

Result<void> Capture::read_grid() {
  const int image = info_.shape.image_tokens;
  const std::string text = metadata_or(file_, "grid", "");
  if (text.empty()) {
    const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(image))));
    info_.grid_rows = side * side == image ? side : 1;
    info_.grid_cols = side * side == image ? side : image;
    return {};
  }
  const auto [rows, cols] = grid_of(text);
  if (rows < 1 || cols < 1 || rows > kMaxTokens || cols > kMaxTokens || rows * cols != image) {
    return Error{"the grid does not hold the image tokens", "metadata \"grid\"",
                 "rows x columns that make " + std::to_string(image) + ", e.g. \"64x64\"", text.substr(0, 40), ""};
  }
  info_.grid_rows = rows;
  info_.grid_cols = cols;
  return {};
}

Result<void> Capture::read_picture() {
  const TensorView* tensor = file_.find("picture");
  if (!tensor) return {};
  if (tensor->shape.size() != 3 || tensor->shape[2] != 3 || tensor->shape[0] == 0 || tensor->shape[1] == 0 ||
      tensor->shape[0] > 1024 || tensor->shape[1] > 1024) {
    return Error{"not a picture", "picture", "shape [h, w, 3], at most 1024 on a side", shape_text(tensor->shape), ""};
  }
  picture_h_ = static_cast<int>(tensor->shape[0]);
  picture_w_ = static_cast<int>(tensor->shape[1]);
  const std::vector<float> values = to_floats(*tensor);
  const float size = tensor->dtype == DType::U8 ? 1.0f : 255.0f;
  for (std::size_t i = 0; i < values.size(); i += 3) {
    for (std::size_t c = 0; c < 3; ++c) {
      const float value = values[i + c] * size;
      picture_.push_back(value > 0 ? static_cast<std::uint8_t>(std::min(value, 255.0f)) : std::uint8_t{0});
    }
    picture_.push_back(255);
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<AttentionSource>> open_capture(std::string_view name, std::span<const std::uint8_t> bytes) {
  const auto data = std::as_bytes(bytes);
  Result<SafetensorsFile> file = SafetensorsFile::own({data.begin(), data.end()});
  const auto with_name = [&](Error error) {
    error.where = std::string(name.substr(0, 80)) + (error.where.empty() ? "" : ", " + error.where);
    return error;
  };
  if (!file) return with_name(file.error());
  auto capture = std::make_unique<Capture>(std::move(file.value()));
  if (Result<void> done = capture->check(name); !done) return with_name(done.error());
  return std::unique_ptr<AttentionSource>(std::move(capture));
}

}  // namespace lesson
