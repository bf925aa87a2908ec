#include "core/text/sd3_text.h"

#include <algorithm>

#include "core/stopwatch.h"

namespace lesson {

ReaderIds reader_ids(const TokenizedPrompt& prompt) {
  const auto first_t5 = prompt.ids.begin() + prompt.clip_rows;
  ReaderIds ids{{prompt.ids.begin(), first_t5}, {prompt.ids.begin(), first_t5}, {first_t5, prompt.ids.end()}};
  std::fill(ids.clip_g.begin() + prompt.eos() + 1, ids.clip_g.end(), Sd3Tokenizer::kClipPad);
  return ids;
}

EncodedText encode(const Sd3Readers& readers, TokenizedPrompt prompt) {
  const auto [l, g, t5] = reader_ids(prompt);
  EncodedText text;
  Stopwatch watch;
  text.clip_l = encode(readers.clip_l, l, prompt.eos());
  text.ms[0] = watch.lap_ms();
  text.clip_g = encode(readers.clip_g, g, prompt.eos());
  text.ms[1] = watch.lap_ms();
  text.t5 = encode(readers.t5, t5);
  text.ms[2] = watch.lap_ms();
  text.prompt = std::move(prompt);
  return text;
}

TextFeatures join(const EncodedText& text, const EncoderDrop& drop) {
  const Eigen::Index l = text.clip_l.tokens.cols(), g = text.clip_g.tokens.cols();
  const Eigen::Index rows = text.clip_l.tokens.rows(), p = text.clip_l.pooled.size();
  TextFeatures joined{MatrixRM::Zero(rows + text.t5.rows(), text.t5.cols()),
                      VectorF::Zero(p + text.clip_g.pooled.size())};
  if (!drop.rows[0]) joined.features.topLeftCorner(rows, l) = text.clip_l.tokens;
  if (!drop.pooled[0]) joined.pooled.head(p) = text.clip_l.pooled;
  if (!drop.rows[1]) joined.features.block(0, l, rows, g) = text.clip_g.tokens;
  if (!drop.pooled[1]) joined.pooled.tail(text.clip_g.pooled.size()) = text.clip_g.pooled;
  if (!drop.rows[2]) joined.features.bottomRows(text.t5.rows()) = text.t5;
  return joined;
}

}  // namespace lesson
