#include "core/io/json.h"

#include <utility>
#include <vector>

namespace lesson {

namespace {

/// Builds the value from the parser's events. `Json::parse` would do, but brings a second builder for its callbacks,
/// and knows no bounds.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Json root;
  const char* fault = nullptr;  ///< what is wrong, in words
  std::size_t bound = 0;        ///< the bound that is broken, or
  std::size_t byte = 0;         ///< where the text stops being JSON, from 1

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(Json::number_integer_t value) override { return add(value); }
  bool number_unsigned(Json::number_unsigned_t value) override { return add(value); }
  bool number_float(Json::number_float_t value, const std::string&) override { return add(value); }
  bool string(std::string& value) override { return add(std::move(value)); }
  bool binary(Json::binary_t&) override { return false; }  // not of JSON
  bool key(std::string& name) override {
    key_ = std::move(name);
    return open_.back()->size() < kMaxJsonKeys || refuse("too many keys in one object", kMaxJsonKeys);
  }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    byte = position;
    return refuse("not well-formed JSON", 0);
  }

 private:
  bool refuse(const char* what, std::size_t most) {
    fault = what;
    bound = most;
    return false;
  }
  Json& place(Json value) {
    if (open_.empty()) return root = std::move(value);
    Json& parent = *open_.back();
    if (parent.is_object()) return parent[key_] = std::move(value);
    parent.push_back(std::move(value));
    return parent.back();
  }
  bool add(Json value) {
    if (++values_ > kMaxJsonValues) return refuse("too many values", kMaxJsonValues);
    place(std::move(value));
    return true;
  }
  bool open(Json empty) {
    if (open_.size() == kMaxJsonDepth) return refuse("too many brackets within brackets", kMaxJsonDepth);
    if (++values_ > kMaxJsonValues) return refuse("too many values", kMaxJsonValues);
    open_.push_back(&place(std::move(empty)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<Json*> open_;  ///< from the root down; a parent does not grow while a child is open
  std::string key_;
  std::size_t values_ = 0;
};

/// Reads into `builder`; true when all is well.
bool read_into(Builder& builder, std::string_view text) {
  if (text.size() > kMaxJsonBytes) {
    builder.fault = "too much text";
    builder.bound = kMaxJsonBytes;
    return false;
  }
  // The lexer takes a NUL for the end of input, so whatever follows one would pass unseen.
  if (const std::size_t nul = text.find('\0'); nul != text.npos) {
    builder.fault = "not well-formed JSON";
    builder.byte = nul + 1;
    return false;
  }
  return Json::sax_parse(text.data(), text.data() + text.size(), &builder);
}

Error error_of(const Builder& builder, std::string_view text, std::string_view where) {
  Error error{builder.fault, std::string(where), "", "", ""};
  if (builder.bound > 0) {
    error.expected = "at most " + std::to_string(builder.bound);
    if (text.size() > kMaxJsonBytes) error.got = std::to_string(text.size()) + " bytes";
    return error;
  }
  error.got = text.empty() ? "nothing" : "a fault at byte " + std::to_string(builder.byte);
  return error;
}

}  // namespace

Result<Json> read_json(std::string_view text, std::string_view where) {
  Builder builder;
  if (read_into(builder, text)) return std::move(builder.root);
  return error_of(builder, text, where);
}

Json parse_json(std::string_view text) {
  Builder builder;
  return read_into(builder, text) ? std::move(builder.root) : Json(Json::value_t::discarded);
}

std::string print_json(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lesson
