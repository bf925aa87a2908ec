#pragma once
// The desktop window and its OpenGL 3.2 context.

#include <memory>

#include "core/result.h"
#include "shell/renderer.h"

struct SDL_Window;

namespace lesson::desktop {

class Window {
 public:
  /// `shown` false: for a screenshot, nobody sees it.
  static Result<std::unique_ptr<Window>> open(int width, int height, bool shown);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  SDL_Window* sdl() const { return window_; }
  void* gl() const { return context_; }
  Target pixels() const;  ///< size in device pixels
  float ratio() const;    ///< device pixels in one unit of the window's size
  void swap();
  void set_title(const char* title);

 private:
  Window() = default;
  SDL_Window* window_ = nullptr;
  void* context_ = nullptr;
};

/// GLSL version of the context, for the ImGui backend.
inline constexpr const char* kGlsl = "#version 150";

}  // namespace lesson::desktop
