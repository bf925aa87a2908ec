#pragma once
// What holds of every semantic tree.

#include <set>

#include "tests/widgets/driver.h"

namespace lesson::testing {

inline bool is_control(const ui::Node& node) {
  return node.role != ui::Role::text && node.role != ui::Role::heading && node.role != ui::Role::group &&
         node.role != ui::Role::grid && (node.role != ui::Role::image || node.focusable);
}

/// Ids once, names, places within the width, sizes and values of controls.
inline void check_tree(const Driver& driver, float width) {
  std::set<std::string> ids;
  int controls = 0, texts = 0;
  for (const ui::Node& node : driver.frame_of->semantics()) {
    INFO("node " << node.id);
    CHECK(ids.insert(node.id).second);
    CHECK_FALSE(node.name.empty());
    CHECK(node.rect.x >= -0.5f);
    CHECK(node.rect.x + node.rect.w <= width + 0.5f);
    texts += node.role == ui::Role::text;
    if (!is_control(node)) continue;
    ++controls;
    CHECK(node.rect.w >= 24);
    CHECK(node.rect.h >= 24);
    if (node.role == ui::Role::slider || node.role == ui::Role::spinbutton) {
      CHECK(node.min <= node.now);
      CHECK(node.now <= node.max);
      CHECK(node.step > 0);
      CHECK_FALSE(node.value.empty());
    }
    if (node.role == ui::Role::combobox) CHECK(node.selected < static_cast<int>(node.options.size()));
  }
  CHECK(controls > 0);
  CHECK(texts > 0);
}

}  // namespace lesson::testing
