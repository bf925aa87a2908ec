#pragma once
// From the encoders to the rows the denoiser reads, step by step: what is concatenated along which
// axis, what is padded with zeros, what is projected; and the pooled vector's own way.

#include <string>
#include <vector>

#include "core/catalogue/models.h"
#include "core/catalogue/shape.h"

namespace lesson::catalogue {

enum class TextOp {
  encode,  ///< prompt -> rows of one encoder
  concat_channels,
  pad_channels,  ///< zeros appended on the channels
  concat_rows,   ///< one below the other, along the sequence
  linear,        ///< one Linear with bias
  combine,       ///< the lesson's word for an unnamed sum
  pool,          ///< prompt -> pooled vector of one encoder
  concat_pooled,
  mlp  ///< pooled vector -> d, SiLU between two Linears
};
const char* to_string(TextOp op);  ///< stable word, e.g. "concat-channels"

/// "channels" (columns), "sequence" (rows) or "" where nothing is joined.
const char* axis_of(TextOp op);

struct TextStep {
  TextOp op = TextOp::encode;
  std::string title;  ///< what the learner reads
  std::vector<NamedShape> inputs;
  NamedShape output;
  std::int64_t zero_columns = 0;  ///< of the output's columns, zeros (pad_channels)
  std::string note;               ///< one sentence, may be empty
};

struct TextPath {
  std::vector<TextStep> sequence;  ///< ends with the rows the denoiser reads; empty for DiT
  std::vector<TextStep> pooled;    ///< ends with the vector added to the conditioning; may be empty
};
TextPath text_path(const Setting& setting);

/// Columns of the text rows before the denoiser's own Linear (U-Net: what cross-attention reads;
/// the lesson's toys, which project each encoder on its own: d).
std::int64_t context_width(const Setting& setting);
/// Size of the joined pooled vector; 0: none is used.
std::int64_t pooled_width(const Setting& setting);

/// [T, context_width], empty without text.
Shape text_sequence_shape(const Setting& setting);
/// [pooled_width], empty where no pooled vector is used.
Shape pooled_shape(const Setting& setting);

}  // namespace lesson::catalogue
