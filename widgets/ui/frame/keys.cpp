// Keys pressed while a widget has the keyboard: into its text fields, to the control in focus, from one to the next.

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cstdio>

#include "widgets/ui/frame/impl.h"

namespace lesson::ui {

namespace {

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

bool WidgetFrame::key(std::string_view key, bool down, int mods, bool tab_moves) {
  Impl& f = *impl_;
  Ui::Impl& ui = f.inner();
  if (key == "Tab") {
    if (!tab_moves || !down) return false;
    catch_up();  // what was typed belongs to the field that is left
    return f.move_focus((mods & 1) ? -1 : 1);
  }
  catch_up_presses();
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
    ask({target->id, "set", number_text(key == "Home" ? target->min : target->max)});
    return true;
  }
  const KeyVerb* verb = verb_for(target->role, key);
  if (!verb) return false;
  std::string value = verb->value;
  if (target->role == Role::image && (mods & 1)) value = "page";
  if (target->role == Role::image && std::string_view(verb->verb) == "press") state.entered = true;
  state.focus_visible = true;
  ask({target->id, verb->verb, std::move(value)});
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

}  // namespace lesson::ui
