#include "shell/desktop/window.h"

#include <SDL.h>

namespace lesson::desktop {

namespace {

Error sdl_failed(const char* what) {
  return {.what = what,
          .where = "window",
          .expected = {},
          .got = SDL_GetError(),
          .next = "A display with OpenGL 3.2 is needed; without one, run under xvfb-run, or use lesson-cli."};
}

void ask_for_gl() {
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_FLAGS, SDL_GL_CONTEXT_FORWARD_COMPATIBLE_FLAG);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 2);
  SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
  SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
}

}  // namespace

Result<std::unique_ptr<Window>> Window::open(int width, int height, bool shown) {
  SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
  SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");  // an ordinary window, not a game
  if (SDL_Init(SDL_INIT_VIDEO) != 0) return sdl_failed("there is no display to open a window on");
  std::unique_ptr<Window> made(new Window);
  ask_for_gl();
  const Uint32 flags = SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI |
                       (shown ? SDL_WINDOW_SHOWN : SDL_WINDOW_HIDDEN);
  made->window_ =
      SDL_CreateWindow("Lesson widgets", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height, flags);
  if (!made->window_) return sdl_failed("no window could be opened");
  made->context_ = SDL_GL_CreateContext(made->window_);
  if (!made->context_) return sdl_failed("no OpenGL 3.2 context could be made");
  SDL_GL_MakeCurrent(made->window_, made->context_);
  SDL_GL_SetSwapInterval(1);
  SDL_SetWindowMinimumSize(made->window_, 480, 360);
  return made;
}

Window::~Window() {
  if (context_) SDL_GL_DeleteContext(context_);
  if (window_) SDL_DestroyWindow(window_);
  SDL_Quit();
}

Target Window::pixels() const {
  Target size;
  SDL_GL_GetDrawableSize(window_, &size.width, &size.height);
  return size;
}

float Window::ratio() const {
  int width = 0, height = 0;
  SDL_GetWindowSize(window_, &width, &height);
  return width > 0 ? static_cast<float>(pixels().width) / static_cast<float>(width) : 1.0f;
}

void Window::swap() { SDL_GL_SwapWindow(window_); }

void Window::set_title(const char* title) { SDL_SetWindowTitle(window_, title); }

}  // namespace lesson::desktop
