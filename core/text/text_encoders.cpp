#include "core/text/text_encoders.h"

#include "core/comma_list.h"

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

}  // namespace lesson
