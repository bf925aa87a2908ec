#include "shell/desktop/surface.h"

#include <algorithm>

#define GL_GLEXT_PROTOTYPES
#include <SDL_opengl.h>

namespace lesson::desktop {

Surface::~Surface() {
  if (framebuffer_) glDeleteFramebuffers(1, &framebuffer_);
  if (texture_) glDeleteTextures(1, &texture_);
}

void Surface::begin(Target size) {
  if (!framebuffer_) glGenFramebuffers(1, &framebuffer_);
  if (!texture_) glGenTextures(1, &texture_);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  if (size.width == size_.width && size.height == size_.height) return;
  glBindTexture(GL_TEXTURE_2D, texture_);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, size.width, size.height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture_, 0);
  size_ = size;
}

void Surface::end() { glBindFramebuffer(GL_FRAMEBUFFER, 0); }

std::vector<std::uint8_t> Surface::read() const {
  const std::size_t row = static_cast<std::size_t>(size_.width) * 4;
  std::vector<std::uint8_t> upside_down(row * static_cast<std::size_t>(size_.height));
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, size_.width, size_.height, GL_RGBA, GL_UNSIGNED_BYTE, upside_down.data());
  glBindFramebuffer(GL_FRAMEBUFFER, 0);

  std::vector<std::uint8_t> rows(upside_down.size());
  for (std::size_t y = 0; y < static_cast<std::size_t>(size_.height); ++y) {
    const auto* from = upside_down.data() + (static_cast<std::size_t>(size_.height) - 1 - y) * row;
    std::copy(from, from + row, rows.data() + y * row);
  }
  for (std::size_t i = 3; i < rows.size(); i += 4) rows[i] = 255;  // what is under a widget is the widget's
  return rows;
}

}  // namespace lesson::desktop
