// SDL's events on their way to the widget or to what surrounds it.

#include <tuple>

#include "shell/desktop/keys.h"
#include "shell/desktop/session.h"

namespace lesson::desktop {

std::pair<float, float> Session::to_widget(int x, int y) const {
  const float unit = stage_.view().scale / window_->ratio();
  return {(static_cast<float>(x) - panels_.origin().x) / unit, (static_cast<float>(y) - panels_.origin().y) / unit};
}

void Session::event(const SDL_Event& event) {
  switch (event.type) {
    case SDL_QUIT: running_ = false; return;
    case SDL_DROPFILE: open_dropped(event.drop.file); return;
    case SDL_KEYDOWN:
      if (shortcut(event.key.keysym)) return;
      [[fallthrough]];
    case SDL_KEYUP:
      if (focused_ && !chrome_.wants_text()) return key(event.key);
      break;
    case SDL_TEXTINPUT:
      if (focused_ && !chrome_.wants_text()) {
        app_.event(stage_.widget(), TextEvent{event.text.text});
        return;
      }
      break;
    case SDL_MOUSEWHEEL:
      if (wheel(event.wheel)) return;
      break;
    case SDL_MOUSEMOTION:
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: pointer(event); break;
    case SDL_WINDOWEVENT:
      if (event.window.event == SDL_WINDOWEVENT_FOCUS_LOST) app_.event(stage_.widget(), FocusEvent{false});
      if (event.window.event == SDL_WINDOWEVENT_FOCUS_GAINED && focused_) app_.event(stage_.widget(), FocusEvent{true});
      if (event.window.event == SDL_WINDOWEVENT_LEAVE)
        app_.event(stage_.widget(), ui::PointerEvent{.type = ui::PointerType::leave});
      break;
    default: break;
  }
  chrome_.event(event);
}

bool Session::pointer(const SDL_Event& event) {
  ui::PointerEvent sent;
  int x = event.motion.x, y = event.motion.y;
  if (event.type != SDL_MOUSEMOTION) {
    x = event.button.x, y = event.button.y;
    sent.button = event.button.button == SDL_BUTTON_RIGHT ? 2 : event.button.button == SDL_BUTTON_MIDDLE ? 1 : 0;
    sent.type = event.type == SDL_MOUSEBUTTONDOWN ? ui::PointerType::down : ui::PointerType::up;
    sent.touch = event.button.which == SDL_TOUCH_MOUSEID;
  }
  const bool over = panels_.over_widget();
  if (sent.type == ui::PointerType::down) {
    if (over != focused_) app_.event(stage_.widget(), FocusEvent{over});
    focused_ = dragging_ = over;
  }
  if (!over && !dragging_) {
    app_.event(stage_.widget(), ui::PointerEvent{.type = ui::PointerType::leave});
    return false;
  }
  std::tie(sent.x, sent.y) = to_widget(x, y);
  app_.event(stage_.widget(), sent);
  if (sent.type == ui::PointerType::up) dragging_ = false;
  return true;
}

bool Session::wheel(const SDL_MouseWheelEvent& event) {
  if (!panels_.over_widget()) return false;
  constexpr float kNotch = 100;  // what browsers say for one
  WheelEvent sent;
  std::tie(sent.x, sent.y) = to_widget(event.mouseX, event.mouseY);
  sent.dx = event.preciseX * kNotch;
  sent.dy = -event.preciseY * kNotch;
  sent.ctrl = (SDL_GetModState() & KMOD_CTRL) != 0;
  return app_.event(stage_.widget(), sent);
}

void Session::key(const SDL_KeyboardEvent& event) {
  const std::string name = dom_key(event.keysym);
  if (name.empty()) return;
  app_.event(stage_.widget(), KeyEvent{name, event.type == SDL_KEYDOWN, dom_modifiers(event.keysym.mod), true});
}

bool Session::shortcut(const SDL_Keysym& key) {
  if (!(key.mod & KMOD_CTRL)) return false;
  switch (key.sym) {
    case SDLK_s: save_picture(); return true;
    case SDLK_e: save_numbers(); return true;
    case SDLK_d: panels_.debug = !panels_.debug; return true;
    case SDLK_q: running_ = false; return true;
    default: return false;
  }
}

}  // namespace lesson::desktop
