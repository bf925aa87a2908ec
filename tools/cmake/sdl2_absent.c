/* Parts of SDL2 left out of the web build that other code still names: nothing is there to find. */
#include <stddef.h>

#include "SDL.h"

SDL_GameController* SDL_GameControllerOpen(int index) { (void)index; return NULL; }
Uint8 SDL_GameControllerGetButton(SDL_GameController* pad, SDL_GameControllerButton button) { (void)pad; (void)button; return 0; }
Sint16 SDL_GameControllerGetAxis(SDL_GameController* pad, SDL_GameControllerAxis axis) { (void)pad; (void)axis; return 0; }
