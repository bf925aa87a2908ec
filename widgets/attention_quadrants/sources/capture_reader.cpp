#include "widgets/attention_quadrants/sources/capture_reader.h"

#include <algorithm>

namespace lesson {

namespace {

/// Little enough to be read and copied within a frame.
constexpr std::uint64_t kPieceBytes = 4'000'000;

}  // namespace

RowReader::RowReader(const TensorEntry& tensor, std::uint64_t data_begin, std::uint64_t from, std::uint64_t columns)
    : dtype_(tensor.dtype),
      begin_(data_begin + tensor.begin),
      rows_(tensor.shape[0]),
      row_bytes_((tensor.end - tensor.begin) / tensor.shape[0]),
      from_(from),
      columns_(columns) {}

std::uint64_t RowReader::rows_per_piece() const {
  return std::min(rows_ - row_, std::max<std::uint64_t>(1, kPieceBytes / row_bytes_));
}

FilePiece RowReader::next() const {
  return {begin_ + row_ * row_bytes_, static_cast<std::uint32_t>(rows_per_piece() * row_bytes_)};
}

void RowReader::take(std::span<const std::byte> bytes, std::vector<float>& out) {
  const std::uint64_t rows = rows_per_piece();
  for (std::uint64_t row = 0; row < rows; ++row) {
    const auto wanted = bytes.subspan(static_cast<std::size_t>(row * row_bytes_ + from_ * size_of(dtype_)),
                                      static_cast<std::size_t>(columns_ * size_of(dtype_)));
    const std::vector<float> values = to_floats({.name = {}, .dtype = dtype_, .shape = {}, .data = wanted});
    out.insert(out.end(), values.begin(), values.end());
  }
  row_ += rows;
}

HeadReader::HeadReader(const std::array<const TensorEntry*, 3>& tensors, std::uint64_t data_begin, int head,
                       int head_dim)
    : head_dim_(head_dim) {
  const auto columns = static_cast<std::uint64_t>(head_dim), from = static_cast<std::uint64_t>(head) * columns;
  for (const TensorEntry* tensor : tensors) {
    if (tensor) readers_[parts_++] = RowReader(*tensor, data_begin, from, columns);
  }
}

std::optional<FilePiece> HeadReader::next() const {
  if (part_ == parts_) return std::nullopt;
  return readers_[part_].next();
}

void HeadReader::take(std::span<const std::byte> bytes) {
  RowReader& reader = readers_[part_];
  reader.take(bytes, values_);
  if (!reader.done()) return;
  const auto rows = static_cast<Eigen::Index>(values_.size()) / head_dim_;
  part(part_) = Eigen::Map<const MatrixRM>(values_.data(), rows, head_dim_);
  values_.clear();
  ++part_;
}

double HeadReader::share() const {
  double sum = 0;
  for (std::size_t i = 0; i < parts_; ++i) sum += readers_[i].share();
  return parts_ == 0 ? 1 : sum / static_cast<double>(parts_);
}

}  // namespace lesson
