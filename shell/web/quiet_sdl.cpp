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

union SDL_Event;
struct SDL_Cursor;
struct SDL_PixelFormat;
struct SDL_Surface;
struct SDL_VideoDevice;
struct SDL_Window;
struct SDL_WindowData;

extern "C" {

// --- 1 ---
void __wrap_Emscripten_RegisterEventHandlers(SDL_WindowData*) {}
void __wrap_Emscripten_UnregisterEventHandlers(SDL_WindowData*) {}

// --- 2 ---
void __wrap_emscripten_set_window_title(const char*) {}
int __wrap_emscripten_request_fullscreen_strategy(const char*, int, const void*) { return -1; }
int __wrap_emscripten_exit_fullscreen() { return -1; }
void __wrap_Emscripten_InitMouse() {}
void __wrap_Emscripten_FiniMouse() {}

// --- 3 ---
int __wrap_Emscripten_GLES_LoadLibrary(SDL_VideoDevice*, const char*) { return -1; }
int __wrap_SDL_EGL_ChooseConfig(SDL_VideoDevice*) { return -1; }
void* __wrap_SDL_EGL_CreateContext(SDL_VideoDevice*, void*) { return nullptr; }
void* __wrap_SDL_EGL_CreateSurface(SDL_VideoDevice*, void*) { return nullptr; }

int __wrap_Emscripten_CreateWindowFramebuffer(SDL_VideoDevice*, SDL_Window*, unsigned*, void**, int*) { return -1; }
int __wrap_Emscripten_UpdateWindowFramebuffer(SDL_VideoDevice*, SDL_Window*, const void*, int) { return -1; }
void __wrap_Emscripten_DestroyWindowFramebuffer(SDL_VideoDevice*, SDL_Window*) {}
SDL_Surface* __wrap_SDL_CreateRGBSurface(unsigned, int, int, int, unsigned, unsigned, unsigned, unsigned) {
  return nullptr;
}
SDL_Surface* __wrap_SDL_ConvertSurface(SDL_Surface*, const SDL_PixelFormat*, unsigned) { return nullptr; }
int __wrap_SDL_CalculateBlit(SDL_Surface*) { return -1; }
int __wrap_SDL_RLESurface(SDL_Surface*) { return -1; }
void __wrap_SDL_UnRLESurface(SDL_Surface*, int) {}

int __wrap_SDL_EventsInit() { return 0; }
void __wrap_SDL_EventsQuit() {}
int __wrap_SDL_PushEvent(SDL_Event*) { return 0; }
int __wrap_SDL_KeyboardInit() { return 0; }
void __wrap_SDL_KeyboardQuit() {}
void __wrap_SDL_SetKeyboardFocus(SDL_Window*) {}
void __wrap_SDL_MouseQuit() {}
void __wrap_SDL_SetMouseFocus(SDL_Window*) {}
void __wrap_SDL_SetCursor(SDL_Cursor*) {}
int __wrap_SDL_UpdateMouseCapture(int) { return 0; }
int __wrap_SDL_TouchInit() { return 0; }
void __wrap_SDL_TouchQuit() {}
int __wrap_SDL_SendMouseMotion(SDL_Window*, unsigned, int, int, int) { return 0; }
int __wrap_SDL_SendMouseButton(SDL_Window*, unsigned, unsigned char, unsigned char) { return 0; }
int __wrap_SDL_SendTouch(long long, long long, SDL_Window*, int, float, float, float) { return 0; }
int __wrap_SDL_SendTouchMotion(long long, long long, SDL_Window*, float, float, float) { return 0; }
void __wrap_SDL_PerformWarpMouseInWindow(SDL_Window*, int, int, int) {}

}  // extern "C"
