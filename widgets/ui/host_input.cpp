// What happens to a widget between frames: pointer, wheel, keys, focus, actions.

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>

#include "widgets/ui/host_impl.h"

namespace lesson::ui {

namespace {

constexpr float kNotch = 100;  ///< CSS pixels of one wheel notch in browsers

bool takes_focus(const Node& node) {
  switch (node.role) {
    case Role::button:
    case Role::checkbox:
    case Role::slider:
    case Role::spinbutton:
    case Role::combobox:
    case Role::textbox:
    case Role::tab:
    case Role::link: return !node.disabled;
    case Role::image: return node.focusable;
    default: return false;
  }
}

std::string number_text(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

struct KeyVerb {
  std::string_view key;
  const char* verb;
  const char* value = "";
};
constexpr KeyVerb kRangeKeys[] = {{"ArrowRight", "increment"},     {"ArrowUp", "increment"},
                                  {"ArrowLeft", "decrement"},      {"ArrowDown", "decrement"},
                                  {"PageUp", "increment", "page"}, {"PageDown", "decrement", "page"}};
constexpr KeyVerb kListKeys[] = {{"ArrowDown", "increment"}, {"ArrowRight", "increment"}, {"ArrowUp", "decrement"},
                                 {"ArrowLeft", "decrement"}, {"Enter", "press"},          {" ", "press"}};
constexpr KeyVerb kPressKeys[] = {{"Enter", "press"}, {" ", "press"}};
constexpr KeyVerb kCanvasKeys[] = {
    {"ArrowLeft", "move-left"}, {"ArrowRight", "move-right"}, {"ArrowUp", "move-up"}, {"ArrowDown", "move-down"},
    {"+", "increment"},         {"=", "increment"},           {"-", "decrement"},     {"0", "home"},
    {"Home", "home"},           {"Enter", "press"},           {" ", "press"}};

template <std::size_t N>
const KeyVerb* find(const KeyVerb (&table)[N], std::string_view key) {
  for (const KeyVerb& entry : table) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

const KeyVerb* verb_for(Role role, std::string_view key) {
  switch (role) {
    case Role::slider:
    case Role::spinbutton: return find(kRangeKeys, key);
    case Role::combobox: return find(kListKeys, key);
    case Role::image: return find(kCanvasKeys, key);
    default: return find(kPressKeys, key);
  }
}

}  // namespace

int editing_key(std::string_view key) {
  struct Pair {
    std::string_view name;
    ImGuiKey key;
  };
  static constexpr std::array<Pair, 17> kPairs = {{{"Backspace", ImGuiKey_Backspace},
                                                   {"Delete", ImGuiKey_Delete},
                                                   {"ArrowLeft", ImGuiKey_LeftArrow},
                                                   {"ArrowRight", ImGuiKey_RightArrow},
                                                   {"ArrowUp", ImGuiKey_UpArrow},
                                                   {"ArrowDown", ImGuiKey_DownArrow},
                                                   {"Home", ImGuiKey_Home},
                                                   {"End", ImGuiKey_End},
                                                   {"Enter", ImGuiKey_Enter},
                                                   {"Escape", ImGuiKey_Escape},
                                                   {"a", ImGuiKey_A},
                                                   {"c", ImGuiKey_C},
                                                   {"v", ImGuiKey_V},
                                                   {"x", ImGuiKey_X},
                                                   {"z", ImGuiKey_Z},
                                                   {"y", ImGuiKey_Y},
                                                   {"Insert", ImGuiKey_Insert}}};
  for (const Pair& pair : kPairs) {
    if (pair.name == key) return pair.key;
  }
  return ImGuiKey_None;
}

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

/// Gives ImGui this frame's events: moves are merged; a press waits until hovering is known, and press and release
/// (of buttons and keys) never share a frame, so that none is lost however slow frames are.
void WidgetFrame::Impl::feed(ImGuiIO& io, float dpr) {
  using Kind = InputEvent::Kind;
  bool moved = false, pressed = false, key_went_down = false;
  while (!events.empty()) {
    const InputEvent event = events.front();
    const bool button = event.kind == Kind::down || event.kind == Kind::up;
    const float x = std::floor(event.at.x * dpr), y = std::floor(event.at.y * dpr);  // whole pixels, as ImGui has them
    const bool positioned = io.MousePos.x == x && io.MousePos.y == y;
    if (button && (pressed || moved || (event.kind == Kind::down && !positioned))) {
      if (!moved && !pressed) io.AddMousePosEvent(x, y);
      break;
    }
    if (event.kind == Kind::leave && pressed) break;
    if (event.kind == Kind::key && !event.key_down && key_went_down) break;
    key_went_down |= event.kind == Kind::key && event.key_down;
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
    }
  }
  if (!events.empty()) settle = std::max(settle, 1);
}

// --- keys
// --------------------------------------------------------------------------------------------------------------

bool WidgetFrame::key(std::string_view key, bool down, int mods, bool tab_moves) {
  Impl& f = *impl_;
  Ui::Impl& ui = f.inner();
  if (key == "Tab") return tab_moves && down && f.move_focus((mods & 1) ? -1 : 1);
  const int editing = editing_key(key);
  if (f.typing) {
    const ImGuiKey mod_keys[] = {ImGuiMod_Shift, ImGuiMod_Ctrl};
    for (int i = 0; i < 2; ++i)
      f.events.push_back({.kind = InputEvent::Kind::key, .key = mod_keys[i], .key_down = (mods & (1 << i)) != 0});
    if (editing != ImGuiKey_None) f.events.push_back({.kind = InputEvent::Kind::key, .key = editing, .key_down = down});
    return true;
  }
  if (!down || (mods & (2 | 4 | 8))) return false;
  if (key == "Escape") {
    const bool used = !ui.open_combo.empty() || ui.entered;
    if (!ui.open_combo.empty()) {
      ui.open_combo.clear();
    } else {
      ui.entered = false;
    }
    f.invalid |= used;
    return used;
  }
  return f.key_for_control(key, mods);
}

bool WidgetFrame::Impl::key_for_control(std::string_view key, int mods) {
  Ui::Impl& state = inner();
  const Node* target = node(state.focus);
  if (!target && state.entered) {
    const auto area = std::find_if(state.nodes.begin(), state.nodes.end(),
                                   [](const Node& n) { return n.role == Role::image && n.focusable; });
    if (area != state.nodes.end()) target = &*area;
  }
  if (!target || !takes_focus(*target)) return false;
  const bool ranged = target->role == Role::slider || target->role == Role::spinbutton;
  if (ranged && (key == "Home" || key == "End")) {
    actions.push_back({target->id, "set", number_text(key == "Home" ? target->min : target->max)});
    return true;
  }
  const KeyVerb* verb = verb_for(target->role, key);
  if (!verb) return false;
  std::string value = verb->value;
  if (target->role == Role::image && (mods & 1)) value = "page";
  if (target->role == Role::image && std::string_view(verb->verb) == "press") state.entered = true;
  state.focus_visible = true;
  actions.push_back({target->id, verb->verb, std::move(value)});
  return true;
}

/// To the next or previous control; past the last one the widget lets the focus go (false).
bool WidgetFrame::Impl::move_focus(int direction) {
  Ui::Impl& state = inner();
  std::vector<const Node*> stops;
  for (const Node& n : state.nodes) {
    if (takes_focus(n)) stops.push_back(&n);
  }
  const int count = static_cast<int>(stops.size());
  int at = direction > 0 ? -1 : count;
  for (int i = 0; i < count; ++i) {
    if (stops[static_cast<std::size_t>(i)]->id == state.focus) at = i;
  }
  at += direction;
  invalid = true;
  const bool inside = at >= 0 && at < count;
  state.focus = inside ? stops[static_cast<std::size_t>(at)]->id : std::string();
  state.focus_visible = inside;
  state.focus_moved = inside;
  if (!inside) return false;
  if (typing) {  // the field that had the keyboard gives it up
    ImGuiContext* before = ImGui::GetCurrentContext();
    ImGui::SetCurrentContext(context);
    ImGui::ClearActiveID();
    ImGui::SetCurrentContext(before);
    typing = false;
  }
  const Rect r = stops[static_cast<std::size_t>(at)]->rect;
  if (r.y < 0) scroll_by(r.y - 8);
  if (r.y + r.h > shown_height) scroll_by(r.y + r.h - shown_height + 8);
  return true;
}

void WidgetFrame::type_text(std::string_view utf8) {
  if (impl_->typing) impl_->events.push_back({.kind = InputEvent::Kind::text, .text = std::string(utf8)});
}

// --- focus and actions
// -------------------------------------------------------------------------------------------------

void WidgetFrame::focus(bool focused) {
  Impl& f = *impl_;
  f.invalid = true;
  if (focused) return;
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

void WidgetFrame::focus_control(std::string_view id) {
  Ui::Impl& ui = impl_->inner();
  if (ui.focus == id && ui.focus_visible == !id.empty()) return;
  ui.focus = std::string(id);
  ui.focus_visible = !id.empty();
  ui.focus_moved = !id.empty();
  impl_->invalid = true;
}

void WidgetFrame::act(Action action) {
  const Node* node = impl_->node(action.id);
  if (node && node->role == Role::image && action.verb == "press") impl_->inner().entered = true;
  impl_->actions.push_back(std::move(action));
}

}  // namespace lesson::ui
