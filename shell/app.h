#pragma once
// The application, the same on the desktop, on a page and in tests: widgets are made, events go in, frames
// come out. It knows no window and no page; a host owns one App and lends it a Renderer.
//
//   init      App app(renderer)
//   event     app.event(widget, ...)
//   frame     app.frame(widget, input, target)
//   shutdown  ~App, while the graphics context is current

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"
#include "shell/renderer.h"
#include "widgets/page/page_state.h"
#include "widgets/page/run_desk.h"
#include "widgets/registry.h"
#include "widgets/ui/frame/widget_frame.h"

namespace lesson {

/// In CSS pixels; as in a DOM WheelEvent, down and right are positive.
struct WheelEvent {
  float x = 0, y = 0, dx = 0, dy = 0;
  bool ctrl = false;
};
/// `key` is a DOM KeyboardEvent.key. mods: 1 shift, 2 ctrl, 4 alt, 8 meta.
struct KeyEvent {
  std::string_view key;
  bool down = true;
  int mods = 0;
  bool tab_moves = false;  ///< desktop: Tab walks through the controls
};
struct TextEvent {
  std::string_view utf8;
};
struct FocusEvent {
  bool focused = true;
};
using Event = std::variant<ui::PointerEvent, WheelEvent, KeyEvent, TextEvent, FocusEvent, ui::Action>;

/// What one frame of one widget took, in milliseconds.
struct FrameTimes {
  double draw = 0;    ///< the widget and Dear ImGui
  double render = 0;  ///< handing the triangles over
};

class App {
 public:
  /// `renderer` outlives the App. Tests bring widgets of their own.
  explicit App(Renderer& renderer, ui::FrameOptions options = {},
               std::span<const WidgetInfo> registry = widget_registry());
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// A handle > 0, or an Error listing the ids there are.
  Result<int> create(std::string_view id);
  /// Unknown handles are ignored here and below: an element may outlive its widget by an event.
  void destroy(int widget);
  std::vector<int> widgets() const;
  ui::WidgetFrame* find(int widget);  ///< nullptr when there is none
  const char* id_of(int widget) const;

  /// True when the widget used it (wheel and keys; all else is always used).
  bool event(int widget, const Event& event);
  /// Draws one frame into the top left corner of the renderer's present target.
  ui::FrameResult frame(int widget, const ui::FrameInput& input, Target target);
  FrameTimes last_times() const { return times_; }

  std::string state(int widget);     ///< as a JSON object
  std::string defaults(int widget);  ///< the state of a fresh widget of that kind
  /// All or nothing.
  Result<void> set_state(int widget, std::string_view json);
  /// The state as a short text for an address, see widgets/state/link.h.
  Result<std::string> link(int widget);
  Result<void> set_link(int widget, std::string_view link);
  /// Shows these parts of the widget alone ("map token"); empty: all of it. Links name parts that differ from these.
  Result<void> show_parts(int widget, std::string_view parts);
  std::string parts(int widget);  ///< on show; empty: all

  Result<void> open_file(int widget, std::string_view name, std::span<const std::uint8_t> bytes);
  /// The same for a file of which only the beginning is here (widgets/widget.h), and what else of it is wanted.
  Result<void> open_large_file(int widget, std::string_view name, std::span<const std::uint8_t> head,
                               std::uint64_t file_bytes);
  std::optional<FilePiece> wanted_piece(int widget);
  void take_piece(int widget, const FilePiece& piece, std::span<const std::uint8_t> bytes);
  void lose_file(int widget, std::string_view problem);

  /// Of all widgets, and of those to come; find(widget)->set_theme() changes one.
  void set_theme(const ui::Theme& theme);
  const ui::Theme& theme() const { return theme_; }
  /// The graphics context is back after a loss; widgets keep their state and are drawn again.
  void context_restored();

  PageState& page() { return page_; }
  /// Where widgets ask for runs of the model; an engine of the host's answers them, then calls runs_changed().
  RunDesk& desk() { return desk_; }
  /// Something new lies on the desk: all widgets are drawn again.
  void runs_changed() { page_.touch(); }
  ui::FontAtlas& fonts() { return fonts_; }

 private:
  struct Entry {
    const WidgetInfo* info;
    std::unique_ptr<Widget> widget;
    std::string defaults;                    // state of the fresh widget, as JSON
    std::string parts;                       // what the host shows of it
    std::unique_ptr<ui::WidgetFrame> frame;  // after the widget: destroyed first
  };
  Entry* entry(int widget);
  /// The same; what the learner did before counts before what is asked for or set now.
  Entry* caught_up(int widget);
  /// Makes the atlas fit and sends it if it changed.
  void prepare_fonts(float dpr, float text_px);
  const WidgetInfo* info(std::string_view id) const;
  static Result<void> changed(Entry& entry, Result<void> set);
  static Result<void> follow(Entry& entry, std::string_view link);

  Renderer& renderer_;
  ui::FrameOptions options_;
  std::span<const WidgetInfo> registry_;
  ui::FontAtlas fonts_;
  ui::Theme theme_;
  RunDesk desk_;  // before what looks at it
  PageState page_;
  std::map<int, Entry> entries_;
  int next_ = 1;
  FrameTimes times_;
};

}  // namespace lesson
