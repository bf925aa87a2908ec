// Drawing areas.

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "widgets/ui/impl.h"

namespace lesson::ui {

namespace {

constexpr float kDragThreshold = 4;

Point pointer_in(const Ui::Impl& ui, const Rect& area) {
  const ImVec2 p = ImGui::GetIO().MousePos;
  return {p.x / ui.paint.scale - area.x, p.y / ui.paint.scale + ui.paint.scroll - area.y};
}

void read_actions(Ui::Impl& ui, const std::string& id, CanvasInput& in) {
  if (ui.take(id, "press")) in.pressed = in.by_key = in.clicked = true;
  const auto steps = [&](const char* verb) {
    int count = 0;
    while (const auto action = ui.take(id, verb)) count += action->value == "page" ? 10 : 1;
    return count;
  };
  in.move_x = steps("move-right") - steps("move-left");
  in.move_y = steps("move-down") - steps("move-up");
  in.zoom = steps("increment") - steps("decrement");
  in.home = ui.take(id, "home").has_value();
}

/// A pointer that rests on the canvas does not hold what keys move in it.
void let_keys_go_first(Ui::Impl& ui, const std::string& id, CanvasInput& in) {
  const ImGuiIO& io = ImGui::GetIO();
  const bool stirred = io.MouseDelta.x != 0 || io.MouseDelta.y != 0 || io.MouseClicked[0] || io.MouseDown[0];
  if (in.move_x != 0 || in.move_y != 0) {
    ui.moved_by_key = id;
  } else if (stirred && ui.moved_by_key == id) {
    ui.moved_by_key.clear();
  }
  if (ui.moved_by_key == id) in.hovered = false;
}

void read_pointer(Ui::Impl& ui, const std::string& id, const Rect& area, CanvasInput& in) {
  ImGui::SetNextItemAllowOverlap();  // spots inside come later and go first
  const Touch touch = ui.touch(id, area);
  const ImGuiIO& io = ImGui::GetIO();
  in.hovered = touch.hovered;
  in.pointer = pointer_in(ui, area);
  if (!touch.hovered && !touch.held) return;
  ui.cursor = "default";
  const bool down = touch.held && ImGui::IsMouseClicked(0);
  in.pressed |= down;
  const ImVec2 from = io.MouseClickedPos[0];
  in.drag_from = {from.x / ui.paint.scale - area.x, from.y / ui.paint.scale + ui.paint.scroll - area.y};
  const bool moved = io.MouseDragMaxDistanceSqr[0] > kDragThreshold * kDragThreshold * ui.paint.scale * ui.paint.scale;
  if (touch.held && moved) {
    in.dragging = ui.last_press_dragged = true;
    in.drag_delta = {io.MouseDelta.x / ui.paint.scale, io.MouseDelta.y / ui.paint.scale};
  }
  in.clicked |= touch.pressed && !moved;
  in.double_clicked = down && ImGui::IsMouseDoubleClicked(0) && !ui.last_press_dragged;
  if (down) ui.last_press_dragged = false;
}

}  // namespace

CanvasInput Ui::canvas(const CanvasOptions& options, Content<Canvas&> draw) {
  Impl& ui = *impl_;
  const std::string id = ui.id_of(options.label);
  const Rect area = ui.place(options.width, options.height);
  Canvas canvas;
  canvas.ui_ = this;
  canvas.area_ = area;
  canvas.path_ = id;
  CanvasInput& in = canvas.input_;
  if (options.interactive) {
    read_pointer(ui, id, area, in);
    read_actions(ui, id, in);
    let_keys_go_first(ui, id, in);
    in.focused = ui.focus == id;
    if (options.wheel_in || options.wheel_out)
      ui.wheel_areas.push_back(
          {{area.x, area.y - ui.paint.scroll, area.w, area.h}, options.wheel_in, options.wheel_out});
    if (ui.wheel != 0 && contains({area.x, area.y - ui.paint.scroll, area.w, area.h}, ui.wheel_at) &&
        (ui.wheel > 0 ? options.wheel_in : options.wheel_out)) {
      in.wheel = ui.wheel;
      in.pointer = {ui.wheel_at.x - area.x, ui.wheel_at.y + ui.paint.scroll - area.y};
      ui.wheel_used = true;
    }
  }
  canvas.node_ = ui.nodes.size();
  Node& node = ui.record(id, options.role, options.label, area);
  node.description = options.description;
  node.value = options.value;
  node.focusable = options.interactive;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->PushClipRect(ui.paint.snapped({area.x, area.y}), ui.paint.snapped({area.x + area.w, area.y + area.h}), true);
  const std::string outer = ui.path;
  ui.path = id + "/";
  draw(canvas);
  ui.path = outer;
  list->PopClipRect();
  ui.focus_ring(id, area, 0);
  return in;
}

// --- drawing
// -----------------------------------------------------------------------------------------------------------

namespace {
Point moved(const Rect& area, Point p) { return {area.x + p.x, area.y + p.y}; }
Rect moved(const Rect& area, Rect r) { return {area.x + r.x, area.y + r.y, r.w, r.h}; }
}  // namespace

void Canvas::line(Point a, Point b, Color color, float thickness) {
  ui_->impl_->paint.line(moved(area_, a), moved(area_, b), color, thickness);
}

void Canvas::polyline(std::span<const Point> points, Color color, float thickness, bool closed) {
  const Painter& paint = ui_->impl_->paint;
  std::vector<ImVec2> path;
  path.reserve(points.size());
  for (const Point p : points) {
    const ImVec2 at = paint.at(moved(area_, p));
    // A miter between two points on the same pixel shoots off: they are one point.
    if (!path.empty() && std::fabs(at.x - path.back().x) + std::fabs(at.y - path.back().y) < 0.05f) continue;
    path.push_back(at);
  }
  Painter::list()->AddPolyline(path.data(), static_cast<int>(path.size()), packed(color),
                               closed ? ImDrawFlags_Closed : 0, thickness * paint.scale);
}

void Canvas::dashed(Point a, Point b, Color color, float thickness, float dash) {
  const float dx = b.x - a.x, dy = b.y - a.y, length = std::hypot(dx, dy);
  for (float at = 0; at < length; at += 2 * dash) {
    const float end = std::min(at + dash, length);
    line({a.x + dx * at / length, a.y + dy * at / length}, {a.x + dx * end / length, a.y + dy * end / length}, color,
         thickness);
  }
}

void Canvas::polygon(std::span<const Point> convex, Color fill) {
  std::vector<ImVec2> path;
  for (const Point p : convex) path.push_back(ui_->impl_->paint.at(moved(area_, p)));
  Painter::list()->AddConvexPolyFilled(path.data(), static_cast<int>(path.size()), packed(fill));
}

void Canvas::rect(Rect r, Color fill, float radius) { ui_->impl_->paint.rect(moved(area_, r), fill, radius); }
void Canvas::frame(Rect r, Color stroke, float thickness, float radius) {
  ui_->impl_->paint.frame(moved(area_, r), stroke, thickness, radius);
}
void Canvas::circle(Point c, float radius, Color fill) { ui_->impl_->paint.circle(moved(area_, c), radius, fill); }
void Canvas::ring(Point c, float radius, Color stroke, float thickness) {
  ui_->impl_->paint.ring(moved(area_, c), radius, stroke, thickness);
}

void Canvas::arrow(Point a, Point b, Color color, float thickness) {
  const float dx = b.x - a.x, dy = b.y - a.y, length = std::hypot(dx, dy);
  if (length < 1) return;
  const float ux = dx / length, uy = dy / length, head = std::min(4 + 2 * thickness, length);
  line(a, {b.x - ux * head * 0.8f, b.y - uy * head * 0.8f}, color, thickness);
  const Point tip[3] = {b,
                        {b.x - ux * head - uy * head * 0.5f, b.y - uy * head + ux * head * 0.5f},
                        {b.x - ux * head + uy * head * 0.5f, b.y - uy * head - ux * head * 0.5f}};
  polygon(tip, color);
}

void Canvas::hatch(Rect r, Color color, float spacing) {
  clip(r, [&] {
    for (float at = -r.h; at < r.w; at += spacing) {
      Painter::list()->AddLine(ui_->impl_->paint.at(moved(area_, Point{r.x + at, r.y + r.h})),
                               ui_->impl_->paint.at(moved(area_, Point{r.x + at + r.h, r.y})), packed(color),
                               ui_->impl_->paint.scale);
    }
  });
}

void Canvas::image(std::string_view key, const Pixels& pixels, Rect to, Rect uv, Color tint) {
  Ui::Impl& ui = *ui_->impl_;
  const TextureId texture = ui.images ? ui.images->get(path_ + "/" + std::string(key), pixels) : 0;
  if (texture == 0) return;
  const Rect r = moved(area_, to);
  Painter::list()->AddImage(reinterpret_cast<ImTextureID>(texture), ui.paint.snapped({r.x, r.y}),
                            ui.paint.snapped({r.x + r.w, r.y + r.h}), {uv.x, uv.y}, {uv.x + uv.w, uv.y + uv.h},
                            packed(tint));
}

void Canvas::text(Point p, std::string_view text, Color color, TextLook look) {
  Ui::Impl& ui = *ui_->impl_;
  const std::string shown = ui.paint.shortened(text, look.type, look.max_width);
  const float w = ui.paint.width(shown, look.type);
  const Point at = moved(area_, Point{p.x - (look.align == Align::center  ? w / 2
                                             : look.align == Align::right ? w
                                                                          : 0),
                                      p.y});
  ui.paint.text(at, shown, look.type, color);
  if (look.record) ui.record_text(text, {at.x, at.y, w, ui.paint.glyph_height(look.type)});
}

void Canvas::text_up(Point p, std::string_view text, Color color, TextLook look) {
  Ui::Impl& ui = *ui_->impl_;
  const std::string shown = ui.paint.shortened(text, look.type, look.max_width);
  const float w = ui.paint.width(shown, look.type);
  const Point at = moved(area_, Point{p.x, p.y + (look.align == Align::center  ? w / 2
                                                  : look.align == Align::right ? w
                                                                               : 0)});
  ui.paint.text_up(at, shown, look.type, color);
  if (look.record) ui.record_text(text, {at.x, at.y - w, ui.paint.glyph_height(look.type), w});
}

Point Canvas::measure(std::string_view text, Type type) const {
  return {ui_->impl_->paint.width(text, type), ui_->impl_->paint.glyph_height(type)};
}

void Canvas::clip(Rect r, Content<> draw) {
  const Rect m = moved(area_, r);
  const Painter& paint = ui_->impl_->paint;
  Painter::list()->PushClipRect(paint.snapped({m.x, m.y}), paint.snapped({m.x + m.w, m.y + m.h}), true);
  draw();
  Painter::list()->PopClipRect();
}

void Canvas::set_value(std::string value) { ui_->impl_->nodes[node_].value = std::move(value); }

bool Canvas::spot(std::string_view name, Rect r, bool chosen) {
  Ui::Impl& ui = *ui_->impl_;
  const std::string id = ui.id_of(name);
  Rect at = moved(area_, r);
  const float grow_x = std::max(0.0f, 24 - at.w) / 2, grow_y = std::max(0.0f, 24 - at.h) / 2;  // never too small to hit
  at = {at.x - grow_x, at.y - grow_y, at.w + 2 * grow_x, at.h + 2 * grow_y};
  // What lies outside the picture cannot be seen or pointed at; what reaches over its edge moves inside.
  const Rect all = area_;
  if (at.x >= all.x + all.w || at.y >= all.y + all.h || at.x + at.w <= all.x || at.y + at.h <= all.y) return false;
  at.x = std::clamp(at.x, all.x, std::max(all.x, all.x + all.w - at.w));
  at.y = std::clamp(at.y, all.y, std::max(all.y, all.y + all.h - at.h));
  const Touch touch = ui.touch(id, at);
  const bool pressed = touch.pressed || ui.take(id, "press").has_value();
  Node& node = ui.record(id, Role::button, name, at);
  node.pressable_toggle = true;
  node.checked = chosen;
  ui.focus_ring(id, inset(moved(area_, r), 1), 2);
  return pressed;
}

}  // namespace lesson::ui
