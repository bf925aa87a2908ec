// Replaces three functions of SDL2's Emscripten driver (linked with --wrap, see shell/CMakeLists.txt).
//
// SDL listens on window and document for keys, focus, pointer lock, resizing, visibility and unloading, and only
// the element of its key listeners can be chosen. On a lesson page every event belongs to the page, and the
// element passes on what is a widget's: so SDL registers nothing. tests/shell/web counts the listeners.
//
// Its EGL is not used either (page_canvas.cpp makes the context), and would bring a table of all GL functions.

struct SDL_VideoDevice;
struct SDL_WindowData;

extern "C" {
void __wrap_Emscripten_RegisterEventHandlers(SDL_WindowData*) {}
void __wrap_Emscripten_UnregisterEventHandlers(SDL_WindowData*) {}
int __wrap_Emscripten_GLES_LoadLibrary(SDL_VideoDevice*, const char*) { return -1; }
}
