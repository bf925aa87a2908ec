#pragma once
// The drawings of the readers widget.

#include <string>
#include <vector>

#include "widgets/readers/view.h"
#include "widgets/ui/ui.h"

namespace lesson {

/// A bar a block: how its patches spread their reading over the kinds of rows. The block pressed, or -1.
int draw_given(ui::Ui& ui, const ReadersView& view, int chosen);

/// A line a word, a bar a reader. `readers`: which of WordRow::values. Exact zeros are written.
struct WordBars {
  std::string label, description;
  std::vector<int> readers;
  std::vector<std::string> names;  ///< above the bars
  int marked = -1;                 ///< the word changed or chosen
};
void draw_word_bars(ui::Ui& ui, const std::vector<WordRow>& rows, const WordBars& bars);

ui::Color color_of(TextEncoder reader, const ui::Palette& colors);

}  // namespace lesson
