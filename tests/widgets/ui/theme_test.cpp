#include "widgets/ui/theme.h"

#include <catch_amalgamated.hpp>
#include <cmath>

using namespace lesson;
using namespace lesson::ui;

namespace {

/// OKLab of an sRGB colour, to check that steps of a colour map look even.
std::array<float, 3> oklab_of(Color c) {
  const auto linear = [](std::uint8_t v) {
    const float x = static_cast<float>(v) / 255;
    return x <= 0.04045f ? x / 12.92f : std::pow((x + 0.055f) / 1.055f, 2.4f);
  };
  const float r = linear(c.r), g = linear(c.g), b = linear(c.b);
  const float l = std::cbrt(0.4122214708f * r + 0.5363325363f * g + 0.0514459929f * b);
  const float m = std::cbrt(0.2119034982f * r + 0.6806995451f * g + 0.1073969566f * b);
  const float s = std::cbrt(0.0883024619f * r + 0.2817188376f * g + 0.6299787005f * b);
  return {0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
          1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
          0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s};
}

/// As someone without red (0) or green (1) cones sees it (Machado et al. 2009, severity 1).
Color dichromat(Color c, int kind) {
  static constexpr float kMatrix[2][9] = {
      {0.152286f, 1.052583f, -0.204868f, 0.114503f, 0.786281f, 0.099216f, -0.003882f, -0.048116f, 1.051998f},
      {0.367322f, 0.860646f, -0.227968f, 0.280085f, 0.672501f, 0.047413f, -0.011820f, 0.042940f, 0.968881f}};
  const auto linear = [](std::uint8_t v) { return std::pow(static_cast<float>(v) / 255, 2.2f); };
  const float in[3] = {linear(c.r), linear(c.g), linear(c.b)};
  std::uint8_t out[3];
  for (int i = 0; i < 3; ++i) {
    float v = 0;
    for (int j = 0; j < 3; ++j) v += kMatrix[kind][3 * i + j] * in[j];
    out[i] = static_cast<std::uint8_t>(std::lround(std::pow(std::min(std::max(v, 0.0f), 1.0f), 1 / 2.2f) * 255));
  }
  return {out[0], out[1], out[2]};
}

float distance(Color a, Color b) {
  const auto x = oklab_of(a), y = oklab_of(b);
  return std::hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

}  // namespace

TEST_CASE("Contrast is WCAG's") {
  CHECK(contrast(rgb(0x000000), rgb(0xffffff)) == Catch::Approx(21));
  CHECK(contrast(rgb(0x767676), rgb(0xffffff)) == Catch::Approx(4.54).margin(0.01));
}

TEST_CASE("Both themes can be read") {
  for (const Theme& theme : {light_theme(), dark_theme()}) {
    INFO((theme.dark ? "dark" : "light"));
    const Palette& c = theme.colors;
    for (const Color paper : {c.background, c.surface}) {
      for (const Color ink : {c.text, c.muted, c.accent, c.text_token, c.image_token, c.good, c.warning, c.error}) {
        INFO(to_hex(ink) << " on " << to_hex(paper));
        CHECK(contrast(ink, paper) >= 4.5f);
      }
      CHECK(contrast(c.control, paper) >= 3);
      CHECK(contrast(c.focus, paper) >= 3);
      for (const Color data : c.data) CHECK(contrast(data, paper) >= 3);
    }
    CHECK(contrast(c.on_accent, c.accent) >= 4.5f);
  }
}

TEST_CASE("Series are told apart, also under colour blindness") {
  for (const Theme& theme : {light_theme(), dark_theme()}) {
    const Palette& c = theme.colors;
    for (std::size_t i = 0; i < 4; ++i) {  // plots here have at most four lines
      for (std::size_t j = i + 1; j < 4; ++j) {
        INFO((theme.dark ? "dark " : "light ") << i << " " << j);
        for (int kind = 0; kind < 2; ++kind)
          CHECK(distance(dichromat(c.data[i], kind), dichromat(c.data[j], kind)) > 0.045f);
      }
    }
    for (int kind = 0; kind < 2; ++kind)
      CHECK(distance(dichromat(c.text_token, kind), dichromat(c.image_token, kind)) > 0.08f);
  }
}

TEST_CASE("The sequential map gets darker (or lighter) evenly") {
  for (const Theme& theme : {light_theme(), dark_theme()}) {
    const int steps = 32;
    float first = 0;
    for (int i = 0; i < steps; ++i) {
      const auto a = oklab_of(sample(ColorMap::sequential, theme, static_cast<float>(i) / steps));
      const auto b = oklab_of(sample(ColorMap::sequential, theme, static_cast<float>(i + 1) / steps));
      const float step = std::fabs(b[0] - a[0]);
      INFO((theme.dark ? "dark " : "light ") << i << ": " << step);
      CHECK((theme.dark ? b[0] > a[0] : b[0] < a[0]));
      CHECK(step > 0.010f);
      CHECK(step < 0.040f);
      first += step;
    }
    CHECK(first > 0.6f);
  }
}

TEST_CASE("The diverging map has its paper in the middle and equal ends") {
  for (const Theme& theme : {light_theme(), dark_theme()}) {
    const float low = oklab_of(sample(ColorMap::diverging, theme, 0))[0],
                mid = oklab_of(sample(ColorMap::diverging, theme, 0.5f))[0],
                high = oklab_of(sample(ColorMap::diverging, theme, 1))[0];
    CHECK(low == Catch::Approx(high).margin(0.05));
    CHECK((theme.dark ? mid < low : mid > low));
  }
  CHECK(sample(ColorMap::sequential, light_theme(), NAN) == sample(ColorMap::sequential, light_theme(), 0));
}

TEST_CASE("CSS colours are read") {
  CHECK(parse_color("#1b6fA8").value() == rgb(0x1b6fa8));
  CHECK(parse_color(" #fff ").value() == rgb(0xffffff));
  CHECK(parse_color("rgb(27, 111, 168)").value() == rgb(0x1b6fa8));
  CHECK(parse_color("rgb(27 111 168)").value() == rgb(0x1b6fa8));
  for (const char* bad : {"", "#12", "#12345g", "blue", "rgb(1,2)", "rgb(a,b,c)", "#1234567"})
    CHECK_FALSE(parse_color(bad));
}

TEST_CASE("A theme comes from the page's colours over the defaults") {
  const Result<Theme> theme = theme_from_json(
      R"({"dark": true, "background": "#101010", "data": ["#ff0000"], "reduced_motion": true, "text_px": 99, "something_else": 1})");
  REQUIRE(theme);
  CHECK(theme.value().dark);
  CHECK(theme.value().reduced_motion);
  CHECK(theme.value().colors.background == rgb(0x101010));
  CHECK(theme.value().colors.data[0] == rgb(0xff0000));
  CHECK(theme.value().colors.text == dark_theme().colors.text);
  CHECK(theme.value().text_px == 24);
  for (const char* bad : {"", "[]", R"({"dark": 1})", R"({"text": "blueish"})", R"({"text": 3})", R"({"data": "#fff"})",
                          R"({"text_px": "big"})"}) {
    INFO(bad);
    CHECK_FALSE(theme_from_json(bad));
  }
  CHECK(theme_from_json(R"({"muted": "bluish"})").error().where == "muted");
}
