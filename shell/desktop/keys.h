#pragma once
// SDL's keys in the words of the DOM, which widgets understand.

#include <string>

#include <SDL_keyboard.h>

namespace lesson::desktop {

/// KeyboardEvent.key of a key, "" for those widgets have no use for.
std::string dom_key(const SDL_Keysym& key);
/// 1 shift, 2 ctrl, 4 alt, 8 meta.
int dom_modifiers(int sdl_modifiers);

}  // namespace lesson::desktop
