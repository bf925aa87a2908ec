#pragma once
// Prompt -> ids of words, as the three readers of the tiny SD3 take them (FORMAT.md, "Tokenizers"): CLIP's 33 rows
// [BOS] words [EOS] ..., where CLIP-L pads with [EOS] and CLIP-G with [PAD], then T5's 44 rows: words </s> <pad> ...
// Words are split as core/text/tokenizer.h says.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/text/tokenizer.h"

namespace lesson {

/// How many rows each kind of reader takes.
struct PromptLengths {
  int clip = 33;  ///< >= 3
  int t5 = 44;    ///< >= 2
};

class Sd3Tokenizer {
 public:
  /// words: without special tokens. Error: none, one that split_words would not give, or one twice.
  static Result<Sd3Tokenizer> make(std::vector<std::string> words, PromptLengths lengths);

  /// Its `ids` and `labels` are CLIP-L's rows, then T5's. CLIP-G's ids are CLIP-L's with kClipPad after the first
  /// [EOS].
  TokenizedPrompt tokenize(std::string_view prompt) const;

  const std::vector<std::string>& words() const { return words_; }
  const PromptLengths& lengths() const { return lengths_; }
  int clip_vocabulary() const { return static_cast<int>(words_.size()) + 4; }
  int clip_bos() const { return clip_vocabulary() - 2; }
  int clip_eos() const { return clip_vocabulary() - 1; }
  int t5_vocabulary() const { return static_cast<int>(words_.size()) + 3 + kSentinels; }

  static constexpr int kSentinels = 8;                          ///< <extra_id_0> ... of T5's training
  static constexpr int kClipPad = 0, kClipUnknown = 1;          ///< words from 2 on
  static constexpr int kT5Pad = 0, kT5End = 1, kT5Unknown = 2;  ///< words from 3 on

 private:
  std::vector<std::string> words_;
  std::unordered_map<std::string, int> places_;
  PromptLengths lengths_;
};

}  // namespace lesson
