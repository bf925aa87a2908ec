#include "widgets/state/field.h"

#include <cmath>
#include <functional>

#include "core/io/json.h"
#include "core/io/utf8.h"
#include "core/text_format.h"

namespace lesson {

namespace {

/// The shortest decimal that reads back as the same float, as a double: JSON then shows 0.1, not 0.10000000149.
double shortest(float value) {
  double read = static_cast<double>(value);
  for (int digits = 6; digits <= 9; ++digits) {
    read = number_of(short_number(static_cast<double>(value), digits)).value_or(read);
    if (static_cast<float>(read) == value) break;
  }
  return read;
}

struct ToJson {
  Json operator()(const IntField& f) const { return *f.value; }
  Json operator()(const NumberField& f) const { return shortest(*f.value); }
  Json operator()(const FlagField& f) const { return *f.value; }
  Json operator()(const ChoiceField& f) const {
    const std::size_t index = static_cast<std::size_t>(*f.value);
    return *f.value >= 0 && index < f.options.size() ? f.options[index] : "";
  }
  Json operator()(const TextField& f) const { return *f.value; }
};

std::string shown(const Json& json) {
  std::string text = print_json(json);
  if (text.size() > 60) text = std::string(utf8_prefix(text, 57)) + "...";
  return text;
}

using Change = std::function<void()>;
using Checked = Result<Change>;

/// Checks one value and gives what would set it, so that nothing is set before all is checked. Setting itself takes no
/// memory: nothing can stop it half way.
struct Check {
  const Field& field;
  const Json& json;

  Error wrong(std::string what, std::string expected) const {
    return {std::move(what), field.key, std::move(expected), shown(json), ""};
  }

  Checked operator()(const IntField& f) const {
    const std::string range = "a whole number from " + std::to_string(f.min) + " to " + std::to_string(f.max);
    if (!json.is_number()) return wrong("not a number", range);
    const double value = json.get<double>();
    if (value != std::floor(value)) return wrong("not a whole number", range);
    if (value < f.min || value > f.max) return wrong("out of range", range);
    return Change([to = f.value, value] { *to = static_cast<int>(value); });
  }
  Checked operator()(const NumberField& f) const {
    const std::string range =
        "a number from " + short_number(static_cast<double>(f.min)) + " to " + short_number(static_cast<double>(f.max));
    if (!json.is_number()) return wrong("not a number", range);
    const float value = static_cast<float>(json.get<double>());
    if (!(value >= f.min && value <= f.max)) return wrong("out of range", range);
    return Change([to = f.value, value] { *to = value; });
  }
  Checked operator()(const FlagField& f) const {
    if (!json.is_boolean()) return wrong("not true or false", "true or false");
    return Change([to = f.value, value = json.get<bool>()] { *to = value; });
  }
  Checked operator()(const ChoiceField& f) const {
    std::string words;
    for (std::size_t i = 0; i < f.options.size(); ++i) {
      if (json.is_string() && json.get_ref<const std::string&>() == f.options[i]) {
        return Change([to = f.value, i] { *to = static_cast<int>(i); });
      }
      words += (i ? ", " : "") + f.options[i];
    }
    return wrong("not one of the choices", "one of " + words);
  }
  Checked operator()(const TextField& f) const {
    const std::string limit = "text of at most " + std::to_string(f.max_bytes) + " bytes";
    if (!json.is_string()) return wrong("not text", limit);
    const std::string& value = json.get_ref<const std::string&>();
    if (value.size() > static_cast<std::size_t>(f.max_bytes)) return wrong("text too long", limit);
    // Whatever is told of it goes through texts that end there.
    if (value.find('\0') != std::string::npos) return wrong("text with a NUL in it", limit + " without NUL");
    return Change([to = f.value, text = std::string(value)]() mutable { to->swap(text); });
  }
};

const Field* find(const Fields& fields, std::string_view key) {
  for (const Field& field : fields) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

Error unknown_key(const Fields& fields, const std::string& key) {
  std::string keys;
  for (const Field& field : fields) keys += (keys.empty() ? "" : ", ") + field.key;
  return {"unknown key", key, keys.empty() ? "no keys: this widget has no state" : "one of " + keys, "", ""};
}

}  // namespace

std::string fields_to_json(const Fields& fields) {
  Json json = Json::object();
  for (const Field& field : fields) json[field.key] = std::visit(ToJson{}, field.value);
  return print_json(json);
}

std::string field_values(const Fields& fields) {
  std::string values;
  const auto add = [&](const auto& field) {
    if constexpr (std::is_same_v<decltype(field.value), std::string*>) {
      values += std::to_string(field.value->size()) + ":" + *field.value;
    } else {
      values.append(reinterpret_cast<const char*>(field.value), sizeof *field.value);
    }
  };
  for (const Field& field : fields) std::visit(add, field.value);
  return values;
}

Result<void> fields_from_json(const Fields& fields, std::string_view text) {
  const auto parsed = read_json(text, "state");
  if (!parsed) return parsed.error();
  const Json& json = parsed.value();
  if (!json.is_object()) return Error{"not a JSON object", "state", "{\"key\": value, ...}", shown(json), ""};
  std::vector<Change> changes;
  for (const auto& [key, value] : json.items()) {
    const Field* field = find(fields, key);
    if (!field) return unknown_key(fields, key);
    Checked checked = std::visit(Check{*field, value}, field->value);
    if (!checked) return checked.error();
    changes.push_back(std::move(checked.value()));
  }
  for (const Change& change : changes) change();
  return {};
}

}  // namespace lesson
