#pragma once
// How widgets look: colours (from the page's CSS custom properties, or the defaults here), sizes, type.
// All lengths in widgets/ui are CSS pixels; device pixels are the frame's business (ui/host.h).

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace lesson::ui {

/// sRGB, straight alpha.
struct Color {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  bool operator==(const Color&) const = default;
};
constexpr Color rgb(std::uint32_t hex) {  ///< rgb(0x1b6fa8)
  return {static_cast<std::uint8_t>(hex >> 16), static_cast<std::uint8_t>(hex >> 8), static_cast<std::uint8_t>(hex)};
}
Color with_alpha(Color color, float alpha);  ///< alpha in [0, 1]
Color mix(Color a, Color b, float t);        ///< t = 0 gives a, 1 gives b
float contrast(Color a, Color b);            ///< WCAG 2 contrast ratio, 1..21
Color readable_on(Color background);         ///< near-black or near-white, whichever reads better
std::string to_hex(Color color);             ///< "#rrggbb"
/// "#rgb", "#rrggbb", "rgb(r, g, b)" or "rgb(r g b)"; an Error otherwise.
Result<Color> parse_color(std::string_view css);

/// Colours with a meaning. Text colours reach 4.5:1 on `background` and `surface`, lines of controls 3:1.
struct Palette {
  Color background;   ///< behind the widget: the page's own
  Color surface;      ///< panels, fields, plot areas
  Color text;         ///< body text
  Color muted;        ///< secondary text, still 4.5:1
  Color line;         ///< hairlines and grids (decorative)
  Color control;      ///< borders and tracks of controls (3:1)
  Color accent;       ///< the one colour that means "you can act" and "chosen"
  Color on_accent;    ///< text on accent
  Color focus;        ///< focus ring
  Color text_token;   ///< everything that is text: rows, quadrants, boxes
  Color image_token;  ///< everything that is image
  Color good, warning, error;
  std::array<Color, 6> data;  ///< series colours, told apart under colour blindness, 3:1 on surface
};

struct Theme {
  Palette colors;
  bool dark = false;
  bool reduced_motion = false;
  bool touch = false;  ///< coarse pointer: targets grow to 44 px
  float text_px = 15;  ///< body text size; the other sizes follow

  float target() const { return touch ? 44.0f : 32.0f; }  ///< height of a control
  float gap() const { return 8.0f; }                      ///< between neighbours; the spacing scale is its multiples
  float radius() const { return 5.0f; }
};

Theme light_theme();
Theme dark_theme();
/// Over the defaults for its "dark": any of Palette's names as CSS colours (`data` as a list), "dark",
/// "reduced_motion", "touch" (booleans), "text_px" (12..24). Unknown keys are ignored (the page may send more).
Result<Theme> theme_from_json(std::string_view json);

/// Perceptually even maps from 0..1 to colour; light themes run paper -> ink, dark themes ink -> light.
enum class ColorMap { sequential, diverging };
Color sample(ColorMap map, const Theme& theme, float value);

}  // namespace lesson::ui
