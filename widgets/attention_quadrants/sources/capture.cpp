#include "widgets/attention_quadrants/sources/capture.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "widgets/attention_quadrants/sources/capture_layout.h"

namespace lesson {

namespace {

std::array<const TensorEntry*, 3> tensors_of(const CaptureLayout& layout, const SliceKey& key) {
  return {layout.find(key, 'q'), layout.find(key, 'k'), layout.find(key, 'v')};
}

class FileCapture final : public Capture {
 public:
  FileCapture(CaptureLayout layout, std::span<const std::byte> head)
      : layout_(std::move(layout)), head_(head.begin(), head.end()) {
    if (layout_.picture) {
      const std::uint64_t width = layout_.picture->shape[1] * 3;
      picture_rows_ = RowReader(*layout_.picture, layout_.index.data_begin(), 0, width);
    }
    serve();
  }

  const SourceInfo& info() const override { return layout_.info; }
  unsigned revision() const override { return revision_; }
  std::string problem() const override { return problem_; }

  std::shared_ptr<const HeadSlice> slice(const SliceKey& key) override {
    if (slice_ && key == key_) return slice_;
    if (!(reading_ && key == key_)) {  // whatever else was being read is wanted no more
      key_ = key;
      slice_.reset();
      reading_.emplace(tensors_of(layout_, key), layout_.index.data_begin(), key.head, layout_.info.head_dim);
      serve();
    }
    return slice_;
  }

  std::string waiting() const override {
    const int percent = reading_ ? static_cast<int>(reading_->share() * 100) : 0;
    return "Reading block " + std::to_string(key_.block) + ", head " + std::to_string(key_.head) +
           " from the file: " + std::to_string(percent) + " %.";
  }

  ui::Pixels picture(int) override {
    if (!layout_.picture || !picture_rows_.done()) return {};
    return {static_cast<int>(layout_.picture->shape[1]), static_cast<int>(layout_.picture->shape[0]), picture_, 1,
            true};
  }

  std::optional<FilePiece> wanted_piece() const override {
    if (!problem_.empty()) return std::nullopt;
    if (reading_) return reading_->next();
    if (layout_.picture && !picture_rows_.done()) return picture_rows_.next();
    return std::nullopt;
  }

  void take_piece(const FilePiece& piece, std::span<const std::byte> bytes) override {
    if (piece != wanted_piece() || bytes.size() != piece.bytes) return;  // another head was chosen meanwhile
    take(bytes);
    serve();
    ++revision_;
  }

  void lose_file(std::string_view problem) override {
    problem_ = problem;
    reading_.reset();
    ++revision_;
  }

 private:
  void take(std::span<const std::byte> bytes) {
    if (!reading_) return take_picture(bytes);
    HeadReader reading = std::move(*reading_);
    reading_.reset();  // where memory ends here, slice() begins it anew
    reading.take(bytes);
    if (reading.next())
      reading_ = std::move(reading);
    else
      slice_ = reading.slice();
  }

  void take_picture(std::span<const std::byte> bytes) {
    RowReader rows = picture_rows_;
    std::vector<float> values;
    rows.take(bytes, values);
    const float size = layout_.picture->dtype == DType::u8 ? 1.0f : 255.0f;
    picture_.reserve(picture_.size() + values.size() / 3 * 4);
    picture_rows_ = std::move(rows);  // from here on nothing takes memory
    for (std::size_t i = 0; i < values.size(); ++i) {
      const float value = values[i] * size;
      picture_.push_back(value > 0 ? static_cast<std::uint8_t>(std::min(value, 255.0f)) : std::uint8_t{0});
      if (i % 3 == 2) picture_.push_back(255);
    }
  }

  /// Takes what is wanted and here already: all of it where the whole file was handed over.
  void serve() {
    for (auto piece = wanted_piece(); piece && piece->at + piece->bytes <= head_.size(); piece = wanted_piece())
      take(std::span(head_).subspan(static_cast<std::size_t>(piece->at), piece->bytes));
  }

  CaptureLayout layout_;
  std::vector<std::byte> head_;  // the beginning of the file, or all of it
  SliceKey key_ = {-1, -1, -1};  // of slice_, or of what is being read
  std::shared_ptr<const HeadSlice> slice_;
  std::optional<HeadReader> reading_;
  RowReader picture_rows_;
  std::vector<std::uint8_t> picture_;
  unsigned revision_ = 0;
  std::string problem_;
};

}  // namespace

Result<std::unique_ptr<Capture>> open_capture(std::string_view name, std::span<const std::uint8_t> head,
                                              std::uint64_t file_bytes) {
  const auto begin = std::as_bytes(head);
  auto layout = read_capture_layout(name, begin, file_bytes);
  if (!layout) return layout.error();
  return std::unique_ptr<Capture>(std::make_unique<FileCapture>(std::move(layout).value(), begin));
}

Result<std::unique_ptr<Capture>> open_capture(std::string_view name, std::span<const std::uint8_t> bytes) {
  return open_capture(name, bytes, bytes.size());
}

}  // namespace lesson
