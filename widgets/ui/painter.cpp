#include "widgets/ui/painter.h"

#include <algorithm>
#include <cctype>
#include <cfloat>

namespace lesson::ui {

namespace {

/// A decoded prefix is never cut within a UTF-8 sequence.
std::size_t previous_start(std::string_view text, std::size_t at) {
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

}  // namespace

void Painter::rect(Rect r, Color fill, float radius) const {
  if (r.w <= 0 || r.h <= 0 || fill.a == 0) return;
  list()->AddRectFilled(snapped({r.x, r.y}), snapped({r.x + r.w, r.y + r.h}), packed(fill), radius * scale);
}

void Painter::frame(Rect r, Color stroke, float thickness, float radius) const {
  const float t = px(thickness), half = t / 2;
  ImVec2 a = snapped({r.x, r.y}), b = snapped({r.x + r.w, r.y + r.h});
  if (b.x - a.x < 2 * t || b.y - a.y < 2 * t) return;
  // AddRect strokes around the centre of its outline and moves it by half a pixel itself.
  a = {a.x + half - 0.5f, a.y + half - 0.5f};
  b = {b.x - half + 0.5f, b.y - half + 0.5f};
  list()->AddRect(a, b, packed(stroke), radius * scale, 0, t);
}

void Painter::line(Point a, Point b, Color color, float thickness) const {
  const float t = px(thickness);
  if (a.x == b.x || a.y == b.y) {  // upright or level: a sharp bar
    ImVec2 p = snapped({std::min(a.x, b.x), std::min(a.y, b.y)});
    ImVec2 q = snapped({std::max(a.x, b.x), std::max(a.y, b.y)});
    const float back = std::floor(t / 2);
    if (a.x == b.x) {
      p.x -= back;
      q.x = p.x + t;
    } else {
      p.y -= back;
      q.y = p.y + t;
    }
    list()->AddRectFilled(p, q, packed(color));
    return;
  }
  list()->AddLine(at(a), at(b), packed(color), thickness * scale);
}

void Painter::circle(Point c, float radius, Color fill) const {
  list()->AddCircleFilled(at(c), radius * scale, packed(fill));
}

void Painter::ring(Point c, float radius, Color stroke, float thickness) const {
  list()->AddCircle(at(c), radius * scale, packed(stroke), 0, thickness * scale);
}

void Painter::triangle(Point a, Point b, Point c, Color fill) const {
  list()->AddTriangleFilled(at(a), at(b), at(c), packed(fill));
}

void Painter::chevron(Point c, float size, bool down, Color color) const {
  const float s = size / 2;
  const ImVec2 turned[3] = {at({c.x - s / 2, c.y - s}), at({c.x + s / 2, c.y}), at({c.x - s / 2, c.y + s})};
  const ImVec2 hanging[3] = {at({c.x - s, c.y - s / 2}), at({c.x, c.y + s / 2}), at({c.x + s, c.y - s / 2})};
  list()->AddPolyline(down ? hanging : turned, 3, packed(color), 0, 1.6f * scale);
}

float Painter::line_height(Type type) const { return glyph_height(type) * (type == Type::heading ? 1.1f : 1.18f); }

float Painter::width(std::string_view text, Type type) const {
  if (text.empty()) return 0;
  const ImFont* f = font(type);
  return f->CalcTextSizeA(f->FontSize, FLT_MAX, 0.0f, text.data(), text.data() + text.size()).x / scale;
}

void Painter::text(Point top_left, std::string_view text, Type type, Color color) const {
  if (text.empty()) return;
  const ImFont* f = font(type);
  list()->AddText(f, f->FontSize, snapped(top_left), packed(color), text.data(), text.data() + text.size());
}

void Painter::text_in(Rect r, std::string_view text, Type type, Color color, Align align) const {
  const float y = r.y + (r.h - glyph_height(type)) / 2;
  float x = r.x;
  if (align == Align::center) x += (r.w - width(text, type)) / 2;
  if (align == Align::right) x += r.w - width(text, type);
  this->text({x, y}, text, type, color);
}

void Painter::text_up(Point bottom_left, std::string_view text, Type type, Color color) const {
  // Drawn level, then turned: vertices are ours until the list is rendered.
  ImDrawList* draw = list();
  const int first = draw->VtxBuffer.Size;
  const ImVec2 pivot = snapped(bottom_left);
  const ImFont* f = font(type);
  // Turning can bring into sight what its level place has out of sight, so that nothing may be culled here.
  constexpr float kFar = 1e6f;
  f->RenderText(draw, f->FontSize, pivot, packed(color), {-kFar, -kFar, kFar, kFar}, text.data(),
                text.data() + text.size());
  for (int i = first; i < draw->VtxBuffer.Size; ++i) {
    ImVec2& p = draw->VtxBuffer[i].pos;
    p = {pivot.x + (p.y - pivot.y), pivot.y - (p.x - pivot.x)};
  }
}

namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// ImGui breaks after a point or a comma, also inside 0.86.
bool inside_number(const char* line, const char* stop, const char* end) {
  return stop - line > 1 && stop < end && is_digit(*stop) && (stop[-1] == '.' || stop[-1] == ',') && is_digit(stop[-2]);
}

/// A number and the sign that says of what, as in "2.71 %" and "3 \u00D7", belong together.
bool before_unit(const char* line, const char* stop, const char* end) {
  if (stop == line || stop == end || *stop != ' ' || !is_digit(stop[-1])) return false;
  const std::string_view next(stop + 1, static_cast<std::size_t>(end - stop - 1));
  return next.starts_with("%") || next.starts_with("\u00D7");
}

/// Where a break would tear a number apart the line ends at its last space instead.
const char* outside_numbers(const char* line, const char* stop, const char* end) {
  if (!inside_number(line, stop, end) && !before_unit(line, stop, end)) return stop;
  const std::size_t space = std::string_view(line, static_cast<std::size_t>(stop - line)).rfind(' ');
  return space == std::string_view::npos ? stop : line + space;
}

}  // namespace

std::vector<std::string_view> Painter::wrap(std::string_view text, Type type, float width) const {
  std::vector<std::string_view> lines;
  const ImFont* f = font(type);
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    const char* newline = std::find(at, end, '\n');
    if (newline == at) {
      lines.emplace_back();
      ++at;
      continue;
    }
    const char* stop = f->CalcWordWrapPositionA(1.0f, at, newline, std::max(width, 1.0f) * scale);
    stop = outside_numbers(at, stop, newline);
    if (stop == at) ++stop;  // not even one character fits: take one
    lines.emplace_back(at, static_cast<std::size_t>(stop - at));
    at = stop;
    while (at < newline && *at == ' ') ++at;
    if (at == newline && at < end) ++at;
  }
  return lines;
}

std::string Painter::shortened(std::string_view text, Type type, float max_width) const {
  if (max_width <= 0 || width(text, type) <= max_width) return std::string(text);
  std::size_t keep = text.size();
  while (keep > 0) {
    keep = previous_start(text, keep - 1);
    std::string candidate = std::string(text.substr(0, keep)) + "\u2026";
    if (width(candidate, type) <= max_width) return candidate;
  }
  return "\u2026";
}

}  // namespace lesson::ui
