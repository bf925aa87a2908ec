#include "widgets/state/link.h"

#include "core/io/json.h"
#include "core/io/utf8.h"

namespace lesson {

namespace {

constexpr std::string_view kVersion = "v1.";

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == ',';
}

std::string escape(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (plain(c)) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool unescape(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return false;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return true;
}

std::string value_text(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>();
  if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
  return print_json(value);
}

/// The JSON value that a field of this kind reads from a link's text; discarded when it cannot.
struct Parse {
  const std::string& text;

  Json number() const {
    Json json = parse_json(text);
    return json.is_number() ? json : Json(text);  // as text it is refused with the field's own sentence
  }
  Json operator()(const IntField&) const { return number(); }
  Json operator()(const NumberField&) const { return number(); }
  Json operator()(const FlagField&) const { return text == "1" ? Json(true) : text == "0" ? Json(false) : Json(text); }
  Json operator()(const ChoiceField&) const { return text; }
  Json operator()(const TextField&) const { return text; }
};

Error malformed(std::string_view entry) {
  return {"malformed link", std::string(entry.substr(0, 40)), "v1.key=value;key=value",
          std::string(entry.substr(0, 40)), ""};
}

Result<void> read_entry(const Fields& fields, std::string_view entry, Json& json) {
  const std::size_t equals = entry.find('=');
  std::string text;
  if (equals == std::string_view::npos || !unescape(entry.substr(equals + 1), text) || !is_utf8(text)) {
    return malformed(entry);
  }
  const std::string_view key = entry.substr(0, equals);
  for (const Field& field : fields) {
    if (field.key == key) {
      json[field.key] = std::visit(Parse{text}, field.value);
      return {};
    }
  }
  return Error{"unknown key in the link", std::string(key.substr(0, 40)), "a key of this widget", "", ""};
}

}  // namespace

Result<std::string> state_to_link(const Fields& fields, std::string_view defaults) {
  const Json now = parse_json(fields_to_json(fields));
  const Json fresh = parse_json(defaults);
  std::string link(kVersion), longest_key;
  std::size_t longest = 0;
  for (const auto& [key, value] : now.items()) {
    if (fresh.is_object() && fresh.contains(key) && fresh[key] == value) continue;
    const std::string entry = key + "=" + escape(value_text(value));
    if (entry.size() > longest) {
      longest = entry.size();
      longest_key = key;
    }
    link += (link.size() > kVersion.size() ? ";" : "") + entry;
  }
  if (link.size() <= kMaxLinkLength) return link;
  return Error{"the state does not fit a link", longest_key,
               "at most " + std::to_string(kMaxLinkLength) + " characters", std::to_string(link.size()),
               "Shorten this field, or save the state as JSON"};
}

Result<void> state_from_link(const Fields& fields, std::string_view link, std::string_view defaults) {
  if (link.size() > kMaxLinkLength * 4)
    return Error{"the link is too long", "link", "", std::to_string(link.size()) + " characters", ""};
  if (link.substr(0, kVersion.size()) != kVersion) {
    return Error{"another version of link", "link", "v1.", std::string(link.substr(0, 8)),
                 "Reload the page if the link is newer than it"};
  }
  Json json = parse_json(defaults);
  if (!json.is_object()) json = Json::object();
  std::string_view rest = link.substr(kVersion.size());
  while (!rest.empty()) {
    const std::size_t end = rest.find(';');
    if (Result<void> done = read_entry(fields, rest.substr(0, end), json); !done) return done;
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return fields_from_json(fields, print_json(json));
}

}  // namespace lesson
