#pragma once
// One window with one widget on show and what surrounds it: input goes in, pictures and files come out.

#include <memory>
#include <string>
#include <utility>

#include <SDL.h>

#include "shell/app.h"
#include "shell/desktop/chrome.h"
#include "shell/desktop/desktop.h"
#include "shell/desktop/panels.h"
#include "shell/desktop/stage.h"
#include "shell/desktop/window.h"
#include "shell/gl_renderer.h"
#include "shell/native/native_model.h"

namespace lesson::desktop {

/// Ends SDL_WaitEvent; may be called from any thread.
void wake_loop();

class Session {
 public:
  Session(std::unique_ptr<Window> window, const Options& options);

  Result<void> prepare();
  Result<void> screenshot();
  void loop();

 private:
  void event(const SDL_Event& event);
  bool pointer(const SDL_Event& event);
  void key(const SDL_KeyboardEvent& event);
  bool shortcut(const SDL_Keysym& key);
  bool wheel(const SDL_MouseWheelEvent& event);
  void open_dropped(char* path);
  void draw_window(Target target, const ui::Rect& area);
  void run();
  void carry_out(const Requests& asked);
  void save_picture();
  void save_numbers();
  void copy(const Result<std::string>& text, const char* what);
  void done(std::string text) { panels_.status = {std::move(text), false}; }
  void failed(const Error& error) { panels_.status = {error.message(), true}; }
  void set_dark(bool dark);
  void fit();
  std::pair<float, float> to_widget(int x, int y) const;

  std::unique_ptr<Window> window_;  // first: outlives all that lives on the graphics card
  Options options_;
  GlRenderer renderer_{kGlsl};
  App app_{renderer_};
  NativeModel model_{app_, {}, wake_loop};
  Stage stage_{app_};
  Chrome chrome_;
  Panels panels_{app_, stage_, chrome_};
  bool running_ = true;
  bool focused_ = false;   // keys go to the widget
  bool dragging_ = false;  // a button went down on the widget
  bool redraw_ = false;    // the surroundings ask for another frame
};

}  // namespace lesson::desktop
