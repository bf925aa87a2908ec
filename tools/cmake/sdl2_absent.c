/* Parts of SDL2 left out of the web build that other code still names: nothing is there to find. */
#include <stddef.h>

#include "SDL.h"

SDL_GameController* SDL_GameControllerOpen(int index) {
  (void)index;
  return NULL;
}
Uint8 SDL_GameControllerGetButton(SDL_GameController* pad, SDL_GameControllerButton button) {
  (void)pad;
  (void)button;
  return 0;
}
Sint16 SDL_GameControllerGetAxis(SDL_GameController* pad, SDL_GameControllerAxis axis) {
  (void)pad;
  (void)axis;
  return 0;
}

/* The 2-D renderer: SDL's window code looks whether a window has one, ImGui's backend asks its size. */
SDL_Renderer* SDL_GetRenderer(SDL_Window* window) {
  (void)window;
  return NULL;
}
void SDL_DestroyRendererWithoutFreeing(SDL_Renderer* renderer) { (void)renderer; }
int SDL_GetRendererOutputSize(SDL_Renderer* renderer, int* w, int* h) {
  (void)renderer;
  *w = *h = 0;
  return -1;
}
