#pragma once
// A run's picture as widgets draw it: sent to the graphics card again only when its bytes change.

#include <cstdint>
#include <vector>

#include "core/pipeline/run.h"
#include "widgets/ui/image.h"

namespace lesson {

class ShownPicture {
 public:
  /// Valid until the next call.
  ui::Pixels pixels(const Picture& picture);

 private:
  std::vector<std::uint8_t> rgb_, rgba_;
  unsigned revision_ = 0;
};

}  // namespace lesson
