#pragma once
// Runs one widget for one frame in one ImGui context; shared by desktop, web, cli and tests. Platform-free:
// the host feeds events, asks for frames and renders `draw_data()` with its own backend.
//
// ImGui works in device pixels here (DisplaySize = css size * dpr, DisplayFramebufferScale = 1), so text is
// crisp at any dpr; everything this interface takes and gives is CSS pixels.
//
//   FontAtlas fonts;                            // one for all widgets
//   WidgetFrame frame(*widget, page, fonts, textures);
//   frame.pointer({.type = PointerType::down, .x = 12, .y = 40});
//   FrameResult r = frame.draw({.width = 640, .height = frame.height(), .dpr = 2, .now = 0.016});
//   if (fonts.changed()) upload(fonts.imgui()); // then fonts.uploaded(id)
//   ImGui_ImplOpenGL3_RenderDrawData(frame.draw_data());

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/ui/image.h"
#include "widgets/ui/semantics.h"
#include "widgets/ui/theme.h"
#include "widgets/ui/ui.h"
#include "widgets/widget.h"

struct ImFontAtlas;
struct ImDrawData;
struct ImGuiContext;
struct ImFont;

namespace lesson::ui {

/// The one font atlas: the embedded typeface in all sizes of Type, drawn for one dpr at a time.
class FontAtlas {
 public:
  FontAtlas();
  ~FontAtlas();
  FontAtlas(const FontAtlas&) = delete;
  FontAtlas& operator=(const FontAtlas&) = delete;

  /// Called by WidgetFrame::draw; rebuilds when dpr or text size differ from what was built.
  void prepare(float dpr, float text_px);
  /// True when the texture must be (re)made from imgui()->GetTexDataAsAlpha8/RGBA32 before rendering.
  bool changed() const { return changed_; }
  void uploaded(TextureId texture);
  /// After a lost GL context: changed() becomes true again.
  void forget();

  ImFontAtlas* imgui() { return atlas_.get(); }
  ImFont* font(Type type) const { return fonts_[static_cast<int>(type)]; }

 private:
  struct Free {
    void operator()(ImFontAtlas* atlas) const;
  };
  std::unique_ptr<ImFontAtlas, Free> atlas_;
  ImFont* fonts_[5] = {};
  float dpr_ = 0, text_px_ = 0;
  bool changed_ = true;
};

enum class PointerType { move, down, up, leave };
struct PointerEvent {
  PointerType type = PointerType::move;
  float x = 0, y = 0;  ///< from the widget's corner
  int button = 0;      ///< 0 left, 1 middle, 2 right
  bool touch = false;
};

struct FrameInput {
  float width = 640, height = 480;  ///< CSS pixels; height is what the host shows, the content may be taller
  float dpr = 1;
  double now = 0;  ///< seconds
};

struct FrameResult {
  bool again = false;          ///< wants another frame without input
  bool state_changed = false;  ///< a field has another value than before the frame
  bool semantics_changed = false;
  bool height_changed = false;       ///< height() differs from FrameInput::height
  std::vector<Export> exports = {};  ///< the learner asked for these
};

/// Where ImGui draws and edits text fields and lists itself. A host that lays its own over them (the page: inputs over
/// the framed gaps, a select over each combobox) gives no functions, and its program is linked without this code.
struct OwnInputs {
  /// True when `text` is a new final text.
  bool (*text_field)(Ui::Impl& ui, const std::string& id, Rect r, std::string& text, int max_bytes) = nullptr;
  void (*list)(Ui::Impl& ui, const std::string& id, Rect field, bool toggle, int& index,
               std::span<const std::string> options) = nullptr;
};
OwnInputs own_inputs();

struct FrameOptions {
  OwnInputs inputs = own_inputs();
  bool scroll = false;  ///< content taller than FrameInput::height scrolls inside the frame (desktop)
};

class WidgetFrame {
 public:
  /// All references outlive the frame.
  WidgetFrame(Widget& widget, const PageState& shared, FontAtlas& fonts, TextureBackend& textures,
              FrameOptions options = {});
  ~WidgetFrame();
  WidgetFrame(const WidgetFrame&) = delete;
  WidgetFrame& operator=(const WidgetFrame&) = delete;

  // --- what happens to the widget (any time between frames; marks it dirty) ---
  void pointer(const PointerEvent& event);
  /// CSS pixels as in a DOM WheelEvent (down positive). True when a canvas takes it: only while entered, over a
  /// zoomable area and not at its end. Otherwise the page scrolls.
  bool wheel(float x, float y, float dx, float dy, bool ctrl);
  /// `key`: a DOM KeyboardEvent.key ("ArrowLeft", "Enter", "a"). True when used. With `tab_moves` (desktop), Tab
  /// moves between controls; on the web Tab is never used. mods: 1 shift, 2 ctrl, 4 alt, 8 meta.
  bool key(std::string_view key, bool down, int mods, bool tab_moves = false);
  void type_text(std::string_view utf8);  ///< into a focused ImGui field (desktop)
  /// Focus of the whole widget. Losing it clears held keys and buttons and leaves the widget.
  void focus(bool focused);
  /// The control that the keyboard is on, e.g. because its overlay element has the focus; "" for none. `ring`: draws
  /// the focus ring on it; a host that has its own does without.
  void focus_control(std::string_view id, bool ring = true);
  void act(Action action);
  void set_theme(const Theme& theme);
  const Theme& theme() const;
  void invalidate();    ///< draw again at the next chance
  void context_lost();  ///< textures are gone; they are sent again

  bool dirty() const;  ///< must be drawn again
  bool entered() const;

  // --- frames ---
  /// Everything that has happened is in the picture, in the order in which it came: of several changes of one control
  /// the last one stands.
  FrameResult draw(const FrameInput& input);
  /// Brings the widget's state up to what has happened without showing it; the next frame tells of the changes.
  void catch_up();
  ImDrawData* draw_data() const;  ///< of the last frame, in device pixels; valid until the next
  float height() const;           ///< content height for the width last drawn
  const std::vector<Node>& semantics() const;
  std::string semantics_json() const;
  /// Name of the mouse cursor wanted: "default", "pointer", "grab", "text", "ew-resize".
  const char* cursor() const;
  ImGuiContext* context() const;
  Widget& widget() const;

 private:
  void catch_up_presses();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lesson::ui
