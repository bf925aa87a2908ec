#pragma once
// The three encoders together, combined as the tiny SD3 combines them: one 77-token sequence, channels side by
// side. (SD3 as published zero-pads the CLIPs to T5's width and appends T5's tokens on the sequence: 154 tokens.)

#include <array>
#include <string>
#include <string_view>

#include "core/text/clip_encoder.h"
#include "core/text/t5_encoder.h"
#include "core/text/tokenizer.h"

namespace lesson {

inline constexpr int kTextEncoders = 3;
enum class TextEncoder { clip_l, clip_g, t5 };

/// Identifiers as in options, links and files, indexed by TextEncoder.
inline constexpr std::array<const char*, kTextEncoders> kTextEncoderIds = {"clip_l", "clip_g", "t5"};

/// Which encoders are switched off. Each was dropped 46.3 % of the time in training, so any subset works.
struct EncoderDrop {
  std::array<bool, kTextEncoders> dropped = {false, false, false};

  bool has(TextEncoder encoder) const { return dropped[static_cast<std::size_t>(encoder)]; }
  void set(TextEncoder encoder, bool on = true) { dropped[static_cast<std::size_t>(encoder)] = on; }
  bool operator==(const EncoderDrop&) const = default;
};

/// Reads "clip_l,t5" (spaces allowed, empty = none). Error names the unknown word and lists the three.
Result<EncoderDrop> parse_encoder_drop(std::string_view comma_list);
std::string to_string(const EncoderDrop& drop);

struct TextEncoders {
  ClipEncoder clip_l, clip_g;
  T5Encoder t5;
  std::array<float, 5> gain = {1, 1, 1, 1, 1};  ///< clip_l tokens, clip_g tokens, t5, pooled l, pooled g
};

/// What the encoders say about a prompt, before gains and drops.
struct EncodedText {
  TokenizedPrompt prompt;
  ClipOut clip_l, clip_g;
  MatrixRM t5;                                       ///< [T, w]
  std::array<double, kTextEncoders> ms = {0, 0, 0};  ///< time of each encoder
};
EncodedText encode(const TextEncoders& encoders, TokenizedPrompt prompt);

/// What the denoiser reads.
struct TextFeatures {
  MatrixRM features;  ///< [T, w_l + w_g + w_t5]; a dropped encoder's channels are zeros
  VectorF pooled;     ///< [w_l + w_g]
};
TextFeatures join(const TextEncoders& encoders, const EncodedText& text, const EncoderDrop& drop = {});

/// All three dropped: what guidance calls unconditional.
TextFeatures no_text(const TextEncoders& encoders, int tokens);

}  // namespace lesson
