// Text fields and lists that ImGui draws and edits, for hosts that lay no controls of their own over them.

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cstring>

#include "widgets/ui/impl.h"

namespace lesson::ui {

namespace {

/// The open list of a combo, as a popup under (or above) its field.
void combo_list(Ui::Impl& ui, const std::string& id, Rect field, bool toggle, int& index,
                std::span<const std::string> options) {
  if (toggle) ui.open_combo = ui.open_combo == id ? std::string() : id;
  const std::string popup = "list:" + id;
  if (toggle && ui.open_combo == id) ImGui::OpenPopup(popup.c_str());
  const float line = ui.theme.target(), pad = 4, wanted = line * static_cast<float>(options.size()) + 2 * pad;
  const float screen = ImGui::GetIO().DisplaySize.y / ui.paint.scale;
  const float below = screen - (field.y - ui.paint.scroll + field.h) - 4, above = field.y - ui.paint.scroll - 4;
  const bool upwards = below < wanted && above > below;
  const float height = std::clamp(wanted, line + 2 * pad, std::max(upwards ? above : below, line + 2 * pad));
  const float top = upwards ? field.y - height - 2 : field.y + field.h + 2;
  ImGui::SetNextWindowPos(ui.paint.snapped({field.x, top}));
  ImGui::SetNextWindowSize({field.w * ui.paint.scale, height * ui.paint.scale});
  if (!ImGui::BeginPopup(popup.c_str(), ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings)) {
    if (ui.open_combo == id && !toggle) ui.open_combo.clear();
    return;
  }
  if (ui.open_combo != id) {  // closed by a key: nothing of it is shown or said any more
    ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
    ui.again = true;
    return;
  }
  const float scrolled = ImGui::GetScrollY() / ui.paint.scale;
  for (std::size_t i = 0; i < options.size(); ++i) {
    const Rect r{field.x + pad, top + pad + line * static_cast<float>(i) - scrolled, field.w - 2 * pad, line};
    const std::string item = id + "/" + options[i];
    const Touch touched = ui.touch(item, r);
    const bool picked = static_cast<int>(i) == index;
    if (touched.hovered) ui.paint.rect(r, mix(ui.colors().surface, ui.colors().control, 0.3f), ui.theme.radius());
    ui.paint.text_in({r.x + 8, r.y, r.w - 16, r.h},
                     ui.paint.shortened(options[i], picked ? Type::strong : Type::body, r.w - 16),
                     picked ? Type::strong : Type::body, picked ? ui.colors().accent : ui.colors().text, Align::left);
    Node& node = ui.record(item, Role::button, options[i], r);
    node.pressable_toggle = true;
    node.checked = picked;
    if (touched.pressed || ui.take(item, "press")) {
      index = static_cast<int>(i);
      ui.focus = id;
      ui.open_combo.clear();
      ui.again = true;
      ImGui::CloseCurrentPopup();
    }
  }
  ImGui::SetCursorPos({0, 0});
  ImGui::Dummy({1, wanted * ui.paint.scale});
  ImGui::EndPopup();
}

/// ImGui's text field inside the frame. True when the text is final: Enter, or the focus went elsewhere.
bool edit_text(Ui::Impl& ui, const std::string& id, Rect r, std::string& text, int max_bytes) {
  std::vector<char> buffer(static_cast<std::size_t>(max_bytes) + 1);
  std::memcpy(buffer.data(), text.data(), std::min(text.size(), buffer.size() - 1));
  ImGui::SetCursorScreenPos(ui.paint.snapped({r.x + 10, r.y + (r.h - ui.paint.glyph_height(Type::body)) / 2}));
  ImGui::SetNextItemWidth(std::max(1.0f, (r.w - 20) * ui.paint.scale));
  ImGui::PushFont(ui.paint.font(Type::body));
  if (ui.focus_moved && ui.focus == id) ImGui::SetKeyboardFocusHere();
  const bool entered =
      ImGui::InputText(("##" + id).c_str(), buffer.data(), buffer.size(), ImGuiInputTextFlags_EnterReturnsTrue);
  ImGui::PopFont();
  if (ImGui::IsItemHovered()) ui.cursor = "text";
  if (ImGui::IsItemActivated()) {
    ui.focus = id;
    ui.focus_visible = true;
  }
  text = buffer.data();
  return entered || ImGui::IsItemDeactivatedAfterEdit();
}

/// The field while ImGui edits it. True when `text` is a new final text.
bool text_field(Ui::Impl& ui, const std::string& id, Rect r, std::string& text, int max_bytes) {
  std::string& edit = ui.edits.try_emplace(id, text).first->second;
  const ImGuiID key = ImGui::GetCurrentWindow()->GetID(("##" + id).c_str());
  // A field that has just lost the keyboard hands over what was typed in this frame: do not overwrite it yet.
  const bool was_editing = ui.editing == id;
  if (ImGui::GetActiveID() != key && !was_editing) edit = text;
  const bool final = edit_text(ui, id, r, edit, max_bytes), typing = ImGui::GetActiveID() == key;
  if (typing)
    ui.editing = id;
  else if (was_editing)
    ui.editing.clear();
  const bool left = was_editing && !typing;  // also by Tab or another window, of which ImGui tells the field nothing
  if ((!final && !left) || edit == text) return false;
  text = edit;
  return true;
}

}  // namespace

OwnInputs own_inputs() { return {text_field, combo_list}; }

}  // namespace lesson::ui
