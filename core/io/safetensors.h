#pragma once
// safetensors files: eight bytes of header length, a JSON header, then the tensors' bytes.
// Takes bytes, gives views into them; opening paths is the shell's business.
// Distrusts its input: every way a file can be broken has its own sentence (SafetensorsDefect).
// Format: https://github.com/huggingface/safetensors#format

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/tensor.h"

namespace lesson {

/// Element types that are read. All are little-endian; Bool is one byte, 0 or 1.
enum class DType { F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8, Bool };

std::size_t size_of(DType type);       ///< bytes of one element
std::string_view name_of(DType type);  ///< as in the file, e.g. "BF16"

/// One way to be broken each. The Error returned has `what == sentence(defect)`.
enum class SafetensorsDefect {
  TooSmall,         ///< fewer than the eight bytes of the header length
  HeaderTooLarge,   ///< header length above kMaxHeaderBytes
  HeaderPastEnd,    ///< header length reaches past the end of the file
  HeaderNotObject,  ///< header does not begin with '{'
  HeaderNotUtf8,    ///< header holds bytes that are not UTF-8
  HeaderNotJson,    ///< header is not well-formed JSON
  DuplicateKey,     ///< a tensor, field or metadata key occurs twice
  UnknownField,     ///< a tensor entry has a field besides dtype, shape, data_offsets
  MissingField,     ///< a tensor entry lacks dtype, shape or data_offsets
  WrongFieldType,   ///< a field is not a string / list of integers >= 0 as it must be
  MetadataNotText,  ///< __metadata__ is not an object of strings
  UnknownDtype,     ///< dtype is not one of DType
  ShapeOverflow,    ///< the number of bytes a shape asks for does not fit 64 bits
  OffsetsReversed,  ///< data_offsets end before they begin
  OffsetsPastEnd,   ///< data_offsets reach past the end of the file
  SizeMismatch,     ///< data_offsets do not span exactly shape x dtype
  Overlap,          ///< two tensors share bytes
  Gap,              ///< bytes between two tensors (or before the first) belong to none
  TrailingBytes,    ///< bytes after the last tensor belong to none
};
std::string_view sentence(SafetensorsDefect defect);

/// Longest header accepted, in bytes (the reference implementation's cap).
inline constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;

/// A tensor inside a file's bytes. Borrowed: valid while the SafetensorsFile (and, for
/// `borrow`, the caller's bytes) lives. `data` may be misaligned for its type; read it through
/// `to_floats` and friends, never by casting the pointer.
struct TensorView {
  std::string_view name;
  DType dtype = DType::F32;
  std::span<const std::uint64_t> shape;  ///< empty for a scalar
  std::span<const std::byte> data;       ///< elements() * size_of(dtype) bytes, row-major

  std::size_t elements() const { return data.size() / size_of(dtype); }
};

/// A checked file: its tensors in file order and its metadata. Movable, not copyable.
class SafetensorsFile {
 public:
  /// Views `bytes`, which must outlive the result.
  static Result<SafetensorsFile> borrow(std::span<const std::byte> bytes);
  /// Takes the bytes over.
  static Result<SafetensorsFile> own(std::vector<std::byte> bytes);

  SafetensorsFile(SafetensorsFile&&) = default;
  SafetensorsFile& operator=(SafetensorsFile&&) = default;

  const std::vector<TensorView>& tensors() const { return tensors_; }
  const std::map<std::string, std::string, std::less<>>& metadata() const { return metadata_; }

  /// The tensor of that name, or nullptr.
  const TensorView* find(std::string_view name) const;
  /// The tensor of that name, or an Error naming it.
  Result<TensorView> require(std::string_view name) const;
  /// The metadata string under `key`, or an Error naming it.
  Result<std::string> require_metadata(std::string_view key) const;

 private:
  friend class SafetensorsParser;
  SafetensorsFile() = default;

  struct Entry {
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::uint64_t> shape;
    std::uint64_t begin = 0, end = 0;  // within the data section
  };

  std::vector<std::byte> owned_;  // empty when borrowed; views survive moves (heap storage)
  std::vector<Entry> entries_;
  std::vector<TensorView> tensors_;
  std::map<std::string, std::string, std::less<>> metadata_;
};

/// "[333, 64]".
std::string shape_text(std::span<const std::uint64_t> shape);

/// All elements as F32, row-major (any dtype; wide types are rounded).
std::vector<float> to_floats(const TensorView& tensor);
/// A rank-2 tensor as a matrix, or an Error naming tensor and shape.
Result<MatrixRM> to_matrix(const TensorView& tensor);
/// A rank-1 tensor as a vector, or an Error naming tensor and shape.
Result<VectorF> to_vector(const TensorView& tensor);

/// Builds a file. Same content in any order of calls gives the same bytes: metadata by key,
/// tensors by falling element size, then name; data begins on a multiple of eight bytes.
class SafetensorsWriter {
 public:
  void set_metadata(std::string key, std::string value);

  /// Stores floats as `type`: F32, F16 or BF16 (rounded to nearest even) or I8/U8 (rounded, clamped).
  void add(std::string name, std::vector<std::uint64_t> shape, std::span<const float> values, DType type = DType::F32);
  void add(std::string name, CRef matrix, DType type = DType::F32);
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
