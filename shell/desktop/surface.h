#pragma once
// A picture that is drawn on and shown or saved: an OpenGL framebuffer with one colour texture.

#include <cstdint>
#include <vector>

#include "shell/renderer.h"

namespace lesson::desktop {

class Surface {
 public:
  Surface() = default;
  ~Surface();
  Surface(const Surface&) = delete;
  Surface& operator=(const Surface&) = delete;

  /// Directs drawing here, at that size (what was on it is lost when the size changes).
  void begin(Target size);
  /// Directs drawing back to the window.
  void end();

  Target size() const { return size_; }
  ui::TextureId texture() const { return texture_; }  ///< bottom row first, as GL has it
  /// RGBA rows, top row first.
  std::vector<std::uint8_t> read() const;

 private:
  unsigned framebuffer_ = 0, texture_ = 0;
  Target size_;
};

}  // namespace lesson::desktop
