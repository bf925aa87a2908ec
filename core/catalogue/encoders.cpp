#include "core/catalogue/encoders.h"

#include "core/catalogue/count.h"

namespace lesson::catalogue {

namespace {

constexpr int kRelativeBuckets = 32;  // T5: buckets of relative position, shared by all layers
constexpr int kTinyWords = 159;  // tools/train/tinysd3/tokenizer.py; CLIP adds four marks, T5 three and eight sentinels

// clang-format off: numbers on one line, words on their own.
constexpr EncoderSpec kEncoders[] = {
    {EncoderId::clip_l, "clip_l", "CLIP ViT-L/14", EncoderKind::clip,
     12, 768, 12, 3072, 49408, 77, 768, 768,
     "next-to-last layer, without the final norm (SD v1.5: last layer with it)",
     "the end-of-text token, after the final norm",
     "image-text pairs, contrastive",
     "Stability-AI/sd3.5: sd3_infer.py CLIPL_CONFIG; mlfoundations/open_clip: docs/model_profile.csv (123.65M)"},
    {EncoderId::clip_g, "clip_g", "OpenCLIP ViT-bigG/14", EncoderKind::clip,
     32, 1280, 20, 5120, 49408, 77, 1280, 1280,
     "next-to-last layer, without the final norm",
     "the end-of-text token, after the final norm and a learned 1280 × 1280 projection",
     "LAION-2B image-text pairs, contrastive",
     "Stability-AI/sd3.5: sd3_infer.py CLIPG_CONFIG; mlfoundations/open_clip: docs/model_profile.csv (694.66M)"},
    {EncoderId::clip_h, "clip_h", "OpenCLIP ViT-H/14", EncoderKind::clip,
     24, 1024, 16, 4096, 49408, 77, 1024, 1024,
     "next-to-last layer",
     "the end-of-text token, projected",
     "LAION-2B image-text pairs, contrastive",
     "mlfoundations/open_clip: docs/model_profile.csv (354.03M)"},
    {EncoderId::t5_xxl, "t5", "T5-v1.1-XXL encoder", EncoderKind::t5,
     24, 4096, 64, 10240, 32128, 0, 0, 0,
     "last layer, with the final norm",
     "none: T5 has no pooled output",
     "text only (C4), span corruption",
     "Stability-AI/sd3.5: sd3_infer.py T5_CONFIG; Esser et al. 2024, section 5.3.3 (4.7B)"},
    {EncoderId::tiny_clip_l, "clip_l", "tiny CLIP-L", EncoderKind::clip,
     2, 64, 2, 256, kTinyWords + 4, 33, 64, 64,
     "next-to-last layer, without the final norm",
     "the end-of-text token, after the final norm and a learned 64 × 64 projection",
     "captions and pictures of this course's small world, contrastive",
     "this repository: tools/train/tinysd3/readers.py"},
    {EncoderId::tiny_clip_g, "clip_g", "tiny bigG", EncoderKind::clip,
     3, 96, 3, 384, kTinyWords + 4, 33, 96, 96,
     "next-to-last layer, without the final norm",
     "the end-of-text token, after the final norm and a learned 96 × 96 projection",
     "captions and pictures of this course's small world, contrastive",
     "this repository: tools/train/tinysd3/readers.py"},
    {EncoderId::tiny_t5, "t5", "tiny T5 encoder", EncoderKind::t5,
     3, 160, 5, 320, kTinyWords + 11, 0, 0, 0,
     "last layer, with the final norm",
     "none: T5 has no pooled output",
     "captions of this course's small world alone, span corruption",
     "this repository: tools/train/tinysd3/readers.py, train_t5.py"},
};
// clang-format on

Count clip_parameters(const EncoderSpec& spec, bool with_projection) {
  const Count d = spec.width;
  const Count m = spec.mlp;
  const Count block = 4 * d * d + 4 * d    // q, k, v, out
                      + 2 * d * m + m + d  // MLP
                      + 4 * d;             // two LayerNorms
  Count total =
      Count(spec.vocabulary) * d + Count(spec.context) * d + Count(spec.layers) * block + 2 * d;  // final LayerNorm
  if (with_projection) total += d * spec.projection;
  return total;
}

// One attention of T5 has four matrices d x (H * 64 = d), one feed-forward three of d x m.
Count t5_stack(const EncoderSpec& spec, int attentions) {
  const Count d = spec.width;
  const Count block = Count(attentions) * (4 * d * d + d) + 3 * d * spec.mlp + d;  // + RMS norms
  return Count(spec.layers) * block + d + Count(kRelativeBuckets) * spec.heads;
}

}  // namespace

std::span<const EncoderSpec> encoders() { return kEncoders; }

const EncoderSpec& encoder(EncoderId id) {
  for (const EncoderSpec& spec : kEncoders) {
    if (spec.id == id) return spec;
  }
  return kEncoders[0];  // unreachable: every id has its row (tested)
}

std::int64_t encoder_parameters(const EncoderSpec& spec, bool with_projection) {
  if (spec.kind == EncoderKind::clip) return clip_parameters(spec, with_projection).get();
  return (Count(spec.vocabulary) * spec.width + t5_stack(spec, 1)).get();
}

std::int64_t t5_encoder_decoder_parameters(const EncoderSpec& spec) {
  const Count embedding = Count(spec.vocabulary) * spec.width;
  return (2 * embedding + t5_stack(spec, 1) + t5_stack(spec, 2)).get();
}

}  // namespace lesson::catalogue
