#include "core/io/safetensors_header.h"
#include "core/io/json.h"

#include <set>
#include <utility>

namespace lesson::safetensors_header {
namespace {

/// Follows the parser's events through the one shape a header may have:
/// { name: {dtype: text, shape: [n...], data_offsets: [n, n]}, "__metadata__": {key: text} }.
class Reader {
 public:
  explicit Reader(std::size_t most) : most_(most) {}

  Header header;
  std::optional<Error> error;

  bool start_object(std::size_t) {
    switch (at_) {
      case At::start: return go(At::root);
      case At::tensor_value: return go(At::tensor_key);
      case At::metadata_value: return go(At::metadata_key);
      case At::metadata_text: return metadata_not_text("an object");
      default: return wrong_type("an object");
    }
  }

  bool key(std::string& name) {
    switch (at_) {
      case At::root: return enter_root_key(name);
      case At::tensor_key: return enter_field(name);
      default: return enter_metadata_key(name);
    }
  }

  bool end_object() {
    if (at_ == At::tensor_key) return finish_tensor();
    return go(at_ == At::metadata_key ? At::root : At::start);
  }

  bool string(std::string& text) {
    if (at_ == At::metadata_text) {
      header.metadata.emplace(metadata_key_, std::move(text));
      return go(At::metadata_key);
    }
    if (at_ != At::dtype_value) return wrong_value("text");
    row_.dtype = dtype_named(text);
    row_.dtype_name = std::move(text);
    return go(At::tensor_key);
  }

  bool number_unsigned(std::uint64_t number) {
    if (at_ != At::shape_item && at_ != At::offset_item) return wrong_value("a number");
    numbers_.push_back(number);
    return true;
  }

  bool start_array(std::size_t) {
    if (at_ != At::shape_value && at_ != At::offsets_value) return wrong_value("a list");
    numbers_.clear();
    return go(at_ == At::shape_value ? At::shape_item : At::offset_item);
  }

  bool end_array() {
    if (at_ == At::shape_item) {
      row_.shape = numbers_;
      return go(At::tensor_key);
    }
    if (numbers_.size() != 2) return wrong_type(std::to_string(numbers_.size()) + " numbers");
    row_.begin = numbers_[0];
    row_.end = numbers_[1];
    return go(At::tensor_key);
  }

  bool number_integer(std::int64_t number) { return wrong_value(std::to_string(number)); }
  bool number_float(double, const std::string& text) { return wrong_value(text); }
  bool null() { return wrong_value("null"); }
  bool boolean(bool flag) { return wrong_value(flag ? "true" : "false"); }
  bool binary(Json::binary_t&) { return wrong_value("binary"); }

  template <class Exception>
  bool parse_error(std::size_t position, const std::string&, const Exception&) {
    return fail(SafetensorsDefect::header_not_json, "header", "JSON",
                "a fault at byte " + std::to_string(position) + " of the header");
  }

 private:
  // Where in the grammar the parser stands: inside an object, or before a value.
  enum class At {
    start,
    root,
    tensor_value,
    tensor_key,
    dtype_value,
    shape_value,
    shape_item,
    offsets_value,
    offset_item,
    metadata_value,
    metadata_key,
    metadata_text
  };

  bool go(At next) {
    at_ = next;
    return true;
  }

  bool fail(SafetensorsDefect defect, std::string where, std::string expected = {}, std::string got = {}) {
    if (!error) error = error_for(defect, std::move(where), std::move(expected), std::move(got));
    return false;
  }

  bool wrong_type(const std::string& got) {
    if (at_ == At::start) return fail(SafetensorsDefect::header_not_object, "header", "{", got);
    return fail(SafetensorsDefect::wrong_field_type, row_.name + "." + field_,
                "dtype: text; shape: whole numbers; data_offsets: two whole numbers", got);
  }

  bool metadata_not_text(const std::string& got) {
    return fail(SafetensorsDefect::metadata_not_text, "__metadata__." + metadata_key_, "text", got);
  }

  bool wrong_value(const std::string& got) {
    if (at_ == At::metadata_text || at_ == At::metadata_value) return metadata_not_text(got);
    return wrong_type(got);
  }

  bool too_many(const char* what) {
    return fail(SafetensorsDefect::too_many_tensors, "header", "at most " + std::to_string(most_) + " " + what);
  }

  bool enter_root_key(const std::string& name) {
    if (!names_.insert(name).second) return fail(SafetensorsDefect::duplicate_key, name);
    if (name == "__metadata__") {
      metadata_key_.clear();
      return go(At::metadata_value);
    }
    if (header.rows.size() >= most_) return too_many("tensors");
    row_ = TensorEntry{};
    row_.name = name;
    field_.clear();
    fields_.clear();
    return go(At::tensor_value);
  }

  bool enter_field(const std::string& name) {
    field_ = name;
    if (!fields_.insert(name).second) return fail(SafetensorsDefect::duplicate_key, row_.name + "." + name);
    if (name == "dtype") return go(At::dtype_value);
    if (name == "shape") return go(At::shape_value);
    if (name == "data_offsets") return go(At::offsets_value);
    return fail(SafetensorsDefect::unknown_field, row_.name, "dtype, shape, data_offsets", name);
  }

  bool enter_metadata_key(const std::string& name) {
    metadata_key_ = name;
    if (header.metadata.size() >= most_) return too_many("metadata keys");
    if (header.metadata.contains(name)) return fail(SafetensorsDefect::duplicate_key, "__metadata__." + name);
    return go(At::metadata_text);
  }

  bool finish_tensor() {
    for (const char* needed : {"dtype", "shape", "data_offsets"})
      if (!fields_.contains(needed)) return fail(SafetensorsDefect::missing_field, row_.name, needed, "no such field");
    header.rows.push_back(std::move(row_));
    return go(At::root);
  }

  std::size_t most_;
  At at_ = At::start;
  TensorEntry row_;
  std::string field_, metadata_key_;
  std::set<std::string> names_, fields_;
  std::vector<std::uint64_t> numbers_;
};

}  // namespace

Error error_for(SafetensorsDefect defect, std::string where, std::string expected, std::string got) {
  return {std::string(sentence(defect)), std::move(where), std::move(expected), std::move(got),
          "Save the file again with a safetensors library."};
}

Result<Header> parse(std::string_view json, std::size_t most) {
  if (json.empty() || json.front() != '{')
    return error_for(SafetensorsDefect::header_not_object, "header", "{",
                     json.empty() ? "an empty header" : "another byte");
  // The lexer takes a NUL for the end of input, so whatever follows one would pass unseen.
  if (const auto nul = json.find('\0'); nul != json.npos)
    return error_for(SafetensorsDefect::header_not_json, "header", "JSON",
                     "a fault at byte " + std::to_string(nul + 1) + " of the header");
  Reader reader(most);
  Json::sax_parse(json.begin(), json.end(), &reader);
  if (reader.error) return *std::move(reader.error);
  return std::move(reader.header);
}

}  // namespace lesson::safetensors_header
