#pragma once
// The semantic tree of one frame: what a screen reader, the overlay of DOM controls and the UI tests see.
// Recorded by the controls of widgets/ui while they draw, so picture and semantics cannot disagree.

#include <string>
#include <vector>

namespace lesson::ui {

enum class Role {
  group,
  heading,
  text,
  button,
  checkbox,
  slider,
  spinbutton,
  combobox,
  textbox,
  tab,
  image,
  grid,
  link
};
const char* to_string(Role role);

/// In CSS pixels from the widget's top left corner.
struct Rect {
  float x = 0, y = 0, w = 0, h = 0;
  bool operator==(const Rect&) const = default;
};

/// Nodes come in reading order. A text node whose id ends in ":label" repeats the name of a control next to it
/// (for the eye, search and selection; hide it from screen readers).
struct Node {
  std::string id = {};  ///< stable within the widget: the path of labels, e.g. "Sampler" or "Flow/Steps"
  Role role = Role::text;
  std::string name = {};   ///< accessible name
  std::string value = {};  ///< human-readable value, e.g. "28 steps"
  std::string description = {};
  Rect rect = {};
  bool disabled = false;
  bool checked = false;                        ///< checkbox, tab, toggle button
  bool pressable_toggle = false;               ///< a button with a pressed state
  double now = 0, min = 0, max = 0, step = 0;  ///< slider, spinbutton
  std::vector<std::string> options = {};       ///< combobox
  int selected = -1;                           ///< combobox
  int max_length = 0;                          ///< textbox
  int level = 0;                               ///< heading: 2 is the widget's title
  bool focusable = false;                      ///< an image that takes "press", "move-*", "increment" and "decrement"
  bool live = false;                           ///< to be announced when it appears or changes
  std::string part = {};  ///< the part of the widget it belongs to ("map"), or several ("map token")
  bool operator==(const Node&) const = default;
};

/// Something asked of a control from outside (overlay, test): press, set, or step it.
struct Action {
  std::string id = {};     ///< Node::id
  std::string verb = {};   ///< "press", "set", "increment", "decrement", "move-left|right|up|down"
  std::string value = {};  ///< for "set": number, option word, "true"/"false" or text
};

std::string semantics_to_json(const std::vector<Node>& nodes);

}  // namespace lesson::ui
