// Pointer and actions on one rectangle, and the focus ring.

#include <imgui.h>
#include <imgui_internal.h>

#include "widgets/ui/impl.h"

namespace lesson::ui {

std::optional<Action> Ui::Impl::take(std::string_view id, std::string_view verb) {
  for (auto it = actions.begin(); it != actions.end(); ++it) {
    if (it->id == id && it->verb == verb) {
      Action action = std::move(*it);
      actions.erase(it);
      return action;
    }
  }
  return std::nullopt;
}

Touch Ui::Impl::touch(const std::string& id, Rect rect, bool disabled) {
  if (disabled) return {};
  const ImRect box(paint.snapped({rect.x, rect.y}), paint.snapped({rect.x + rect.w, rect.y + rect.h}));
  const ImGuiID key = ImGui::GetCurrentWindow()->GetID(id.data(), id.data() + id.size());
  if (!ImGui::ItemAdd(box, key, nullptr, ImGuiItemFlags_NoNav)) return {};
  Touch result;
  result.pressed = ImGui::ButtonBehavior(box, key, &result.hovered, &result.held, ImGuiButtonFlags_None);
  if (ImGui::IsItemActivated()) {
    focus = id;
    focus_visible = false;
  }
  if (result.hovered) cursor = "pointer";
  return result;
}

void Ui::Impl::focus_ring(const std::string& id, Rect rect, float radius) {
  if (!focus_visible || focus != id) return;
  paint.frame(inset(rect, -3), colors().focus, 2, radius + 3);
}

}  // namespace lesson::ui
