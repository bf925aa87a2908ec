#pragma once
// Internal to widgets/ui: what one Ui remembers, how controls are placed, recorded and acted on.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "widgets/ui/painter.h"

namespace lesson::ui {

/// A run of places from the top: one under the other, or in lines that wrap.
struct Layout {
  float x = 0, y = 0, w = 0;  ///< left edge, next free top, width
  bool first = true;          ///< nothing placed yet: no gap before
  bool row = false;
  float line_x = 0, line_h = 0;  ///< of the present line of a row
  std::size_t line = 0;
  std::string key = {};  ///< remembers the lines' heights between frames
};

/// What a learner did to one rectangle.
struct Touch {
  bool hovered = false, held = false, pressed = false;
};

struct Ui::Impl {
  // --- lent by the frame ---
  Theme theme = light_theme();
  Painter paint;
  ImageStore* images = nullptr;
  OwnInputs inputs;
  std::span<const Part> parts;          ///< of the widget
  const ShownParts* on_show = nullptr;  ///< which of them are on show
  bool entered = false;
  double now = 0;
  float dt = 0;
  std::vector<Action> actions;  ///< asked of one control, all of one verb, oldest first

  // --- recorded this frame ---
  std::vector<Node> nodes;
  std::map<std::string, int, std::less<>> seen;
  std::string path;
  std::string part;  ///< what is being drawn belongs to
  std::vector<Layout> stack;
  struct WheelArea {
    Rect rect = {};
    bool in, out;
  };
  std::vector<WheelArea> wheel_areas;
  std::vector<Export> exports;
  bool again = false, wheel_used = false;
  const char* cursor = "default";

  // --- kept between frames ---
  std::map<std::string, bool, std::less<>> open;                 ///< collapsibles, help
  std::map<std::string, std::vector<float>, std::less<>> lines;  ///< heights of the lines of rows, of the last frame
  std::map<std::string, std::string, std::less<>> notes;         ///< why an entry was not taken
  std::map<std::string, int, std::less<>> chosen;                ///< plots: chosen point
  std::map<std::string, std::string, std::less<>> edits;         ///< text being typed
  std::string editing;  ///< the text field that had the keyboard in the last frame
  struct Picture {
    std::vector<std::uint8_t> rgba = {};
    std::uint64_t hash = 0;
    unsigned revision = 0;
  };
  std::map<std::string, Picture, std::less<>> pictures;  ///< heat maps drawn as textures
  std::string focus;                                     ///< id of the control that keys go to
  bool focus_visible = false;                            ///< reached by keyboard: ring drawn
  std::string moved_by_key;  ///< id of the canvas whose keys moved last, the pointer at rest
  bool focus_moved = false;  ///< an input field must take the focus this frame
  std::string open_combo;
  bool last_press_dragged = false;  ///< two drags in a row are no double click
  float wheel = 0;
  Point wheel_at;

  const Palette& colors() const { return theme.colors; }

  void begin_frame();
  void end_frame();  ///< forgets what was not drawn

  // --- ids and nodes (ui.cpp) ---
  std::string id_of(std::string_view label);
  Node& record(std::string id, Role role, std::string_view name, Rect rect);
  void record_text(std::string_view text, Rect rect, std::string_view id = {});
  /// What `content` records belongs to these parts; of one alone, in a group of its own.
  void in_part(PartList parts, Content<> content);

  // --- layout (layout.cpp) ---
  Layout& layout() { return stack.back(); }
  float available() const;
  /// Room for w x h CSS pixels; w <= 0: all there is. In a row, bottoms are aligned.
  Rect place(float w, float h);
  void end_line(std::vector<float>& heights);

  // --- acting (interact.cpp) ---
  /// Takes the oldest action with that id and verb off the queue.
  std::optional<Action> take(std::string_view id, std::string_view verb);
  Touch touch(const std::string& id, Rect rect, bool disabled = false);
  void focus_ring(const std::string& id, Rect rect, float radius);
  bool has_focus(const std::string& id) const { return focus == id; }

  // --- shared parts of controls (controls.cpp) ---
  void label_line(const std::string& id, Rect rect, std::string_view label, std::string_view value);
  /// Label above and field below: gives the field's rectangle.
  Rect place_field(const std::string& id, std::string_view label, std::string_view value, float width);
  void note_below(const std::string& id);
};

std::string format_number(double value, int decimals);

}  // namespace lesson::ui
