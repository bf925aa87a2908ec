#pragma once
// The surroundings of a widget on the desktop: an ImGui context of their own over SDL2 and OpenGL 3, in the
// widgets' typeface and colours. Widgets never see it.

#include "shell/desktop/window.h"
#include "widgets/ui/frame/widget_frame.h"

union SDL_Event;

namespace lesson::desktop {

class Chrome {
 public:
  explicit Chrome(Window& window);
  ~Chrome();
  Chrome(const Chrome&) = delete;
  Chrome& operator=(const Chrome&) = delete;

  void set_theme(const ui::Theme& theme);
  void event(const SDL_Event& event);
  bool wants_text() const;  ///< a field of the surroundings is being typed into

  /// Between the two, ImGui calls go to the surroundings.
  void begin();
  void end(Target target);

  ImFont* font(ui::Type type) const { return fonts_.font(type); }

 private:
  Window& window_;
  ui::FontAtlas fonts_;
  ImGuiContext* context_ = nullptr;
  ui::Theme theme_;
};

}  // namespace lesson::desktop
