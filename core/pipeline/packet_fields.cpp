#include "core/pipeline/packet_fields.h"

#include <algorithm>

namespace lesson {

Error broken_packet(std::string where, std::string expected, std::string got) {
  return {"a packet of a run is not as it should be", std::move(where), std::move(expected), std::move(got),
          "Run again; if it happens again, page and model files are of different versions."};
}

Result<void> PacketFields::outcome() const {
  if (error_) return *error_;
  return {};
}

void PacketFields::complain(const std::string& where, const std::string& expected) {
  if (!error_) error_ = broken_packet(where, expected);
}

const Json& PacketFields::object(const char* key) {
  static const Json kNone = Json::object();
  const auto found = json_.find(key);
  if (found != json_.end() && found->is_object()) return *found;
  complain(key, "an object");
  return kNone;
}

std::string PacketFields::text(const Json& from, const char* key) {
  const auto found = from.find(key);
  if (found != from.end() && found->is_string()) return found->get<std::string>();
  complain(key, "a text");
  return {};
}

double PacketFields::number(const Json& from, const char* key) {
  const auto found = from.find(key);
  if (found != from.end() && found->is_number()) return found->get<double>();
  complain(key, "a number");
  return 0;
}

int PacketFields::whole(const char* key, int most) {
  const double value = number(json_, key);
  if (value >= 0 && value <= most && value == static_cast<int>(value)) return static_cast<int>(value);
  complain(key, "a whole number up to " + std::to_string(most));
  return 0;
}

std::vector<std::string> PacketFields::texts(const char* key) {
  std::vector<std::string> list;
  const auto found = json_.find(key);
  if (found == json_.end() || !found->is_array()) return complain(key, "a list of texts"), list;
  for (const Json& item : *found) list.push_back(item.is_string() ? item.get<std::string>() : std::string());
  return list;
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
  if (!view || view->dtype != DType::u8 || view->shape.size() != 3 || view->shape[2] != 3) {
    return complain("picture", "bytes [h, w, 3]"), Picture{};
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

}  // namespace lesson
