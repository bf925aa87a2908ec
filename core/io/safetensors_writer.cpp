#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "core/io/half.h"
#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "core/io/utf8.h"
#include "core/text_format.h"

namespace lesson {
namespace {

template <class T>
void append(std::vector<std::byte>& bytes, T value) {
  const std::size_t place = bytes.size();
  bytes.resize(place + sizeof value);
  std::memcpy(bytes.data() + place, &value, sizeof value);
}

/// Nearest whole number of T, ties to even; NaN becomes 0.
template <class T>
T clamp_round(float value) {
  if (std::isnan(value)) return 0;
  const float low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
  return static_cast<T>(std::nearbyintf(std::clamp(value, low, high)));
}

/// Whether floats can be stored as `type`; appends them if so.
bool encode(std::span<const float> values, DType type, std::vector<std::byte>& bytes) {
  bytes.reserve(values.size() * size_of(type));
  for (const float value : values) {
    switch (type) {
      case DType::f32: append(bytes, value); break;
      case DType::f16: append(bytes, float_to_half(value)); break;
      case DType::bf16: append(bytes, float_to_bfloat(value)); break;
      case DType::i8: append(bytes, clamp_round<std::int8_t>(value)); break;
      case DType::u8: append(bytes, clamp_round<std::uint8_t>(value)); break;
      default: return false;
    }
  }
  return true;
}

Error write_error(std::string what, std::string where, std::string expected = {}, std::string got = {}) {
  return {std::move(what), std::move(where), std::move(expected), std::move(got), ""};
}

}  // namespace

void SafetensorsWriter::set_metadata(std::string key, std::string value) {
  metadata_[std::move(key)] = std::move(value);
}

void SafetensorsWriter::add(std::string name, std::vector<std::uint64_t> shape, std::span<const float> values,
                            DType type) {
  Item item{std::move(name), type, std::move(shape), {}};
  item.convertible = encode(values, type, item.bytes);
  items_.push_back(std::move(item));
}

void SafetensorsWriter::add(std::string name, CRef matrix, DType type) {
  const MatrixRM dense = matrix;  // rows may be strided
  add(std::move(name), {static_cast<std::uint64_t>(dense.rows()), static_cast<std::uint64_t>(dense.cols())},
      std::span<const float>(dense.data(), static_cast<std::size_t>(dense.size())), type);
}

void SafetensorsWriter::add_raw(std::string name, DType type, std::vector<std::uint64_t> shape,
                                std::vector<std::byte> bytes) {
  items_.push_back({std::move(name), type, std::move(shape), std::move(bytes)});
}

std::vector<const SafetensorsWriter::Item*> SafetensorsWriter::aligned_order() const {
  std::vector<const Item*> order;
  for (const Item& item : items_) order.push_back(&item);
  std::sort(order.begin(), order.end(), [](const Item* a, const Item* b) {
    return std::make_pair(-static_cast<int>(size_of(a->type)), std::string_view(a->name)) <
           std::make_pair(-static_cast<int>(size_of(b->type)), std::string_view(b->name));
  });
  return order;
}

Result<void> SafetensorsWriter::check(const Item& item) {
  if (!is_utf8(item.name)) return write_error("the tensor's name is not UTF-8", item.name);
  if (!item.convertible && item.type != DType::opaque)
    return write_error("floats cannot be written as this dtype", item.name, "F32, F16, BF16, I8 or U8",
                       std::string(name_of(item.type)));
  if (item.type == DType::opaque) return write_error("this dtype cannot be written", item.name);
  if (bytes_of(item.type, item.shape) != item.bytes.size())
    return write_error("the values do not fill the shape", item.name, shape_text(item.shape),
                       std::to_string(item.bytes.size() / size_of(item.type)) + " values");
  return {};
}

Result<std::vector<std::byte>> SafetensorsWriter::finish() const {
  const std::vector<const Item*> order = aligned_order();
  Json header = Json::object();
  for (const auto& [key, value] : metadata_) {
    if (!is_utf8(key) || !is_utf8(value)) return write_error("metadata are not UTF-8", key);
    header["__metadata__"][key] = value;
  }
  std::uint64_t place = 0;
  for (const Item* item : order) {
    if (auto good = check(*item); !good) return good.error();
    if (item->name == "__metadata__" || header.contains(item->name))
      return write_error("the tensor's name is taken", item->name);
    header[item->name] = {
        {"dtype", name_of(item->type)}, {"shape", item->shape}, {"data_offsets", {place, place + item->bytes.size()}}};
    place += item->bytes.size();
  }

  std::string text = print_json(header);
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::vector<std::byte> file;
  file.reserve(8 + text.size() + static_cast<std::size_t>(place));
  append(file, static_cast<std::uint64_t>(text.size()));
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  file.insert(file.end(), bytes, bytes + text.size());
  for (const Item* item : order) file.insert(file.end(), item->bytes.begin(), item->bytes.end());
  return file;
}

}  // namespace lesson
