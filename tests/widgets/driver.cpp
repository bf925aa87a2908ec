#include "tests/widgets/driver.h"

#include <algorithm>

namespace lesson::testing {

using ui::PointerType;

namespace {
std::unique_ptr<Widget> make(std::string_view id, PageState& shared) {
  const WidgetInfo* info = find_widget(id);
  INFO("widget " << id);
  REQUIRE(info != nullptr);
  return info->make(shared);
}
}  // namespace

Driver::Driver(std::string_view id, ui::FrameOptions options) : owned(make(id, page)) {
  frame_of = std::make_unique<ui::WidgetFrame>(*owned, page, fonts, textures, options);
  settle();
}

Driver::Driver(Widget& widget, ui::FrameOptions options)
    : frame_of(std::make_unique<ui::WidgetFrame>(widget, page, fonts, textures, options)) {
  settle();
}

ui::FrameResult Driver::frame() {
  input.now += 1.0 / 60;
  last = frame_of->draw(input);
  if (fonts.changed()) fonts.uploaded(1);
  input.height = std::max(frame_of->height(), 1.0f);  // as the page does: the canvas is as tall as its content
  return last;
}

int Driver::settle(int limit) {
  int drawn = 0;
  do {
    frame();
    ++drawn;
  } while (drawn < limit && (last.again || last.height_changed));
  return drawn;
}

bool Driver::has(std::string_view id) const {
  const auto& nodes = frame_of->semantics();
  return std::any_of(nodes.begin(), nodes.end(), [&](const ui::Node& node) { return node.id == id; });
}

const ui::Node& Driver::node(std::string_view id) const {
  std::string ids;
  for (const ui::Node& node : frame_of->semantics()) {
    if (node.id == id) return node;
    if (node.role != ui::Role::text) ids += "\n  " + node.id;
  }
  FAIL("no control \"" << id << "\" among:" << ids);
  return frame_of->semantics().front();
}

ui::Point Driver::point(std::string_view id, float fx, float fy) const {
  const ui::Rect r = node(id).rect;
  return {r.x + r.w * fx, r.y + r.h * fy};
}

void Driver::click(std::string_view id, float fx, float fy) {
  const ui::Point p = point(id, fx, fy);
  for (const PointerType type : {PointerType::move, PointerType::down, PointerType::up}) {
    frame_of->pointer({.type = type, .x = p.x, .y = p.y});
  }
  settle();
}

void Driver::drag(std::string_view id, float to_fx, float from_fx) {
  const ui::Node from = node(id);
  if (from_fx < 0)
    from_fx = from.max > from.min ? static_cast<float>((from.now - from.min) / (from.max - from.min)) : 0.5f;
  const ui::Point a = point(id, from_fx, 0.5f), b = point(id, to_fx, 0.5f);
  frame_of->pointer({.type = PointerType::down, .x = a.x, .y = a.y});
  settle();
  frame_of->pointer({.type = PointerType::move, .x = b.x, .y = b.y});
  settle();
  frame_of->pointer({.type = PointerType::up, .x = b.x, .y = b.y});
  settle();
}

void Driver::drag_by(std::string_view id, float dx, float dy) {
  const ui::Point a = point(id, 0.5f, 0.5f);
  frame_of->pointer({.type = PointerType::down, .x = a.x, .y = a.y});
  settle();
  for (int i = 1; i <= 4; ++i) {
    const float t = static_cast<float>(i) / 4;
    frame_of->pointer({.type = PointerType::move, .x = a.x + dx * t, .y = a.y + dy * t});
    settle();
  }
  frame_of->pointer({.type = PointerType::up, .x = a.x + dx, .y = a.y + dy});
  settle();
}

void Driver::hover(std::string_view id, float fx, float fy) {
  const ui::Point p = point(id, fx, fy);
  frame_of->pointer({.type = PointerType::move, .x = p.x, .y = p.y});
  settle();
}

void Driver::act(std::string_view id, std::string_view verb, std::string_view value) {
  frame_of->act({std::string(id), std::string(verb), std::string(value)});
  settle();
}

bool Driver::key(std::string_view key, int mods) {
  const bool used = frame_of->key(key, true, mods);
  frame_of->key(key, false, mods);
  if (mods & 2) frame_of->key("Control", false, 0);  // as on a keyboard, the modifier comes up last
  settle();
  return used;
}

void Driver::tab(int times) {
  for (int i = 0; i < times; ++i) {
    frame_of->key("Tab", true, 0, true);
    settle();
  }
}

void Driver::type(std::string_view text) {
  frame_of->type_text(text);
  settle();
}

bool Driver::wheel(std::string_view id, float dy) {
  const ui::Point p = point(id, 0.5f, 0.5f);
  const bool used = frame_of->wheel(p.x, p.y, 0, dy, false);
  settle();
  return used;
}

std::string Driver::state() const { return fields_to_json(frame_of->widget().fields()); }

}  // namespace lesson::testing
