#pragma once
// safetensors files: eight bytes of header length, a JSON header, then the tensors' bytes.
// Takes bytes, gives views into them; opening paths is the shell's business.
// Distrusts its input: every way a file can be broken has its own sentence (SafetensorsDefect).
// Format: https://github.com/huggingface/safetensors#format

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/tensor.h"

namespace lesson {

/// Element types that are read. All are little-endian; Bool is one byte, 0 or 1. Opaque is every other one (8-bit
/// floats, complex numbers, what may come): its tensors have their place in the file, and their numbers stay unread.
enum class DType { f64, f32, f16, bf16, i64, i32, i16, i8, u64, u32, u16, u8, boolean, opaque };

std::size_t size_of(DType type);       ///< bytes of one element; 1 for Opaque
std::string_view name_of(DType type);  ///< as in the file, e.g. "BF16"

/// One way to be broken each. The Error returned has `what == sentence(defect)`.
enum class SafetensorsDefect {
  other_file,         ///< a file of another kind: a picture, a web page, a Git LFS pointer (core/io/file_kind.h)
  too_small,          ///< fewer than the eight bytes of the header length
  header_too_large,   ///< header length above the bound
  too_many_tensors,   ///< more tensors or metadata keys than the bound
  header_past_end,    ///< header length reaches past the end of the file
  header_not_object,  ///< header does not begin with '{'
  header_not_utf8,    ///< header holds bytes that are not UTF-8
  header_not_json,    ///< header is not well-formed JSON
  duplicate_key,      ///< a tensor, field or metadata key occurs twice
  unknown_field,      ///< a tensor entry has a field besides dtype, shape, data_offsets
  missing_field,      ///< a tensor entry lacks dtype, shape or data_offsets
  wrong_field_type,   ///< a field is not a string / list of integers >= 0 as it must be
  metadata_not_text,  ///< __metadata__ is not an object of strings
  unread_dtype,       ///< numbers are wanted of a tensor whose dtype is Opaque
  shape_overflow,     ///< the number of bytes a shape asks for does not fit 64 bits
  offsets_reversed,   ///< data_offsets end before they begin
  offsets_past_end,   ///< data_offsets reach past the end of the file
  size_mismatch,      ///< data_offsets do not span exactly shape x dtype
  overlap,            ///< two tensors share bytes
  gap,                ///< bytes between two tensors (or before the first) belong to none
  trailing_bytes,     ///< bytes after the last tensor belong to none
};
std::string_view sentence(SafetensorsDefect defect);

/// How much of a header is read. The default is for a program that may take its time: the longest header is the
/// reference implementation's. What answers a person within a frame asks for less.
struct SafetensorsLimits {
  std::uint64_t header_bytes = 100'000'000;
  std::size_t tensors = 1'000'000;  ///< and as many metadata keys
};

/// Where one tensor lies.
struct TensorEntry {
  std::string name;
  DType dtype = DType::f32;
  std::string dtype_name;  ///< as in the file
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0, end = 0;  ///< within the data section
};

/// What a file says of itself: its checked header. Knows where everything lies without having seen the data, so that
/// files larger than memory can be read piece by piece. Movable, not copyable.
class SafetensorsIndex {
 public:
  /// `head` is the beginning of a file of `file_bytes` bytes and must reach to the end of its header.
  static Result<SafetensorsIndex> read(std::span<const std::byte> head, std::uint64_t file_bytes,
                                       const SafetensorsLimits& limits = {});

  SafetensorsIndex(SafetensorsIndex&&) = default;
  SafetensorsIndex& operator=(SafetensorsIndex&&) = default;

  const std::vector<TensorEntry>& tensors() const { return tensors_; }  ///< in file order
  const std::map<std::string, std::string, std::less<>>& metadata() const { return metadata_; }
  std::uint64_t data_begin() const { return data_begin_; }  ///< of the data section, in bytes from the file's start

  /// The tensor of that name, or nullptr. Logarithmic.
  const TensorEntry* find(std::string_view name) const;
  /// The metadata string under `key`, or an Error naming it.
  Result<std::string> require_metadata(std::string_view key) const;

 private:
  friend class SafetensorsParser;
  SafetensorsIndex() = default;

  std::vector<TensorEntry> tensors_;
  /// Ordered, not hashed: no choice of names makes it slow. Views into `tensors_`, which moves as a whole.
  std::map<std::string_view, std::uint32_t> by_name_;
  std::map<std::string, std::string, std::less<>> metadata_;
  std::uint64_t data_begin_ = 0;
};

/// A tensor inside a file's bytes. Borrowed: valid while the SafetensorsFile (and, for
/// `borrow`, the caller's bytes) lives. `data` may be misaligned for its type; read it through
/// `to_floats` and friends, never by casting the pointer.
struct TensorView {
  std::string_view name;
  DType dtype = DType::f32;
  std::span<const std::uint64_t> shape;  ///< empty for a scalar
  std::span<const std::byte> data;       ///< elements() * size_of(dtype) bytes, row-major
  std::string_view dtype_name = {};      ///< as in the file

  /// 0 for Opaque, whose elements are not known.
  std::size_t elements() const { return dtype == DType::opaque ? 0 : data.size() / size_of(dtype); }
};

/// A checked file: its tensors in file order and its metadata. Movable, not copyable.
class SafetensorsFile {
 public:
  /// Views `bytes`, which must outlive the result.
  static Result<SafetensorsFile> borrow(std::span<const std::byte> bytes, const SafetensorsLimits& limits = {});
  /// Takes the bytes over.
  static Result<SafetensorsFile> own(std::vector<std::byte> bytes, const SafetensorsLimits& limits = {});

  SafetensorsFile(SafetensorsFile&&) = default;
  SafetensorsFile& operator=(SafetensorsFile&&) = default;

  const std::vector<TensorView>& tensors() const { return tensors_; }
  const std::map<std::string, std::string, std::less<>>& metadata() const { return index_.metadata(); }

  /// The tensor of that name, or nullptr. Logarithmic.
  const TensorView* find(std::string_view name) const;
  /// The tensor of that name, or an Error naming it.
  Result<TensorView> require(std::string_view name) const;
  /// The metadata string under `key`, or an Error naming it.
  Result<std::string> require_metadata(std::string_view key) const { return index_.require_metadata(key); }

 private:
  explicit SafetensorsFile(SafetensorsIndex index) : index_(std::move(index)) {}

  std::vector<std::byte> owned_;  // empty when borrowed; views survive moves (heap storage)
  SafetensorsIndex index_;
  std::vector<TensorView> tensors_;  // in the index's order
};

/// Bytes that a shape asks for, or nothing when they do not fit 64 bits.
std::optional<std::uint64_t> bytes_of(DType type, std::span<const std::uint64_t> shape);

/// All elements as F32, row-major (wide types are rounded); nothing of an Opaque tensor.
std::vector<float> to_floats(const TensorView& tensor);
/// A rank-2 tensor as a matrix, or an Error naming tensor and shape (or the dtype, where it is Opaque).
Result<MatrixRM> to_matrix(const TensorView& tensor);
/// A rank-1 tensor as a vector, or an Error naming tensor and shape.
Result<VectorF> to_vector(const TensorView& tensor);

/// Builds a file. Same content in any order of calls gives the same bytes: metadata by key,
/// tensors by falling element size, then name; data begins on a multiple of eight bytes.
class SafetensorsWriter {
 public:
  void set_metadata(std::string key, std::string value);

  /// Stores floats as `type`: F32, F16 or BF16 (rounded to nearest even) or I8/U8 (rounded, clamped).
  void add(std::string name, std::vector<std::uint64_t> shape, std::span<const float> values, DType type = DType::f32);
  void add(std::string name, CRef matrix, DType type = DType::f32);
  /// Stores bytes as they are.
  void add_raw(std::string name, DType type, std::vector<std::uint64_t> shape, std::vector<std::byte> bytes);

  /// The file, or an Error: a name used twice, not UTF-8, "__metadata__", a dtype `add` cannot
  /// write, or values that do not fill the shape.
  Result<std::vector<std::byte>> finish() const;

 private:
  struct Item {
    std::string name;
    DType type;
    std::vector<std::uint64_t> shape;
    std::vector<std::byte> bytes;
    bool convertible = true;
  };
  /// Widest elements first, so that every tensor lies aligned for its type.
  std::vector<const Item*> aligned_order() const;
  static Result<void> check(const Item& item);

  std::vector<Item> items_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace lesson
