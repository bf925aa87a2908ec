#pragma once
// Reads one head, or the picture, of a capture piece by piece: a figure shows 3 MB of a file of perhaps gigabytes.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/io/safetensors.h"
#include "widgets/attention_quadrants/sources/source.h"
#include "widgets/file_piece.h"

namespace lesson {

/// Whole rows of a matrix in a file, a few megabytes at a time.
class RowReader {
 public:
  RowReader() = default;
  /// `columns` of each row from `from` on are wanted. `data_begin`: of the file's data section.
  RowReader(const TensorEntry& tensor, std::uint64_t data_begin, std::uint64_t from, std::uint64_t columns);

  bool done() const { return row_ == rows_; }
  double share() const { return rows_ == 0 ? 1 : static_cast<double>(row_) / static_cast<double>(rows_); }
  FilePiece next() const;
  /// Appends what is wanted of the next piece's bytes to `out`.
  void take(std::span<const std::byte> bytes, std::vector<float>& out);

 private:
  std::uint64_t rows_per_piece() const;

  DType dtype_ = DType::f32;
  std::uint64_t begin_ = 0;                           // of the tensor, in the file
  std::uint64_t rows_ = 0, row_bytes_ = 0, row_ = 0;  // row_: the next
  std::uint64_t from_ = 0, columns_ = 0;
};

/// Queries, keys and values of one head.
class HeadReader {
 public:
  /// `tensors`: q, k and v; v may be nullptr.
  HeadReader(const std::array<const TensorEntry*, 3>& tensors, std::uint64_t data_begin, int head, int head_dim);

  /// The piece wanted next; nothing when all is there.
  std::optional<FilePiece> next() const;
  void take(std::span<const std::byte> bytes);
  double share() const;  ///< of the head that is there
  /// The head, once `next` gives nothing.
  std::shared_ptr<const HeadSlice> slice() const { return slice_; }

 private:
  MatrixRM& part(std::size_t at) { return at == 0 ? slice_->q : at == 1 ? slice_->k : slice_->v; }

  std::array<RowReader, 3> readers_;
  std::size_t parts_ = 0, part_ = 0;  // part_: the one being read
  std::vector<float> values_;         // of it, so far
  int head_dim_ = 0;
  std::shared_ptr<HeadSlice> slice_ = std::make_shared<HeadSlice>();
};

}  // namespace lesson
