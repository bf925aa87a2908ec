// What happens to a widget between frames: pointer, wheel, text, focus, actions. Keys: host_keys.cpp.

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>

#include "widgets/ui/frame/impl.h"

namespace lesson::ui {

namespace {

constexpr float kNotch = 100;  ///< CSS pixels of one wheel notch in browsers

}  // namespace

// --- pointer and wheel
// -------------------------------------------------------------------------------------------------

void WidgetFrame::pointer(const PointerEvent& event) {
  using Kind = InputEvent::Kind;
  static constexpr Kind kKinds[] = {Kind::move, Kind::down, Kind::up, Kind::leave};
  InputEvent input;
  input.kind = kKinds[static_cast<int>(event.type)];
  input.at = {event.x, event.y};
  input.button = std::clamp(event.button, 0, 2);
  input.touch = event.touch;
  if (input.kind == Kind::move && !impl_->events.empty() && impl_->events.back().kind == Kind::move)
    impl_->events.pop_back();
  if (input.kind == Kind::down) {
    for (const Ui::Impl::WheelArea& area : impl_->inner().wheel_areas)
      impl_->inner().entered |= contains(area.rect, input.at);
  }
  impl_->events.push_back(input);
  if (input.kind == Kind::up && event.touch) impl_->events.push_back({.kind = Kind::leave});
}

bool WidgetFrame::wheel(float x, float y, float, float dy, bool ctrl) {
  Impl& f = *impl_;
  if (ctrl || dy == 0) return false;
  const bool in = dy < 0;
  for (const Ui::Impl::WheelArea& area : f.inner().wheel_areas) {
    if (!f.inner().entered || !contains(area.rect, {x, y}) || !(in ? area.in : area.out)) continue;
    f.events.push_back({.kind = InputEvent::Kind::wheel, .at = {x, y}, .wheel = -dy / kNotch});
    return true;
  }
  return f.options.scroll && f.scroll_by(dy);
}

bool WidgetFrame::Impl::scroll_by(float dy) {
  if (!options.scroll) return false;
  const float before = scroll;
  scroll = std::clamp(scroll + dy, 0.0f, std::max(0.0f, height - shown_height));
  if (scroll == before) return false;
  invalid = true;
  return true;
}

namespace {

/// Asked of one control in one pass: any number of the same, but one press. All else comes in its order, one pass
/// after the other, as slow as frames may be.
bool joins(const std::vector<Action>& taken, const Action& next) {
  return taken.empty() || (taken.back().id == next.id && taken.back().verb == next.verb && next.verb != "press");
}

}  // namespace

/// Gives ImGui and the controls what belongs together of the events: moves are merged; a press waits until hovering is
/// known, press and release (of buttons and keys) never share a pass, and a pointer does not go on before its press or
/// release was seen, so that none is lost however slow frames are.
void WidgetFrame::Impl::feed(ImGuiIO& io, float dpr) {
  using Kind = InputEvent::Kind;
  bool moved = false, pressed = false, key_went_down = false, typed = false;
  std::vector<Action>& asked = inner().actions;
  while (!events.empty()) {
    const InputEvent event = events.front();
    if (event.kind == Kind::action) {
      if (pressed || typed || !joins(asked, event.action)) break;
      asked.push_back(event.action);
      events.erase(events.begin());
      settle = std::max(settle, 1);
      continue;
    }
    if (!asked.empty()) break;
    const bool button = event.kind == Kind::down || event.kind == Kind::up;
    const float x = std::floor(event.at.x * dpr), y = std::floor(event.at.y * dpr);  // whole pixels, as ImGui has them
    const bool positioned = io.MousePos.x == x && io.MousePos.y == y;
    if (button && (pressed || moved || (event.kind == Kind::down && !positioned))) {
      if (!moved && !pressed) io.AddMousePosEvent(x, y);
      break;
    }
    if ((event.kind == Kind::leave || event.kind == Kind::move) && pressed) break;
    if (event.kind == Kind::key && !event.key_down && key_went_down) break;
    key_went_down |= event.kind == Kind::key && event.key_down;
    typed |= event.kind == Kind::key || event.kind == Kind::text;
    events.erase(events.begin());
    settle = std::max(settle, 1);
    switch (event.kind) {
      case Kind::move:
        io.AddMousePosEvent(x, y);
        moved = true;
        break;
      case Kind::leave: io.AddMousePosEvent(-FLT_MAX, -FLT_MAX); break;
      case Kind::down:
      case Kind::up:
        io.AddMouseButtonEvent(event.button, event.kind == Kind::down);
        pressed = true;
        break;
      case Kind::wheel:
        inner().wheel += event.wheel;
        inner().wheel_at = event.at;
        break;
      case Kind::key: io.AddKeyEvent(static_cast<ImGuiKey>(event.key), event.key_down); break;
      case Kind::text: io.AddInputCharactersUTF8(event.text.c_str()); break;
      case Kind::action: break;  // taken above
    }
  }
  if (!events.empty()) settle = std::max(settle, 1);
}

/// A press may give a control the keyboard: only then is known where the next key goes.
void WidgetFrame::catch_up_presses() {
  const auto press = [](const InputEvent& event) { return event.kind == InputEvent::Kind::down; };
  if (std::none_of(impl_->events.begin(), impl_->events.end(), press)) return;
  catch_up();
  if (impl_->last_input) impl_->pass_all(*impl_->last_input);  // ImGui tells one frame later that a field is typed into
}

void WidgetFrame::type_text(std::string_view utf8) {
  catch_up_presses();
  if (impl_->typing) impl_->events.push_back({.kind = InputEvent::Kind::text, .text = std::string(utf8)});
}

// --- focus and actions
// -------------------------------------------------------------------------------------------------

void WidgetFrame::focus(bool focused) {
  Impl& f = *impl_;
  f.invalid = true;
  if (focused) return;
  catch_up();  // what was asked before is done
  Ui::Impl& ui = f.inner();
  ui.entered = false;
  ui.focus.clear();
  ui.focus_visible = false;
  ui.open_combo.clear();
  f.events.clear();
  ImGuiContext* before = ImGui::GetCurrentContext();
  ImGui::SetCurrentContext(f.context);
  ImGuiIO& io = ImGui::GetIO();
  io.AddFocusEvent(false);  // releases keys
  for (int button = 0; button < 3; ++button) io.AddMouseButtonEvent(button, false);
  io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
  io.AddFocusEvent(true);
  ImGui::ClearActiveID();
  ImGui::SetCurrentContext(before);
  f.typing = false;
  f.settle = std::max(f.settle, 1);
}

void WidgetFrame::focus_control(std::string_view id, bool ring) {
  Ui::Impl& ui = impl_->inner();
  const bool visible = ring && !id.empty();
  if (ui.focus == id && ui.focus_visible == visible) return;
  ui.focus = std::string(id);
  ui.focus_visible = visible;
  ui.focus_moved = !id.empty();
  impl_->invalid = true;
}

void WidgetFrame::act(Action action) {
  const Node* node = impl_->node(action.id);
  if (node && node->role == Role::image && action.verb == "press") impl_->inner().entered = true;
  impl_->ask(std::move(action));
}

}  // namespace lesson::ui
