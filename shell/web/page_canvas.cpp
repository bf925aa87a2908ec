#include "shell/web/page_canvas.h"

#include <algorithm>

#include <SDL.h>
#include <emscripten/html5.h>

#include "shell/web/left_out.h"

namespace lesson {

namespace {

constexpr const char* kCanvas = "#canvas";
constexpr int kStep = 128;  // sizes are rounded up to this many device pixels

int round_up(int pixels) { return (pixels + kStep - 1) / kStep * kStep; }

Error failed(const char* what, const char* got, const char* next) {
  return {.what = what, .where = "graphics", .expected = {}, .got = got, .next = next};
}

SDL_Window* open_window() {
  // Should SDL ever listen for keys, then here and not on the whole page (see quiet_sdl.cpp).
  SDL_SetHint(SDL_HINT_EMSCRIPTEN_KEYBOARD_ELEMENT, kCanvas);
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  const SdlCall call;
  if (SDL_Init(SDL_INIT_VIDEO) != 0) return nullptr;
  // No title: SDL would make it the page's. No SDL_WINDOW_OPENGL: its EGL brings in every GL function by name.
  return SDL_CreateWindow(nullptr, 0, 0, kStep, kStep, SDL_WINDOW_HIDDEN);
}

EMSCRIPTEN_WEBGL_CONTEXT_HANDLE open_context() {
  EmscriptenWebGLContextAttributes wanted;
  emscripten_webgl_init_context_attributes(&wanted);
  wanted.majorVersion = 2;
  wanted.alpha = wanted.depth = wanted.stencil = wanted.antialias = false;
  wanted.enableExtensionsByDefault = false;
  return emscripten_webgl_create_context(kCanvas, &wanted);
}

}  // namespace

Result<void> PageCanvas::open() {
  if (context_ > 0) return {};
  if (!window_) window_ = open_window();
  if (!window_) return failed("no window could be opened", SDL_GetError(), "Reload the page.");
  context_ = static_cast<std::intptr_t>(open_context());
  if (context_ <= 0 || emscripten_webgl_make_context_current(static_cast<EMSCRIPTEN_WEBGL_CONTEXT_HANDLE>(context_)) !=
                           EMSCRIPTEN_RESULT_SUCCESS) {
    return failed("this browser gives no WebGL 2 context", "",
                  "Turn on hardware acceleration, or close other pages that draw in 3-D.");
  }
  return {};
}

bool PageCanvas::lost() const {
  return emscripten_is_webgl_context_lost(static_cast<EMSCRIPTEN_WEBGL_CONTEXT_HANDLE>(context_));
}

Target PageCanvas::fit(Target picture, bool afresh) {
  Target wanted = {round_up(picture.width), round_up(picture.height)};
  if (!afresh) wanted = {std::max(wanted.width, size_.width), std::max(wanted.height, size_.height)};
  if (wanted.width != size_.width || wanted.height != size_.height) {
    const SdlCall call;
    SDL_SetWindowSize(window_, wanted.width, wanted.height);
    size_ = wanted;
  }
  return size_;
}

}  // namespace lesson
