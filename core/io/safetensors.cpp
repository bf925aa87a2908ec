#include "core/io/safetensors.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include "core/io/file_kind.h"
#include "core/io/half.h"
#include "core/io/safetensors_header.h"
#include "core/io/utf8.h"
#include "core/text_format.h"

namespace lesson {

static_assert(std::endian::native == std::endian::little, "tensor bytes are read as they lie");

using safetensors_header::error_for;

namespace {

struct DTypeRow {
  DType type;
  std::string_view name;
  std::size_t bytes;
};

constexpr DTypeRow kDTypes[] = {{DType::f64, "F64", 8},      {DType::f32, "F32", 4}, {DType::f16, "F16", 2},
                                {DType::bf16, "BF16", 2},    {DType::i64, "I64", 8}, {DType::i32, "I32", 4},
                                {DType::i16, "I16", 2},      {DType::i8, "I8", 1},   {DType::u64, "U64", 8},
                                {DType::u32, "U32", 4},      {DType::u16, "U16", 2}, {DType::u8, "U8", 1},
                                {DType::boolean, "BOOL", 1}, {DType::opaque, "", 1}};

const DTypeRow& row_of(DType type) { return kDTypes[static_cast<std::size_t>(type)]; }

template <class T>
T load(const std::byte* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

template <class T>
void convert(std::span<const std::byte> bytes, std::vector<float>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(load<T>(bytes.data() + i * sizeof(T)));
}

std::string range_text(std::uint64_t begin, std::uint64_t end) {
  return "[" + std::to_string(begin) + ", " + std::to_string(end) + "]";
}

}  // namespace

std::size_t size_of(DType type) { return row_of(type).bytes; }
std::string_view name_of(DType type) { return row_of(type).name; }

std::optional<std::uint64_t> bytes_of(DType type, std::span<const std::uint64_t> shape) {
  std::uint64_t bytes = size_of(type);
  for (const std::uint64_t side : shape) {
    if (side != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / side) return std::nullopt;
    bytes *= side;
  }
  return bytes;
}

DType safetensors_header::dtype_named(std::string_view name) {
  for (const DTypeRow& row : kDTypes)
    if (row.name == name && !name.empty()) return row.type;
  return DType::opaque;
}

std::string_view sentence(SafetensorsDefect defect) {
  switch (defect) {
    case SafetensorsDefect::other_file: return "this is no safetensors file";
    case SafetensorsDefect::too_small: return "the file is too short to hold a header length";
    case SafetensorsDefect::header_too_large: return "the header is too long";
    case SafetensorsDefect::too_many_tensors: return "the header lists too much";
    case SafetensorsDefect::header_past_end: return "the header reaches past the end of the file";
    case SafetensorsDefect::header_not_object: return "the header does not begin a JSON object";
    case SafetensorsDefect::header_not_utf8: return "the header is not UTF-8";
    case SafetensorsDefect::header_not_json: return "the header is not JSON";
    case SafetensorsDefect::duplicate_key: return "a key occurs twice";
    case SafetensorsDefect::unknown_field: return "a tensor has a field the format does not know";
    case SafetensorsDefect::missing_field: return "a tensor lacks a field";
    case SafetensorsDefect::wrong_field_type: return "a field of a tensor has the wrong type";
    case SafetensorsDefect::metadata_not_text: return "the metadata is not an object of texts";
    case SafetensorsDefect::unread_dtype: return "the dtype is not one that is read here";
    case SafetensorsDefect::shape_overflow: return "the shape asks for more than 2^64 bytes";
    case SafetensorsDefect::offsets_reversed: return "the data end before they begin";
    case SafetensorsDefect::offsets_past_end: return "the data reach past the end of the file";
    case SafetensorsDefect::size_mismatch: return "the data do not fill the shape";
    case SafetensorsDefect::overlap: return "two tensors share bytes";
    case SafetensorsDefect::gap: return "bytes before the tensor belong to none";
    case SafetensorsDefect::trailing_bytes: return "bytes after the last tensor belong to none";
  }
  return "unknown defect";
}

/// Builds a SafetensorsIndex: length, header text, header grammar, layout.
class SafetensorsParser {
 public:
  static Result<SafetensorsIndex> parse(std::span<const std::byte> head, std::uint64_t file_bytes,
                                        const SafetensorsLimits& limits) {
    const auto header_text = header_of(head, file_bytes, limits);
    if (!header_text) return header_text.error();
    auto header = safetensors_header::parse(header_text.value(), limits.tensors);
    if (!header) return header.error();
    SafetensorsIndex index;
    index.metadata_ = std::move(header.value().metadata);
    index.tensors_ = std::move(header.value().rows);
    index.data_begin_ = 8 + header_text.value().size();
    if (auto checked = check_layout(index.tensors_, file_bytes - index.data_begin_); !checked) return checked.error();
    for (std::size_t i = 0; i < index.tensors_.size(); ++i)
      index.by_name_.emplace(index.tensors_[i].name, static_cast<std::uint32_t>(i));
    return index;
  }

 private:
  static Result<std::string_view> header_of(std::span<const std::byte> head, std::uint64_t file_bytes,
                                            const SafetensorsLimits& limits) {
    const auto text = framed(head, file_bytes, limits);
    const FileKind kind = begins_object(head) ? FileKind{} : file_kind(head);
    if (!kind.name.empty()) {
      Error error = error_for(SafetensorsDefect::other_file, "file", "a safetensors file", std::string(kind.name));
      error.next = kind.next.empty() ? "Choose another file." : kind.next;
      return error;
    }
    return text ? check_utf8(text.value()) : text;
  }

  /// Broken or not, this is one: a length below 2^32, then a brace.
  static bool begins_object(std::span<const std::byte> head) {
    return head.size() > 8 && head[8] == std::byte{'{'} && load<std::uint32_t>(head.data() + 4) == 0;
  }

  static Result<std::string_view> check_utf8(std::string_view text) {
    if (!is_utf8(text)) return error_for(SafetensorsDefect::header_not_utf8, "header");
    return text;
  }

  /// The header as the length before it frames it.
  static Result<std::string_view> framed(std::span<const std::byte> head, std::uint64_t file_bytes,
                                         const SafetensorsLimits& limits) {
    if (head.size() < 8)
      return error_for(SafetensorsDefect::too_small, "file", "at least 8 bytes", std::to_string(head.size()));
    const auto length = load<std::uint64_t>(head.data());
    if (length > limits.header_bytes)
      return error_for(SafetensorsDefect::header_too_large, "file",
                       "at most " + std::to_string(limits.header_bytes) + " bytes", std::to_string(length));
    const std::uint64_t seen = std::min<std::uint64_t>(head.size(), file_bytes) - 8;
    if (length > seen)
      return error_for(SafetensorsDefect::header_past_end, "file", "at most " + std::to_string(seen) + " bytes",
                       std::to_string(length));
    return std::string_view(reinterpret_cast<const char*>(head.data()) + 8, static_cast<std::size_t>(length));
  }

  /// Sorts the entries by place and checks that they cover the data section exactly once.
  static Result<void> check_layout(std::vector<TensorEntry>& entries, std::uint64_t data_bytes) {
    for (const auto& entry : entries)
      if (auto checked = check_entry(entry, data_bytes); !checked) return checked;
    // A heap sort, half the code of std::sort.
    std::partial_sort(entries.begin(), entries.end(), entries.end(), [](const auto& a, const auto& b) {
      return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
    });
    std::uint64_t place = 0;
    for (const auto& entry : entries) {
      if (entry.begin != place)
        return error_for(entry.begin < place ? SafetensorsDefect::overlap : SafetensorsDefect::gap, entry.name,
                         "a beginning at byte " + std::to_string(place) + " of the data", std::to_string(entry.begin));
      place = entry.end;
    }
    if (place != data_bytes)
      return error_for(SafetensorsDefect::trailing_bytes, "file", std::to_string(place) + " bytes of data",
                       std::to_string(data_bytes));
    return {};
  }

  static Result<void> check_entry(const TensorEntry& entry, std::uint64_t data_bytes) {
    const auto needed = bytes_of(entry.dtype, entry.shape);
    if (!needed) return error_for(SafetensorsDefect::shape_overflow, entry.name, "", shape_text(entry.shape));
    if (entry.end < entry.begin)
      return error_for(SafetensorsDefect::offsets_reversed, entry.name, "begin <= end",
                       range_text(entry.begin, entry.end));
    if (entry.end > data_bytes)
      return error_for(SafetensorsDefect::offsets_past_end, entry.name,
                       "at most " + std::to_string(data_bytes) + " bytes of data", range_text(entry.begin, entry.end));
    if (entry.dtype != DType::opaque && entry.end - entry.begin != *needed)
      return error_for(SafetensorsDefect::size_mismatch, entry.name,
                       std::to_string(*needed) + " bytes for " + entry.dtype_name + " " + shape_text(entry.shape),
                       std::to_string(entry.end - entry.begin));
    return {};
  }
};

Result<SafetensorsIndex> SafetensorsIndex::read(std::span<const std::byte> head, std::uint64_t file_bytes,
                                                const SafetensorsLimits& limits) {
  return SafetensorsParser::parse(head, file_bytes, limits);
}

const TensorEntry* SafetensorsIndex::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &tensors_[found->second];
}

Result<std::string> SafetensorsIndex::require_metadata(std::string_view key) const {
  const auto found = metadata_.find(key);
  if (found != metadata_.end()) return found->second;
  return Error{"the file's metadata has no such key", std::string(key), "", "",
               "Check that the file was made for this use."};
}

Result<SafetensorsFile> SafetensorsFile::borrow(std::span<const std::byte> bytes, const SafetensorsLimits& limits) {
  auto index = SafetensorsIndex::read(bytes, bytes.size(), limits);
  if (!index) return index.error();
  SafetensorsFile file(std::move(index).value());
  const auto data = bytes.subspan(static_cast<std::size_t>(file.index_.data_begin()));
  file.tensors_.reserve(file.index_.tensors().size());
  for (const TensorEntry& entry : file.index_.tensors()) {
    file.tensors_.push_back(
        {entry.name, entry.dtype, entry.shape,
         data.subspan(static_cast<std::size_t>(entry.begin), static_cast<std::size_t>(entry.end - entry.begin)),
         entry.dtype_name});
  }
  return file;
}

Result<SafetensorsFile> SafetensorsFile::own(std::vector<std::byte> bytes, const SafetensorsLimits& limits) {
  auto file = borrow(bytes, limits);
  if (file) file.value().owned_ = std::move(bytes);  // moving a vector keeps its storage: the views stay valid
  return file;
}

const TensorView* SafetensorsFile::find(std::string_view name) const {
  const TensorEntry* entry = index_.find(name);
  return entry ? &tensors_[static_cast<std::size_t>(entry - index_.tensors().data())] : nullptr;
}

Result<TensorView> SafetensorsFile::require(std::string_view name) const {
  if (const TensorView* tensor = find(name)) return *tensor;
  return Error{"the file has no tensor of this name", std::string(name), "", "",
               "Check that the file was made for this use."};
}

std::vector<float> to_floats(const TensorView& tensor) {
  std::vector<float> out(tensor.elements());
  switch (tensor.dtype) {
    case DType::f64: convert<double>(tensor.data, out); break;
    case DType::f32: convert<float>(tensor.data, out); break;
    case DType::i64: convert<std::int64_t>(tensor.data, out); break;
    case DType::i32: convert<std::int32_t>(tensor.data, out); break;
    case DType::i16: convert<std::int16_t>(tensor.data, out); break;
    case DType::i8: convert<std::int8_t>(tensor.data, out); break;
    case DType::u64: convert<std::uint64_t>(tensor.data, out); break;
    case DType::u32: convert<std::uint32_t>(tensor.data, out); break;
    case DType::u16: convert<std::uint16_t>(tensor.data, out); break;
    case DType::u8:
    case DType::boolean: convert<std::uint8_t>(tensor.data, out); break;
    case DType::f16:
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = half_to_float(load<std::uint16_t>(tensor.data.data() + 2 * i));
      break;
    case DType::bf16:
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = bfloat_to_float(load<std::uint16_t>(tensor.data.data() + 2 * i));
      break;
    case DType::opaque: break;
  }
  return out;
}

namespace {
Error rank_error(const TensorView& tensor, const char* expected) {
  return {"the tensor has another rank", std::string(tensor.name), expected, shape_text(tensor.shape),
          "Check that the file was made for this use."};
}

Error unread_error(const TensorView& tensor) {
  return error_for(SafetensorsDefect::unread_dtype, std::string(tensor.name),
                   "one of F64 F32 F16 BF16 I64 I32 I16 I8 U64 U32 U16 U8 BOOL", std::string(tensor.dtype_name));
}
}  // namespace

Result<MatrixRM> to_matrix(const TensorView& tensor) {
  if (tensor.dtype == DType::opaque) return unread_error(tensor);
  // An empty tensor may have a side beyond what a matrix can be indexed with.
  if (tensor.shape.size() != 2 || std::max(tensor.shape[0], tensor.shape[1]) > 0x7fffffff)
    return rank_error(tensor, "[rows, columns]");
  const std::vector<float> values = to_floats(tensor);
  return MatrixRM(Eigen::Map<const MatrixRM>(values.data(), static_cast<Eigen::Index>(tensor.shape[0]),
                                             static_cast<Eigen::Index>(tensor.shape[1])));
}

Result<VectorF> to_vector(const TensorView& tensor) {
  if (tensor.dtype == DType::opaque) return unread_error(tensor);
  if (tensor.shape.size() != 1) return rank_error(tensor, "[elements]");
  const std::vector<float> values = to_floats(tensor);
  return VectorF(Eigen::Map<const VectorF>(values.data(), static_cast<Eigen::Index>(values.size())));
}

}  // namespace lesson
