#pragma once
// Prompt -> 77 token ids, one per word. The same for all three text encoders.
// Rules (tools/train/FORMAT.md): A-Z in lower case; apostrophes vanish; every other sign but letters and 0-9 divides
// words, where whatever lies beyond ASCII counts as a letter but U+0080-00BF and U+2000-206F.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"

namespace lesson {

/// Ids that are no words.
enum SpecialToken : int { kPad = 0, kBos = 1, kEos = 2, kUnknown = 3 };

/// What became of a prompt.
struct TokenizedPrompt {
  std::vector<int> ids;                    ///< [77]: BOS, words, EOS, PAD ... PAD
  std::vector<std::string> labels;         ///< [77]: the word at each place as typed (lower case), or "[PAD]" ...
  std::vector<std::string> unknown_words;  ///< not in the vocabulary, each once, in order
  int words = 0;                           ///< words kept, at most 75
  int dropped_words = 0;                   ///< words that did not fit
  int clip_rows = 77;                      ///< rows that CLIP reads; where T5 has rows of its own, they follow

  int eos() const { return (words < clip_rows - 2 ? words : clip_rows - 2) + 1; }  ///< place of CLIP's EOS
};

class Tokenizer {
 public:
  /// vocabulary[id] is the word of an id; the first four are [PAD] [BOS] [EOS] [UNK].
  /// Error: fewer than four entries, others at their places, or a word twice.
  static Result<Tokenizer> make(std::vector<std::string> vocabulary, int context = 77);

  TokenizedPrompt tokenize(std::string_view prompt) const;

  const std::vector<std::string>& vocabulary() const { return vocabulary_; }
  bool knows(const std::string& word) const { return ids_.contains(word); }

 private:
  std::vector<std::string> vocabulary_;
  std::unordered_map<std::string, int> ids_;
  int context_ = 77;
};

/// The words of a text by the rules above.
std::vector<std::string> split_words(std::string_view text);

}  // namespace lesson
