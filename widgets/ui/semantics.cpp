#include "widgets/ui/semantics.h"

#include <cmath>
#include "core/io/json.h"

namespace lesson::ui {

namespace {

/// Tenths of a pixel: the tree must not change because of a rounding in the eighth digit.
double tenth(float value) { return std::round(static_cast<double>(value) * 10.0) / 10.0; }

Json to_json(const Node& node) {
  Json json = {{"id", node.id},
               {"role", to_string(node.role)},
               {"name", node.name},
               {"rect", {tenth(node.rect.x), tenth(node.rect.y), tenth(node.rect.w), tenth(node.rect.h)}}};
  if (!node.value.empty()) json["value"] = node.value;
  if (!node.description.empty()) json["description"] = node.description;
  if (node.disabled) json["disabled"] = true;
  const bool has_state = node.role == Role::checkbox || node.role == Role::tab || node.pressable_toggle;
  if (has_state) json["checked"] = node.checked;
  if (node.pressable_toggle) json["toggle"] = true;
  if (node.role == Role::slider || node.role == Role::spinbutton) {
    json["now"] = node.now;
    json["min"] = node.min;
    json["max"] = node.max;
    json["step"] = node.step;
  }
  if (node.role == Role::combobox) {
    json["options"] = node.options;
    json["selected"] = node.selected;
  }
  if (node.level > 0) json["level"] = node.level;
  if (node.focusable) json["focusable"] = true;
  if (node.live) json["live"] = true;
  if (!node.part.empty()) json["part"] = node.part;
  if (node.role == Role::textbox) json["max_length"] = node.max_length;
  return json;
}

}  // namespace

const char* to_string(Role role) {
  switch (role) {
    case Role::group: return "group";
    case Role::heading: return "heading";
    case Role::text: return "text";
    case Role::button: return "button";
    case Role::checkbox: return "checkbox";
    case Role::slider: return "slider";
    case Role::spinbutton: return "spinbutton";
    case Role::combobox: return "combobox";
    case Role::textbox: return "textbox";
    case Role::tab: return "tab";
    case Role::image: return "image";
    case Role::grid: return "grid";
    case Role::link: return "link";
  }
  return "text";
}

std::string semantics_to_json(const std::vector<Node>& nodes) {
  Json list = Json::array();
  for (const Node& node : nodes) list.push_back(to_json(node));
  return print_json(list);
}

}  // namespace lesson::ui
