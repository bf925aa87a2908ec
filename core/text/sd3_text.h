#pragma once
// SD3's three readers and how it joins them: both CLIPs side by side on channels, zero-padded to T5's width, T5's rows
// appended on the sequence. Source: diffusers, StableDiffusion3Pipeline.encode_prompt.

#include "core/text/clip_text_model.h"
#include "core/text/sd3_tokenizer.h"
#include "core/text/t5_encoder_model.h"
#include "core/text/text_encoders.h"

namespace lesson {

struct Sd3Readers {
  ClipTextModel clip_l, clip_g;  ///< text_encoder, text_encoder_2
  T5EncoderModel t5;             ///< text_encoder_3
};

/// The rows of Sd3Tokenizer's prompt as each reader takes them: CLIP-L pads with [EOS], CLIP-G with [PAD].
struct ReaderIds {
  std::vector<int> clip_l, clip_g, t5;
};
ReaderIds reader_ids(const TokenizedPrompt& prompt);

/// prompt: from Sd3Tokenizer, whose vocabulary is the readers'.
EncodedText encode(const Sd3Readers& readers, TokenizedPrompt prompt);

/// features [T, w_t5]: CLIP's rows, then T5's; pooled [p_l + p_g]. A dropped reader's part is zeros.
TextFeatures join(const EncodedText& text, const EncoderDrop& drop);

}  // namespace lesson
