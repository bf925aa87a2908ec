#pragma once
// Internal to widgets/ui: what a WidgetFrame keeps.

#include <optional>
#include <vector>

#include "widgets/ui/frame/widget_frame.h"
#include "widgets/ui/impl.h"

struct ImGuiIO;

namespace lesson::ui {

/// Something that came in between frames, in the order it came.
struct InputEvent {
  enum class Kind { move, down, up, leave, wheel, key, text, action } kind = Kind::move;
  Point at = {};
  int button = 0;
  bool touch = false;
  float wheel = 0;
  int key = 0;  ///< ImGuiKey
  bool key_down = false;
  std::string text = {};
  Action action = {};
};

struct WidgetFrame::Impl {
  Widget& widget;
  const PageState& shared;
  FontAtlas& fonts;
  ImageStore images;
  FrameOptions options;
  Ui ui;
  ImGuiContext* context = nullptr;

  std::vector<InputEvent> events;  ///< few: a frame takes them all
  int settle = 2;                  ///< frames still wanted after the last input: hover states follow one frame later
  bool invalid = true;
  unsigned seen_revision = 0, seen_desk = 0;
  std::optional<FrameInput> last_input;
  bool state_changed = false;   ///< since the last frame that was shown
  std::vector<Export> exports;  ///< likewise
  float height = 0, shown_height = 0, scroll = 0;
  std::vector<Node> last_nodes;
  const char* cursor = "default";
  bool typing = false;  ///< an ImGui text field has the keyboard

  Impl(Widget& w, const PageState& s, FontAtlas& f, TextureBackend& t, FrameOptions o)
      : widget(w), shared(s), fonts(f), images(t), options(o) {}

  Ui::Impl& inner() { return *ui.impl_; }
  const Ui::Impl& inner() const { return *ui.impl_; }
  const Node* node(std::string_view id) const;
  void ask(Action action) { events.push_back({.kind = InputEvent::Kind::action, .action = std::move(action)}); }

  // widget_frame.cpp
  void prepare(const FrameInput& input);
  void pass(const FrameInput& input);  ///< takes what belongs together of the events, and draws once
  void pass_all(const FrameInput& input);

  // host_input.cpp
  void feed(ImGuiIO& io, float dpr);
  bool key_for_control(std::string_view key, int mods);
  bool move_focus(int direction);
  bool scroll_by(float dy);
};

/// The ImGui key a text field understands, or 0 (ImGuiKey_None).
int editing_key(std::string_view dom_key);

}  // namespace lesson::ui
