#include "core/pipeline/packet_fields.h"

#include <algorithm>
#include <cassert>

namespace lesson {

namespace {

/// A side of a picture: eight times that of the largest latent.
constexpr std::uint64_t kMostPixels = 8192;

}  // namespace

Result<void> PacketFields::outcome() const {
  if (failed()) return *error();
  return {};
}

MatrixRM PacketFields::matrix(const std::string& name) {
  const auto view = file_.require(name);
  if (!view) return complain(name, "a tensor"), MatrixRM{};
  auto matrix = to_matrix(view.value());
  if (!matrix) return complain(name, "a tensor of two axes"), MatrixRM{};
  return std::move(matrix).value();
}

Picture PacketFields::picture() {
  const TensorView* view = file_.find("picture");
  const auto side = [view](std::size_t axis) { return view->shape[axis] >= 1 && view->shape[axis] <= kMostPixels; };
  if (!view || view->dtype != DType::u8 || view->shape.size() != 3 || view->shape[2] != 3 || !side(0) || !side(1)) {
    return complain("picture", "bytes [h, w, 3], at most " + std::to_string(kMostPixels) + " a side"), Picture{};
  }
  Picture picture{static_cast<int>(view->shape[1]), static_cast<int>(view->shape[0]), {}};
  for (const std::byte byte : view->data) picture.rgb.push_back(static_cast<std::uint8_t>(byte));
  return picture;
}

PackedRows PacketFields::packed_rows(const std::string& name, int count, int cols) {
  PackedRows packed;
  packed.cols = cols;
  const TensorView* numbers = file_.find(name);
  const TensorView* factors = file_.find(name + ".factor");
  const auto size = static_cast<std::size_t>(count) * static_cast<std::size_t>(cols);
  if (!numbers || !factors || numbers->dtype != DType::i16 || numbers->elements() != size ||
      factors->elements() != static_cast<std::size_t>(count)) {
    return complain(name, "[" + std::to_string(count) + ", " + std::to_string(cols) + "]"), PackedRows{};
  }
  packed.numbers.resize(size);
  std::copy(numbers->data.begin(), numbers->data.end(), std::as_writable_bytes(std::span(packed.numbers)).begin());
  packed.factors = to_floats(*factors);
  return packed;
}

Result<OpenPacket> open_packet(std::span<const std::byte> bytes) {
  auto file = SafetensorsFile::borrow(bytes);
  if (!file) return file.error();
  auto kind = file.value().require_metadata("packet");
  const auto about = file.value().require_metadata("json");
  if (!kind) return kind.error();
  if (!about) return about.error();
  auto json = read_json(about.value(), "json");
  if (!json) return json.error();
  OpenPacket packet{std::move(file).value(), std::move(kind).value(), std::move(json).value()};
  if (packet.json.is_object()) return packet;
  PacketFields fields(packet.file, packet.json);
  fields.complain("json", "an object");
  return fields.outcome().error();
}

std::vector<std::byte> close_packet(SafetensorsWriter& writer, const char* kind, const Json& json) {
  writer.set_metadata("packet", kind);
  writer.set_metadata("json", print_json(json));
  auto bytes = writer.finish();
  assert(bytes);
  return std::move(bytes).value();
}

}  // namespace lesson
