#pragma once
// A widget is the sum of its parts: figure-sized pieces (a map, one plot, one table, with the controls that drive it)
// that a page can show alone. A widget declares them once, as a list of names; what it draws (Ui::part, Column::part),
// says and counts (Widget::shows) refers to that list, and the semantic tree names the part of each of its nodes.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"

namespace lesson {

struct Part {
  const char* id;     ///< in attributes, options and links: "map"
  const char* title;  ///< what it shows, as screen readers say it: "Map of all weights"
};

/// "map token": names of parts, separated by spaces or commas.
using PartList = std::string_view;

/// Which of a widget's parts are on show: all of them, or some.
class ShownParts {
 public:
  static constexpr std::size_t kMost = 32;  ///< parts of one widget

  /// An empty list stands for all. Error: a name that is not declared, with all that are.
  static Result<ShownParts> of(std::span<const Part> declared, PartList list);

  bool whole() const { return shown_ == 0; }
  /// True when at least one of `list` is on show.
  bool any(PartList list) const;
  /// The parts on show in the order of their declaration, "map token"; empty for all of them.
  std::string list() const;
  /// Of things that each stand for some parts (tabs): `wanted` where it has one on show, else the first that has.
  int chosen(int wanted, std::span<const PartList> things) const;

 private:
  std::span<const Part> declared_;
  std::uint32_t shown_ = 0;  ///< a bit for each declared part; 0: all
};

}  // namespace lesson
