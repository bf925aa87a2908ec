#include "widgets/page/shown_picture.h"

namespace lesson {

ui::Pixels ShownPicture::pixels(const Picture& picture) {
  if (rgb_ != picture.rgb) {
    rgb_ = picture.rgb;
    ++revision_;
    rgba_.clear();
    for (std::size_t i = 0; i + 2 < rgb_.size(); i += 3)
      rgba_.insert(rgba_.end(), {rgb_[i], rgb_[i + 1], rgb_[i + 2], 255});
  }
  return {picture.width, picture.height, rgba_, revision_, false};
}

}  // namespace lesson
