#pragma once
// The one SDL window of a page and its WebGL 2 context, on the canvas that the page has put into
// specialHTMLTargets["#canvas"]. The canvas is never in the document; widgets are copied out of it.

#include <cstdint>

#include "core/result.h"
#include "shell/renderer.h"

struct SDL_Window;

namespace lesson {

class PageCanvas {
 public:
  PageCanvas() = default;
  PageCanvas(const PageCanvas&) = delete;
  PageCanvas& operator=(const PageCanvas&) = delete;

  /// Window and context; twice is once.
  Result<void> open();
  /// True while the browser has taken the context away: nothing can be drawn.
  bool lost() const;
  /// Makes the canvas at least as large as `picture` and gives its size. It shrinks only with `afresh`, so that
  /// widgets of different sizes, drawn in turn, do not make it anew each time.
  Target fit(Target picture, bool afresh);

 private:
  SDL_Window* window_ = nullptr;
  std::intptr_t context_ = 0;
  Target size_;
};

}  // namespace lesson
