#pragma once
// Pictures for widgets: pixels in, texture out. GL is not allowed here, so the host lends a TextureBackend.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace lesson::ui {

using TextureId = std::uintptr_t;  ///< what the host's renderer takes as ImTextureID; 0 is none

/// Implemented by the host (OpenGL); tests use NullTextures.
class TextureBackend {
 public:
  virtual ~TextureBackend() = default;
  /// Makes (old == 0) or refills a texture: rgba holds w*h*4 bytes, top row first. `smooth`: linear filtering.
  virtual TextureId update(TextureId old, int w, int h, std::span<const std::uint8_t> rgba, bool smooth) = 0;
  virtual void destroy(TextureId texture) = 0;
};

/// Draws nothing, counts everything.
class NullTextures final : public TextureBackend {
 public:
  TextureId update(TextureId old, int w, int h, std::span<const std::uint8_t> rgba, bool smooth) override;
  void destroy(TextureId texture) override;
  int alive = 0, updates = 0;
  std::size_t bytes_sent = 0;

 private:
  TextureId next_ = 1;
};

/// Borrowed pixels of one picture. `revision` changes when the pixels do: only then are they sent again.
struct Pixels {
  int w = 0, h = 0;
  std::span<const std::uint8_t> rgba = {};  ///< w*h*4, kept alive by the widget for the next frames too
  unsigned revision = 0;
  bool smooth = false;  ///< linear filtering; false shows cells as squares
};

/// The textures of one widget by key. Those not asked for during a frame are freed after it.
class ImageStore {
 public:
  explicit ImageStore(TextureBackend& backend) : backend_(&backend) {}
  ~ImageStore();
  ImageStore(const ImageStore&) = delete;
  ImageStore& operator=(const ImageStore&) = delete;

  TextureId get(std::string_view key, const Pixels& pixels);
  void end_frame();
  /// After a lost GL context: forgets all textures without freeing them; they are sent again when asked for.
  void forget();

 private:
  struct Entry {
    TextureId texture = 0;
    int w = 0, h = 0;
    unsigned revision = 0;
    bool used = false;
  };
  TextureBackend* backend_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace lesson::ui
