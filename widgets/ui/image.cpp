#include "widgets/ui/image.h"

namespace lesson::ui {

TextureId NullTextures::update(TextureId old, int w, int h, std::span<const std::uint8_t> rgba, bool) {
  ++updates;
  bytes_sent += rgba.size();
  if (old != 0) return old;
  if (w <= 0 || h <= 0) return 0;
  ++alive;
  return next_++;
}

void NullTextures::destroy(TextureId texture) {
  if (texture != 0) --alive;
}

ImageStore::~ImageStore() {
  for (const auto& [key, entry] : entries_) backend_->destroy(entry.texture);
}

TextureId ImageStore::get(std::string_view key, const Pixels& pixels) {
  const std::size_t wanted = static_cast<std::size_t>(pixels.w) * static_cast<std::size_t>(pixels.h) * 4;
  if (pixels.w <= 0 || pixels.h <= 0 || pixels.rgba.size() != wanted) return 0;
  auto found = entries_.find(key);
  if (found == entries_.end()) found = entries_.emplace(std::string(key), Entry{}).first;
  Entry& entry = found->second;
  entry.used = true;
  if (entry.texture != 0 && entry.revision == pixels.revision && entry.w == pixels.w && entry.h == pixels.h)
    return entry.texture;
  entry.texture = backend_->update(entry.texture, pixels.w, pixels.h, pixels.rgba, pixels.smooth);
  entry.w = pixels.w;
  entry.h = pixels.h;
  entry.revision = pixels.revision;
  return entry.texture;
}

void ImageStore::end_frame() {
  for (auto it = entries_.begin(); it != entries_.end();) {
    if (!it->second.used) {
      backend_->destroy(it->second.texture);
      it = entries_.erase(it);
    } else {
      it->second.used = false;
      ++it;
    }
  }
}

void ImageStore::forget() { entries_.clear(); }

}  // namespace lesson::ui
