#pragma once
// The tokenizers of a checkpoint folder as the tokenizers library reads them: a word-level vocabulary whose normaliser
// and splitting are those of split_words. Tests/interop compares the two on random prompts.

#include <array>
#include <string>

#include "core/io/json_fwd.h"
#include "core/text/sd3_tokenizer.h"
#include "core/text/text_encoders.h"

namespace lesson {

/// Folders of the three, indexed by TextEncoder.
inline constexpr std::array<const char*, kTextEncoders> kTokenizerFolders = {"tokenizer", "tokenizer_2", "tokenizer_3"};

/// What fills the rows that a prompt leaves.
const char* pad_token(TextEncoder reader);

Json tokenizer_json(const Sd3Tokenizer& tokenizer, TextEncoder reader);
Json tokenizer_config_json(const Sd3Tokenizer& tokenizer, TextEncoder reader);

/// The tokenizer behind the first's tokenizer.json, which must do what all three say.
/// json: tokenizer.json of each. Error names the folder that is of another kind.
Result<Sd3Tokenizer> read_tokenizers(const std::array<Json, kTextEncoders>& json, PromptLengths lengths);

}  // namespace lesson
