#pragma once
// Internal to widgets/ui: CSS pixels in, ImGui draw commands in device pixels out.

#include <imgui.h>

#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "widgets/ui/frame/widget_frame.h"
#include "widgets/ui/ui.h"

namespace lesson::ui {

inline ImU32 packed(Color c) { return IM_COL32(c.r, c.g, c.b, c.a); }
inline bool contains(const Rect& r, Point p) { return p.x >= r.x && p.y >= r.y && p.x < r.x + r.w && p.y < r.y + r.h; }
inline Rect inset(const Rect& r, float by) { return {r.x + by, r.y + by, r.w - 2 * by, r.h - 2 * by}; }
inline Point center(const Rect& r) { return {r.x + r.w / 2, r.y + r.h / 2}; }

struct Painter {
  float scale = 1;   ///< device pixels per CSS pixel
  float scroll = 0;  ///< CSS pixels the content is moved up
  const FontAtlas* fonts = nullptr;

  static ImDrawList* list() { return ImGui::GetWindowDrawList(); }
  ImVec2 at(Point p) const { return {p.x * scale, (p.y - scroll) * scale}; }
  ImVec2 snapped(Point p) const { return {std::round(p.x * scale), std::round((p.y - scroll) * scale)}; }
  float px(float length) const { return std::max(1.0f, std::round(length * scale)); }

  void rect(Rect r, Color fill, float radius = 0) const;
  void frame(Rect r, Color stroke, float thickness = 1, float radius = 0) const;  ///< inside r
  void line(Point a, Point b, Color color, float thickness = 1) const;            ///< hairlines land on whole pixels
  void circle(Point c, float radius, Color fill) const;
  void ring(Point c, float radius, Color stroke, float thickness) const;
  void triangle(Point a, Point b, Point c, Color fill) const;
  void chevron(Point c, float size, bool down, Color color) const;

  ImFont* font(Type type) const { return fonts->font(type); }
  float line_height(Type type) const;  ///< of running text
  float glyph_height(Type type) const { return font(type)->FontSize / scale; }
  float width(std::string_view text, Type type) const;
  void text(Point top_left, std::string_view text, Type type, Color color) const;
  void text_in(Rect r, std::string_view text, Type type, Color color,
               Align align = Align::center) const;  ///< one line, centred in height
  void text_up(Point bottom_left, std::string_view text, Type type, Color color) const;
  /// Lines of `text` no wider than `width`; newlines break.
  std::vector<std::string_view> wrap(std::string_view text, Type type, float width) const;
  std::string shortened(std::string_view text, Type type, float max_width) const;
};

}  // namespace lesson::ui
