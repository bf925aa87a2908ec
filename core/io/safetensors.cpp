#include "core/io/safetensors.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include "core/io/half.h"
#include "core/io/safetensors_header.h"
#include "core/io/utf8.h"

namespace lesson {

static_assert(std::endian::native == std::endian::little, "tensor bytes are read as they lie");

using safetensors_header::error_for;

namespace {

struct DTypeRow {
  DType type;
  std::string_view name;
  std::size_t bytes;
};

constexpr DTypeRow kDTypes[] = {{DType::F64, "F64", 8},   {DType::F32, "F32", 4}, {DType::F16, "F16", 2},
                                {DType::BF16, "BF16", 2}, {DType::I64, "I64", 8}, {DType::I32, "I32", 4},
                                {DType::I16, "I16", 2},   {DType::I8, "I8", 1},   {DType::U64, "U64", 8},
                                {DType::U32, "U32", 4},   {DType::U16, "U16", 2}, {DType::U8, "U8", 1},
                                {DType::Bool, "BOOL", 1}};

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

/// Bytes a shape asks for, or nothing when they do not fit 64 bits.
std::optional<std::uint64_t> bytes_of(DType type, std::span<const std::uint64_t> shape) {
  std::uint64_t bytes = size_of(type);
  for (const std::uint64_t side : shape) {
    if (side != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / side) return std::nullopt;
    bytes *= side;
  }
  return bytes;
}

}  // namespace

std::size_t size_of(DType type) { return row_of(type).bytes; }
std::string_view name_of(DType type) { return row_of(type).name; }

std::optional<DType> safetensors_header::dtype_named(std::string_view name) {
  for (const DTypeRow& row : kDTypes)
    if (row.name == name) return row.type;
  return std::nullopt;
}

std::string_view sentence(SafetensorsDefect defect) {
  switch (defect) {
    case SafetensorsDefect::TooSmall: return "the file is too short to hold a header length";
    case SafetensorsDefect::HeaderTooLarge: return "the header length is above 100 MB";
    case SafetensorsDefect::HeaderPastEnd: return "the header reaches past the end of the file";
    case SafetensorsDefect::HeaderNotObject: return "the header does not begin a JSON object";
    case SafetensorsDefect::HeaderNotUtf8: return "the header is not UTF-8";
    case SafetensorsDefect::HeaderNotJson: return "the header is not JSON";
    case SafetensorsDefect::DuplicateKey: return "a key occurs twice";
    case SafetensorsDefect::UnknownField: return "a tensor has a field the format does not know";
    case SafetensorsDefect::MissingField: return "a tensor lacks a field";
    case SafetensorsDefect::WrongFieldType: return "a field of a tensor has the wrong type";
    case SafetensorsDefect::MetadataNotText: return "the metadata is not an object of texts";
    case SafetensorsDefect::UnknownDtype: return "the dtype is not supported";
    case SafetensorsDefect::ShapeOverflow: return "the shape asks for more than 2^64 bytes";
    case SafetensorsDefect::OffsetsReversed: return "the data end before they begin";
    case SafetensorsDefect::OffsetsPastEnd: return "the data reach past the end of the file";
    case SafetensorsDefect::SizeMismatch: return "the data do not fill the shape";
    case SafetensorsDefect::Overlap: return "two tensors share bytes";
    case SafetensorsDefect::Gap: return "bytes before the tensor belong to none";
    case SafetensorsDefect::TrailingBytes: return "bytes after the last tensor belong to none";
  }
  return "unknown defect";
}

/// Builds a SafetensorsFile out of bytes: length, header text, header grammar, layout, views.
class SafetensorsParser {
 public:
  static Result<SafetensorsFile> parse(std::span<const std::byte> bytes) {
    auto header_text = header_of(bytes);
    if (!header_text) return header_text.error();
    auto header = safetensors_header::parse(header_text.value());
    if (!header) return header.error();
    const auto data = bytes.subspan(8 + header_text.value().size());
    SafetensorsFile file;
    file.metadata_ = std::move(header.value().metadata);
    for (auto& row : header.value().rows)
      file.entries_.push_back({std::move(row.name), row.dtype, std::move(row.shape), row.begin, row.end});
    if (auto checked = check_layout(file, data.size()); !checked) return checked.error();
    for (const auto& entry : file.entries_) {
      file.tensors_.push_back(
          {entry.name, entry.dtype, entry.shape,
           data.subspan(static_cast<std::size_t>(entry.begin), static_cast<std::size_t>(entry.end - entry.begin))});
    }
    return file;
  }

  static void keep(SafetensorsFile& file, std::vector<std::byte> bytes) {
    file.owned_ = std::move(bytes);  // moving a vector keeps its storage: the views stay valid
  }

 private:
  static Result<std::string_view> header_of(std::span<const std::byte> bytes) {
    if (bytes.size() < 8)
      return error_for(SafetensorsDefect::TooSmall, "file", "at least 8 bytes", std::to_string(bytes.size()));
    const auto length = load<std::uint64_t>(bytes.data());
    if (length > kMaxHeaderBytes)
      return error_for(SafetensorsDefect::HeaderTooLarge, "file",
                       "at most " + std::to_string(kMaxHeaderBytes) + " bytes", std::to_string(length));
    if (length > bytes.size() - 8)
      return error_for(SafetensorsDefect::HeaderPastEnd, "file",
                       "at most " + std::to_string(bytes.size() - 8) + " bytes", std::to_string(length));
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + 8, static_cast<std::size_t>(length));
    if (!is_utf8(text)) return error_for(SafetensorsDefect::HeaderNotUtf8, "header");
    return text;
  }

  /// Sorts the entries by place and checks that they cover the data section exactly once.
  static Result<void> check_layout(SafetensorsFile& file, std::uint64_t data_bytes) {
    for (const auto& entry : file.entries_)
      if (auto checked = check_entry(entry, data_bytes); !checked) return checked;
    // A heap sort, half the code of std::sort.
    std::partial_sort(file.entries_.begin(), file.entries_.end(), file.entries_.end(),
                      [](const auto& a, const auto& b) {
                        return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
                      });
    std::uint64_t place = 0;
    for (const auto& entry : file.entries_) {
      if (entry.begin < place)
        return error_for(SafetensorsDefect::Overlap, entry.name,
                         "a beginning at byte " + std::to_string(place) + " of the data", std::to_string(entry.begin));
      if (entry.begin > place)
        return error_for(SafetensorsDefect::Gap, entry.name,
                         "a beginning at byte " + std::to_string(place) + " of the data", std::to_string(entry.begin));
      place = entry.end;
    }
    if (place != data_bytes)
      return error_for(SafetensorsDefect::TrailingBytes, "file", std::to_string(place) + " bytes of data",
                       std::to_string(data_bytes));
    return {};
  }

  static Result<void> check_entry(const SafetensorsFile::Entry& entry, std::uint64_t data_bytes) {
    const auto needed = bytes_of(entry.dtype, entry.shape);
    if (!needed) return error_for(SafetensorsDefect::ShapeOverflow, entry.name, "", shape_text(entry.shape));
    if (entry.end < entry.begin)
      return error_for(SafetensorsDefect::OffsetsReversed, entry.name, "begin <= end",
                       range_text(entry.begin, entry.end));
    if (entry.end > data_bytes)
      return error_for(SafetensorsDefect::OffsetsPastEnd, entry.name,
                       "at most " + std::to_string(data_bytes) + " bytes of data", range_text(entry.begin, entry.end));
    if (entry.end - entry.begin != *needed)
      return error_for(
          SafetensorsDefect::SizeMismatch, entry.name,
          std::to_string(*needed) + " bytes for " + std::string(name_of(entry.dtype)) + " " + shape_text(entry.shape),
          std::to_string(entry.end - entry.begin));
    return {};
  }
};

Result<SafetensorsFile> SafetensorsFile::borrow(std::span<const std::byte> bytes) {
  return SafetensorsParser::parse(bytes);
}

Result<SafetensorsFile> SafetensorsFile::own(std::vector<std::byte> bytes) {
  auto file = SafetensorsParser::parse(bytes);
  if (file) SafetensorsParser::keep(file.value(), std::move(bytes));
  return file;
}

const TensorView* SafetensorsFile::find(std::string_view name) const {
  for (const TensorView& tensor : tensors_)
    if (tensor.name == name) return &tensor;
  return nullptr;
}

Result<TensorView> SafetensorsFile::require(std::string_view name) const {
  if (const TensorView* tensor = find(name)) return *tensor;
  return Error{"the file has no tensor of this name", std::string(name), "", "",
               "Check that the file was made for this use."};
}

Result<std::string> SafetensorsFile::require_metadata(std::string_view key) const {
  const auto found = metadata_.find(key);
  if (found != metadata_.end()) return found->second;
  return Error{"the file's metadata has no such key", std::string(key), "", "",
               "Check that the file was made for this use."};
}

std::string shape_text(std::span<const std::uint64_t> shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

std::vector<float> to_floats(const TensorView& tensor) {
  std::vector<float> out(tensor.elements());
  switch (tensor.dtype) {
    case DType::F64: convert<double>(tensor.data, out); break;
    case DType::F32: convert<float>(tensor.data, out); break;
    case DType::I64: convert<std::int64_t>(tensor.data, out); break;
    case DType::I32: convert<std::int32_t>(tensor.data, out); break;
    case DType::I16: convert<std::int16_t>(tensor.data, out); break;
    case DType::I8: convert<std::int8_t>(tensor.data, out); break;
    case DType::U64: convert<std::uint64_t>(tensor.data, out); break;
    case DType::U32: convert<std::uint32_t>(tensor.data, out); break;
    case DType::U16: convert<std::uint16_t>(tensor.data, out); break;
    case DType::U8:
    case DType::Bool: convert<std::uint8_t>(tensor.data, out); break;
    case DType::F16:
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = half_to_float(load<std::uint16_t>(tensor.data.data() + 2 * i));
      break;
    case DType::BF16:
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = bfloat_to_float(load<std::uint16_t>(tensor.data.data() + 2 * i));
      break;
  }
  return out;
}

namespace {
Error rank_error(const TensorView& tensor, const char* expected) {
  return {"the tensor has another rank", std::string(tensor.name), expected, shape_text(tensor.shape),
          "Check that the file was made for this use."};
}
}  // namespace

Result<MatrixRM> to_matrix(const TensorView& tensor) {
  // An empty tensor may have a side beyond what a matrix can be indexed with.
  if (tensor.shape.size() != 2 || std::max(tensor.shape[0], tensor.shape[1]) > 0x7fffffff)
    return rank_error(tensor, "[rows, columns]");
  const std::vector<float> values = to_floats(tensor);
  return MatrixRM(Eigen::Map<const MatrixRM>(values.data(), static_cast<Eigen::Index>(tensor.shape[0]),
                                             static_cast<Eigen::Index>(tensor.shape[1])));
}

Result<VectorF> to_vector(const TensorView& tensor) {
  if (tensor.shape.size() != 1) return rank_error(tensor, "[elements]");
  const std::vector<float> values = to_floats(tensor);
  return VectorF(Eigen::Map<const VectorF>(values.data(), static_cast<Eigen::Index>(values.size())));
}

}  // namespace lesson
