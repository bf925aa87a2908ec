#include "widgets/page/shown_picture.h"

namespace lesson {

ui::Pixels ShownPicture::pixels(const Picture& picture) {
  if (rgb_ != picture.rgb) {
    std::vector<std::uint8_t> rgb = picture.rgb, rgba;
    for (std::size_t i = 0; i + 2 < rgb.size(); i += 3) rgba.insert(rgba.end(), {rgb[i], rgb[i + 1], rgb[i + 2], 255});
    rgb_.swap(rgb);
    rgba_.swap(rgba);
    ++revision_;
  }
  return {picture.width, picture.height, rgba_, revision_, false};
}

}  // namespace lesson
