#pragma once
#include <string>

#include "shell/app.h"

namespace lesson::fuzz {

/// All widgets on one page, made once.
struct Widgets {
  NullRenderer renderer;
  App app{renderer};

  Widgets();
  /// The widget that a target's first byte names, as it is at first.
  int fresh(std::uint8_t first);
  /// What it says in words and numbers is whole, and it can be drawn.
  void tell_and_draw(int widget);
  const std::vector<int>& handles() const { return handles_; }

 private:
  std::vector<int> handles_;
  double now_ = 1;
};
Widgets& widgets();

}  // namespace lesson::fuzz
