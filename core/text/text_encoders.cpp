#include "core/text/text_encoders.h"

#include <algorithm>

#include "core/comma_list.h"
#include "core/stopwatch.h"

namespace lesson {

Result<EncoderDrop> parse_encoder_drop(std::string_view comma_list) {
  std::array<bool, kEncoderDropIds.size()> named = {};
  if (const auto unknown = parse_comma_list(comma_list, kEncoderDropIds, named)) {
    return Error{"unknown text encoder", "dropped encoders", "a comma list of " + join_words(kEncoderDropIds),
                 "\"" + *unknown + "\"", "Spell the encoders as listed, or leave the list empty."};
  }
  return EncoderDrop{{named[0] || named[3], named[1] || named[5], named[2]},
                     {named[0] || named[4], named[1] || named[6], false}};
}

std::string to_string(const EncoderDrop& drop) {
  const bool l = drop.has(TextEncoder::clip_l), g = drop.has(TextEncoder::clip_g);
  return to_comma_list(kEncoderDropIds, {l, g, drop.rows[2], !l && drop.rows[0], !l && drop.pooled[0],
                                         !g && drop.rows[1], !g && drop.pooled[1]});
}

EncodedText encode(const TextEncoders& encoders, TokenizedPrompt prompt) {
  EncodedText text;
  Stopwatch watch;
  text.clip_l = encode(encoders.clip_l, prompt.ids, prompt.eos());
  text.ms[0] = watch.lap_ms();
  text.clip_g = encode(encoders.clip_g, prompt.ids, prompt.eos());
  text.ms[1] = watch.lap_ms();
  text.t5 = encode(encoders.t5, prompt.ids);
  text.ms[2] = watch.lap_ms();
  text.prompt = std::move(prompt);
  return text;
}

TextFeatures join(const TextEncoders& encoders, const EncodedText& text, const EncoderDrop& drop) {
  TextFeatures joined = no_text(encoders, static_cast<int>(text.t5.rows()));
  const auto& gain = encoders.gain;
  const Eigen::Index l = encoders.clip_l.shape.width, g = encoders.clip_g.shape.width;
  if (!drop.rows[0]) joined.features.leftCols(l) = text.clip_l.tokens * gain[0];
  if (!drop.pooled[0]) joined.pooled.head(l) = text.clip_l.pooled * gain[3];
  if (!drop.rows[1]) joined.features.middleCols(l, g) = text.clip_g.tokens * gain[1];
  if (!drop.pooled[1]) joined.pooled.tail(g) = text.clip_g.pooled * gain[4];
  if (!drop.rows[2]) joined.features.rightCols(encoders.t5.shape.width) = text.t5 * gain[2];
  return joined;
}

TextFeatures no_text(const TextEncoders& encoders, int tokens) {
  const int pooled = encoders.clip_l.shape.width + encoders.clip_g.shape.width;
  return {MatrixRM::Zero(tokens, pooled + encoders.t5.shape.width), VectorF::Zero(pooled)};
}

}  // namespace lesson
