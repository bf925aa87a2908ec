#pragma once
// The three text encoders by name, what they say about a prompt and what the denoiser is told of it.

#include <array>
#include <string>
#include <string_view>

#include "core/text/clip_text_model.h"
#include "core/text/tokenizer.h"

namespace lesson {

inline constexpr int kTextEncoders = 3;
enum class TextEncoder { clip_l, clip_g, t5 };

/// Identifiers as in options, links and files, indexed by TextEncoder.
inline constexpr std::array<const char*, kTextEncoders> kTextEncoderIds = {"clip_l", "clip_g", "t5"};

/// What of the text encoders is switched off: the rows of each, and each CLIP's pooled vector (T5 has none). Training
/// drops each encoder with all it says 46.4 % of the time, so any subset of whole encoders works.
struct EncoderDrop {
  std::array<bool, kTextEncoders> rows = {false, false, false}, pooled = {false, false, false};  ///< pooled[t5]: false

  bool drops_rows(TextEncoder encoder) const { return rows[static_cast<std::size_t>(encoder)]; }
  bool drops_pooled(TextEncoder encoder) const { return pooled[static_cast<std::size_t>(encoder)]; }
  /// The whole encoder.
  bool has(TextEncoder encoder) const {
    return drops_rows(encoder) && (encoder == TextEncoder::t5 || drops_pooled(encoder));
  }
  void set(TextEncoder encoder, bool on = true) {
    rows[static_cast<std::size_t>(encoder)] = on;
    pooled[static_cast<std::size_t>(encoder)] = on && encoder != TextEncoder::t5;
  }
  /// True where training met this: rows and pooled vector of an encoder come and go together.
  bool occurs_in_training() const { return rows[0] == pooled[0] && rows[1] == pooled[1]; }
  bool any() const { return rows[0] || rows[1] || rows[2] || pooled[0] || pooled[1]; }
  bool operator==(const EncoderDrop&) const = default;
};

/// Identifiers of drops: whole encoders, then halves of them.
inline constexpr std::array<const char*, 7> kEncoderDropIds = {
    "clip_l", "clip_g", "t5", "clip_l_rows", "clip_l_pooled", "clip_g_rows", "clip_g_pooled"};

/// Reads "clip_l,t5" or "clip_g_pooled" (spaces allowed, empty = none). Error names the unknown word and lists all.
Result<EncoderDrop> parse_encoder_drop(std::string_view comma_list);
std::string to_string(const EncoderDrop& drop);

/// What the encoders say about a prompt, before drops.
struct EncodedText {
  TokenizedPrompt prompt;
  ClipOut clip_l, clip_g;
  MatrixRM t5;                                       ///< [rows, w]
  std::array<double, kTextEncoders> ms = {0, 0, 0};  ///< time of each encoder
};

/// What the denoiser reads.
struct TextFeatures {
  MatrixRM features;  ///< [T, w_t5]; what is dropped is zeros
  VectorF pooled;     ///< [w_l + w_g]
};

}  // namespace lesson
