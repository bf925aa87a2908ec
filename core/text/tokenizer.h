#pragma once
// A prompt's words, and where they stand among the text rows.
// Rules (tools/train/FORMAT.md, "Tokenizers"): A-Z in lower case; apostrophes vanish; every other sign but letters and
// 0-9 divides words, where whatever lies beyond ASCII counts as a letter but U+0080-00BF and U+2000-206F.

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace lesson {

/// Where the words of a prompt stand among T text rows: once in CLIP's, and once more in T5's where T5 has rows of its
/// own. Words and rows count from 0.
struct TextRows {
  int clip = 33;  ///< [BOS] words [EOS] ...: the first rows
  int t5 = 44;    ///< words </s> ..., after CLIP's; 0: there are none

  /// The rows of a word, CLIP's first; none where no reader has room for it.
  std::vector<int> of_word(int word) const {
    std::vector<int> rows;
    if (word >= 0 && word < clip - 2) rows.push_back(word + 1);
    if (word >= 0 && word < t5 - 1) rows.push_back(clip + word);
    return rows;
  }
  /// The word that has this row, if the prompt is that long; -1: none has.
  int word_at(int row) const {
    if (row >= 1 && row < clip - 1) return row - 1;
    return row >= clip && row < clip + t5 - 1 ? row - clip : -1;
  }
};

/// What became of a prompt.
struct TokenizedPrompt {
  std::vector<int> ids;                    ///< [T]: of every row
  std::vector<std::string> labels;         ///< [T]: the word at each row as typed (lower case), or "[PAD]" ...
  std::vector<std::string> unknown_words;  ///< not in the vocabulary, each once, in order
  int words = 0;                           ///< words kept by the reader with most room
  int dropped_words = 0;                   ///< words that did not fit
  int clip_rows = 33;                      ///< rows that CLIP reads; T5's follow

  int eos() const { return (words < clip_rows - 2 ? words : clip_rows - 2) + 1; }  ///< place of CLIP's EOS
};

/// The words of a text by the rules above.
std::vector<std::string> split_words(std::string_view text);

}  // namespace lesson
