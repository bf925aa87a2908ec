#pragma once
// The prompt as every widget shows it: the shared text, which of its words the model did not understand, and its
// words to choose from. Choosing a word in one widget marks it in all.

#include <optional>
#include <string>
#include <vector>

#include "core/text/tokenizer.h"
#include "widgets/page/page_state.h"
#include "widgets/state/field.h"

namespace lesson {

class RunLog;

namespace ui {
class Ui;
}

/// What the newest run of this very prompt said of its words; empty while none has run, or all were understood.
std::string words_not_understood(const PageState& shared);
/// The same of one run.
std::string words_not_understood(const RunLog& log);

/// The words of the prompt as the tokenizer splits it.
std::vector<std::string> prompt_words(const PageState& shared);

/// Where words stand among the text rows of the page's model; before any run, as CLIP's rows begin.
TextRows text_rows(const PageState& shared);

/// Which of the prompt's words is chosen, by any of its rows, counted from 0; nullopt where none is.
std::optional<int> chosen_place(const PageState& shared);
std::optional<std::string> chosen_word(const PageState& shared);

/// "CLIP's" and "T5's", whose row of a word this is; empty where all readers read the same rows.
std::string reader_of_row(const TextRows& rows, int row);

/// How learners read a token's label: the tokenizer's own marks, "[BOS]" and its like, in words.
std::string shown_label(const std::string& label);

/// The field with key `prompt` of `fields`, and what was not understood. True when the text changed.
bool draw_prompt(ui::Ui& ui, PageState& shared, const Fields& fields);

/// A chip a word; pressing chooses it for all widgets, pressing again chooses none.
void draw_words(ui::Ui& ui, PageState& shared);

}  // namespace lesson
