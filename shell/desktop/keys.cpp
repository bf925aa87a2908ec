#include "shell/desktop/keys.h"

#include <array>

namespace lesson::desktop {

namespace {
struct Name {
  SDL_Keycode code;
  const char* dom;
};
constexpr std::array kNames = {
    Name{SDLK_LEFT, "ArrowLeft"}, Name{SDLK_RIGHT, "ArrowRight"},  Name{SDLK_UP, "ArrowUp"},
    Name{SDLK_DOWN, "ArrowDown"}, Name{SDLK_RETURN, "Enter"},      Name{SDLK_KP_ENTER, "Enter"},
    Name{SDLK_ESCAPE, "Escape"},  Name{SDLK_TAB, "Tab"},           Name{SDLK_BACKSPACE, "Backspace"},
    Name{SDLK_DELETE, "Delete"},  Name{SDLK_HOME, "Home"},         Name{SDLK_END, "End"},
    Name{SDLK_PAGEUP, "PageUp"},  Name{SDLK_PAGEDOWN, "PageDown"}, Name{SDLK_KP_PLUS, "+"},
    Name{SDLK_KP_MINUS, "-"}};
}  // namespace

std::string dom_key(const SDL_Keysym& key) {
  for (const Name& name : kNames) {
    if (name.code == key.sym) return name.dom;
  }
  // Printable keys; "+" is typed with shift on many keyboards, where SDL still says "=".
  if (key.sym == SDLK_EQUALS && (key.mod & KMOD_SHIFT)) return "+";
  if (key.sym >= 0x20 && key.sym < 0x7f) return std::string(1, static_cast<char>(key.sym));
  return "";
}

int dom_modifiers(int sdl) {
  return ((sdl & KMOD_SHIFT) ? 1 : 0) | ((sdl & KMOD_CTRL) ? 2 : 0) | ((sdl & KMOD_ALT) ? 4 : 0) |
         ((sdl & KMOD_GUI) ? 8 : 0);
}

}  // namespace lesson::desktop
