#pragma once
// The text encoders: what they put out and how many weights they hold.
//
// Every total follows from the architecture; nothing is stored as a number that could be derived.

#include <cstdint>
#include <span>
#include <string_view>

namespace lesson::catalogue {

enum class EncoderId {
  clip_l,       ///< OpenAI CLIP ViT-L/14, text tower
  clip_g,       ///< OpenCLIP ViT-bigG/14, text tower
  clip_h,       ///< OpenCLIP ViT-H/14, text tower: no model here uses it; the lesson's "354M" is this one
  t5_xxl,       ///< T5-v1.1-XXL, encoder half
  tiny_clip_l,  ///< the tiny SD3's own, in the same three roles
  tiny_clip_g,
  tiny_t5
};

enum class EncoderKind {
  clip,  ///< causal transformer with a position table and a pooled state
  t5     ///< bidirectional transformer with relative positions and no pooled state
};

struct EncoderSpec {
  EncoderId id;
  const char* key;   ///< stable word in JSON: "clip_l", "clip_g", "t5"
  const char* name;  ///< what the learner reads
  EncoderKind kind;
  int layers;
  int width;  ///< columns of the per-token output
  int heads;
  int mlp;  ///< hidden width of the MLP (T5: gated, three matrices)
  int vocabulary;
  int context;              ///< rows of the position table; 0: no table, any length
  int projection;           ///< width of the learned projection of the pooled state; 0: none
  int pooled;               ///< size of the pooled vector; 0: none
  const char* tokens_from;  ///< which layer the per-token output is
  const char* pooled_from;  ///< where the pooled vector comes from
  const char* trained_on;
  const char* source;
};

std::span<const EncoderSpec> encoders();
const EncoderSpec& encoder(EncoderId id);

/// Weights of the encoder, biases and norms included; `with_projection` adds CLIP's pooled projection.
///   CLIP: V d + C d + N (4 d^2 + 2 d m + 9 d + m) + 2 d   (+ d * projection)
///   T5:   V d + N (4 d^2 + 3 d m + 2 d) + d + 32 H        (no biases; 32 relative-position buckets)
std::int64_t encoder_parameters(const EncoderSpec& spec, bool with_projection);

/// The whole T5 (encoder, decoder with cross-attention, untied output matrix): what "T5-XXL, 11B"
/// means, and what SD3 and FLUX do not load. Precondition: kind == t5.
std::int64_t t5_encoder_decoder_parameters(const EncoderSpec& spec);

}  // namespace lesson::catalogue
