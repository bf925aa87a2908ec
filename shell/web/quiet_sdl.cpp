// Replaces functions of SDL2's Emscripten driver: each __wrap_X here stands for SDL's X (linked with --wrap, see
// Web.cmake, which reads the names from this file). SDL keeps what a lesson page needs of it, one window on one
// canvas, and loses the rest.
//
// 1. Listeners. SDL listens on window and document for keys, focus, pointer lock, resizing, visibility and
//    unloading, and only the element of its key listeners can be chosen. On a lesson page every event belongs to
//    the page, and the element passes on what is a widget's. tests/shell/web counts the listeners.
// 2. The page's title, full screen and cursor: they are the page's, too.
// 3. What would never run: EGL (page_canvas.cpp makes the context; EGL brings a table of all GL functions),
//    software surfaces and their blitters, the event queue and the devices that fill it. A third of what would
//    otherwise be downloaded for SDL is left.
//
// SDL calls these in vain while it opens or sizes the window. Whoever else calls one would rely on it: the module
// stops.

#include "shell/web/left_out.h"

union SDL_Event;
struct SDL_Cursor;
struct SDL_PixelFormat;
struct SDL_Surface;
struct SDL_VideoDevice;
struct SDL_Window;
struct SDL_WindowData;

namespace {

void in_vain() {
  if (!lesson::SdlCall::under_way()) lesson::left_out("a function of SDL");  // names would cost a kilobyte
}
template <class Answer>
Answer in_vain(Answer answer) {
  in_vain();
  return answer;
}

}  // namespace

extern "C" {

// --- 1 ---
void __wrap_Emscripten_RegisterEventHandlers(SDL_WindowData*) { in_vain(); }
void __wrap_Emscripten_UnregisterEventHandlers(SDL_WindowData*) { in_vain(); }

// --- 2 ---
void __wrap_emscripten_set_window_title(const char*) { in_vain(); }
int __wrap_emscripten_request_fullscreen_strategy(const char*, int, const void*) { return in_vain(-1); }
int __wrap_emscripten_exit_fullscreen() { return in_vain(-1); }
void __wrap_Emscripten_InitMouse() { in_vain(); }
void __wrap_Emscripten_FiniMouse() { in_vain(); }

// --- 3 ---
int __wrap_Emscripten_GLES_LoadLibrary(SDL_VideoDevice*, const char*) { return in_vain(-1); }
int __wrap_SDL_EGL_ChooseConfig(SDL_VideoDevice*) { return in_vain(-1); }
void* __wrap_SDL_EGL_CreateContext(SDL_VideoDevice*, void*) { return in_vain<void*>(nullptr); }
void* __wrap_SDL_EGL_CreateSurface(SDL_VideoDevice*, void*) { return in_vain<void*>(nullptr); }

int __wrap_Emscripten_CreateWindowFramebuffer(SDL_VideoDevice*, SDL_Window*, unsigned*, void**, int*) {
  return in_vain(-1);
}
int __wrap_Emscripten_UpdateWindowFramebuffer(SDL_VideoDevice*, SDL_Window*, const void*, int) { return in_vain(-1); }
void __wrap_Emscripten_DestroyWindowFramebuffer(SDL_VideoDevice*, SDL_Window*) { in_vain(); }
SDL_Surface* __wrap_SDL_CreateRGBSurface(unsigned, int, int, int, unsigned, unsigned, unsigned, unsigned) {
  return in_vain<SDL_Surface*>(nullptr);
}
SDL_Surface* __wrap_SDL_ConvertSurface(SDL_Surface*, const SDL_PixelFormat*, unsigned) {
  return in_vain<SDL_Surface*>(nullptr);
}
int __wrap_SDL_CalculateBlit(SDL_Surface*) { return in_vain(-1); }
int __wrap_SDL_RLESurface(SDL_Surface*) { return in_vain(-1); }
void __wrap_SDL_UnRLESurface(SDL_Surface*, int) { in_vain(); }

int __wrap_SDL_EventsInit() { return in_vain(0); }
void __wrap_SDL_EventsQuit() { in_vain(); }
int __wrap_SDL_PushEvent(SDL_Event*) { return in_vain(0); }
int __wrap_SDL_KeyboardInit() { return in_vain(0); }
void __wrap_SDL_KeyboardQuit() { in_vain(); }
void __wrap_SDL_SetKeyboardFocus(SDL_Window*) { in_vain(); }
void __wrap_SDL_MouseQuit() { in_vain(); }
void __wrap_SDL_SetMouseFocus(SDL_Window*) { in_vain(); }
void __wrap_SDL_SetCursor(SDL_Cursor*) { in_vain(); }
int __wrap_SDL_UpdateMouseCapture(int) { return in_vain(0); }
int __wrap_SDL_TouchInit() { return in_vain(0); }
void __wrap_SDL_TouchQuit() { in_vain(); }
int __wrap_SDL_SendMouseMotion(SDL_Window*, unsigned, int, int, int) { return in_vain(0); }
int __wrap_SDL_SendMouseButton(SDL_Window*, unsigned, unsigned char, unsigned char) { return in_vain(0); }
int __wrap_SDL_SendTouch(long long, long long, SDL_Window*, int, float, float, float) { return in_vain(0); }
int __wrap_SDL_SendTouchMotion(long long, long long, SDL_Window*, float, float, float) { return in_vain(0); }
void __wrap_SDL_PerformWarpMouseInWindow(SDL_Window*, int, int, int) { in_vain(); }

}  // extern "C"
