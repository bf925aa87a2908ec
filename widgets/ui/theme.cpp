#include "widgets/ui/theme.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include "core/io/json.h"
#include "core/text_format.h"

namespace lesson::ui {

namespace {

std::uint8_t byte_of(float value) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0f, 1.0f) * 255.0f));
}

float to_linear(std::uint8_t channel) {
  const float c = static_cast<float>(channel) / 255.0f;
  return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f);
}
float from_linear(float c) { return c <= 0.0031308f ? 12.92f * c : 1.055f * std::pow(c, 1.0f / 2.4f) - 0.055f; }

float luminance(Color c) { return 0.2126f * to_linear(c.r) + 0.7152f * to_linear(c.g) + 0.0722f * to_linear(c.b); }

/// OKLab (Ottosson 2020) to sRGB: equal steps in it look equal, so a map straight in it reads truthfully.
Color oklab(float l, float a, float b) {
  const auto cube = [](float x) { return x * x * x; };
  const float ll = cube(l + 0.3963377774f * a + 0.2158037573f * b);
  const float mm = cube(l - 0.1055613458f * a - 0.0638541728f * b);
  const float ss = cube(l - 0.0894841775f * a - 1.2914855480f * b);
  return {byte_of(from_linear(std::max(0.0f, 4.0767416621f * ll - 3.3077115913f * mm + 0.2309699292f * ss))),
          byte_of(from_linear(std::max(0.0f, -1.2684380046f * ll + 2.6097574011f * mm - 0.3413193965f * ss))),
          byte_of(from_linear(std::max(0.0f, -0.0041960863f * ll - 0.7034186147f * mm + 1.7076147010f * ss)))};
}
Color oklch(float l, float c, float degrees) {
  const float h = degrees * 3.14159265f / 180.0f;
  return oklab(l, c * std::cos(h), c * std::sin(h));
}

/// From pale to dark (t = 1): lightness falls evenly, hue turns from straw through rust and plum to night.
Color ink(float t, float pale, float dark) {
  const float chroma = 0.015f + 0.16f * std::sin(3.14159265f * std::pow(t, 0.8f));
  return oklch(pale + (dark - pale) * t, chroma, 85.0f - 145.0f * t);
}

bool parse_hex(std::string_view css, Color& out) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  };
  std::array<int, 6> digits{};
  if (css.size() != 4 && css.size() != 7) return false;
  const bool brief = css.size() == 4;
  for (std::size_t i = 0; i < 6; ++i) {
    digits[i] = digit(css[1 + (brief ? i / 2 : i)]);
    if (digits[i] < 0) return false;
  }
  const auto pair = [&](std::size_t i) { return static_cast<std::uint8_t>(digits[i] * 16 + digits[i + 1]); };
  out = {pair(0), pair(2), pair(4)};
  return true;
}

bool parse_rgb(std::string_view css, Color& out) {
  const std::size_t open = css.find('(');
  if (css.substr(0, 3) != "rgb" || open == std::string_view::npos) return false;
  std::string numbers(css.substr(open + 1));
  for (char& c : numbers) {
    if (c == ',' || c == ')' || c == '/') c = ' ';
  }
  float v[3];
  std::string_view rest = numbers;
  for (float& value : v) {
    const auto read = take_number(rest);
    if (!read || !std::isfinite(*read)) return false;
    value = static_cast<float>(*read);
  }
  out = {byte_of(v[0] / 255.0f), byte_of(v[1] / 255.0f), byte_of(v[2] / 255.0f)};
  return true;
}

struct NamedColor {
  const char* name;
  Color Palette::* color;
};
constexpr NamedColor kNames[] = {{"background", &Palette::background},
                                 {"surface", &Palette::surface},
                                 {"text", &Palette::text},
                                 {"muted", &Palette::muted},
                                 {"line", &Palette::line},
                                 {"control", &Palette::control},
                                 {"accent", &Palette::accent},
                                 {"on_accent", &Palette::on_accent},
                                 {"focus", &Palette::focus},
                                 {"text_token", &Palette::text_token},
                                 {"image_token", &Palette::image_token},
                                 {"good", &Palette::good},
                                 {"warning", &Palette::warning},
                                 {"error", &Palette::error}};

Result<void> read_color(const Json& value, const std::string& name, Color& out) {
  if (!value.is_string()) return Error{"not a colour", name, "a CSS colour as text", value.type_name(), ""};
  Result<Color> color = parse_color(value.get_ref<const std::string&>());
  if (!color) {
    Error error = color.error();
    error.where = name;
    return error;
  }
  out = color.value();
  return {};
}

Result<void> read_flag(const Json& json, const char* name, bool& out) {
  const auto found = json.find(name);
  if (found == json.end()) return {};
  if (!found->is_boolean()) return Error{"not true or false", name, "a boolean", found->type_name(), ""};
  out = found->get<bool>();
  return {};
}

Result<void> read_colors(const Json& json, Palette& colors) {
  for (const NamedColor& named : kNames) {
    const auto found = json.find(named.name);
    if (found == json.end()) continue;
    if (Result<void> done = read_color(*found, named.name, colors.*named.color); !done) return done;
  }
  const auto data = json.find("data");
  if (data == json.end()) return {};
  if (!data->is_array())
    return Error{"not a list of colours", "data", "an array of CSS colours", data->type_name(), ""};
  for (std::size_t i = 0; i < std::min(data->size(), colors.data.size()); ++i) {
    if (Result<void> done = read_color((*data)[i], "data[" + std::to_string(i) + "]", colors.data[i]); !done)
      return done;
  }
  return {};
}

}  // namespace

Color with_alpha(Color color, float alpha) {
  color.a = byte_of(alpha);
  return color;
}

Color mix(Color a, Color b, float t) {
  const auto blend = [t](std::uint8_t x, std::uint8_t y) {
    return byte_of((static_cast<float>(x) + (static_cast<float>(y) - static_cast<float>(x)) * t) / 255.0f);
  };
  return {blend(a.r, b.r), blend(a.g, b.g), blend(a.b, b.b), blend(a.a, b.a)};
}

float contrast(Color a, Color b) {
  const float la = luminance(a) + 0.05f, lb = luminance(b) + 0.05f;
  return la > lb ? la / lb : lb / la;
}

Color readable_on(Color background) {
  const Color dark = rgb(0x1b1a17), light = rgb(0xffffff);
  return contrast(dark, background) >= contrast(light, background) ? dark : light;
}

std::string to_hex(Color color) {
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", color.r, color.g, color.b);
  return text;
}

Result<Color> parse_color(std::string_view css) {
  while (!css.empty() && css.front() == ' ') css.remove_prefix(1);
  while (!css.empty() && css.back() == ' ') css.remove_suffix(1);
  Color color;
  if (!css.empty() && css[0] == '#' ? parse_hex(css, color) : parse_rgb(css, color)) return color;
  return Error{"not a colour", "colour", "#rgb, #rrggbb or rgb(r, g, b)", std::string(css), ""};
}

Theme light_theme() {
  Theme theme;
  theme.colors = {.background = rgb(0xfcfaf5),
                  .surface = rgb(0xf5f1e8),
                  .text = rgb(0x27241f),
                  .muted = rgb(0x625b50),
                  .line = rgb(0xdfd8ca),
                  .control = rgb(0x8b8273),
                  .accent = rgb(0x34508f),
                  .on_accent = rgb(0xffffff),
                  .focus = rgb(0x1d5fd1),
                  .text_token = rgb(0xa54a1b),
                  .image_token = rgb(0x0f6f7f),
                  .good = rgb(0x2b6e3f),
                  .warning = rgb(0x8a5a00),
                  .error = rgb(0xae2a24),
                  .data = {rgb(0x0b6aa8), rgb(0xc04f12), rgb(0x007d5c), rgb(0xa1478c), rgb(0x87690a), rgb(0x555866)}};
  return theme;
}

Theme dark_theme() {
  Theme theme;
  theme.dark = true;
  theme.colors = {.background = rgb(0x16171a),
                  .surface = rgb(0x1f2125),
                  .text = rgb(0xe8e4dc),
                  .muted = rgb(0xaaa599),
                  .line = rgb(0x363940),
                  .control = rgb(0x80838b),
                  .accent = rgb(0x9db4f5),
                  .on_accent = rgb(0x14161c),
                  .focus = rgb(0x7fb0ff),
                  .text_token = rgb(0xf0a274),
                  .image_token = rgb(0x6cc6d4),
                  .good = rgb(0x7fc794),
                  .warning = rgb(0xe0b45c),
                  .error = rgb(0xf08a80),
                  .data = {rgb(0x6fb6ec), rgb(0xf0985f), rgb(0x4cc8a1), rgb(0xdd9bd0), rgb(0xdcc05c), rgb(0xb6b9c6)}};
  return theme;
}

Result<Theme> theme_from_json(std::string_view text) {
  const auto parsed = read_json(text, "theme");
  if (!parsed) return parsed.error();
  const Json& json = parsed.value();
  if (!json.is_object())
    return Error{"the theme is not a JSON object", "theme", "{\"background\": \"#fff\", ...}", "", ""};
  bool dark = false;
  if (Result<void> done = read_flag(json, "dark", dark); !done) return done.error();
  Theme theme = dark ? dark_theme() : light_theme();
  if (Result<void> done = read_flag(json, "reduced_motion", theme.reduced_motion); !done) return done.error();
  if (Result<void> done = read_flag(json, "touch", theme.touch); !done) return done.error();
  if (Result<void> done = read_colors(json, theme.colors); !done) return done.error();
  if (const auto size = json.find("text_px"); size != json.end()) {
    if (!size->is_number()) return Error{"not a number", "text_px", "12 to 24", size->type_name(), ""};
    theme.text_px = std::clamp(size->get<float>(), 12.0f, 24.0f);
  }
  return theme;
}

Color sample(ColorMap map, const Theme& theme, float value) {
  const float t = std::isfinite(value) ? std::clamp(value, 0.0f, 1.0f) : 0.0f;
  if (map == ColorMap::sequential) return theme.dark ? ink(1.0f - t, 0.95f, 0.24f) : ink(t, 0.965f, 0.24f);
  const float s = 2.0f * t - 1.0f;  // -1 blue, 0 paper, 1 rust
  const float size = std::fabs(s);
  const float l = theme.dark ? 0.27f + 0.53f * size : 0.955f - 0.50f * size;
  return oklch(l, 0.005f + 0.13f * size, s < 0 ? 245.0f : 45.0f);
}

}  // namespace lesson::ui
