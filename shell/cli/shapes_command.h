#pragma once
// `lesson-cli shapes`: every shape and count of one model at one size, from core/catalogue.
//
// JSON keys, null where a model has no such thing:
//   model                 its name
//   image_px              side of the square image
//   latent                [C, h, w]
//   patch                 p; null for a U-Net
//   image_tokens          I; U-Net: latent pixels of the finest level with attention
//   text_tokens           T, rows of text the denoiser sees; 0 for DiT
//   joint_tokens          S = T + I; null for a U-Net, whose text and image rows never stand in one sequence
//   d_model, heads, head_dim   null for a U-Net, where they differ by level
//   blocks                transformer blocks of all kinds
//   params                {transformer, text_encoders {name: n}, vae, total}; "transformer" is the denoiser,
//                         U-Nets included; the lesson's toys give the lesson's own rounded numbers
//   encoders              [{name, tokens [rows, columns], pooled [n], params}]; [] for DiT
//   text_sequence         [T, columns] before the denoiser's own Linear; null for DiT
//   pooled                [n], the joined pooled text vector; null where none is used
//   attention_entries_per_head   weights of one head in one block: S * S; U-Net: I * I + I * T
//   adaln_per_block       modulation vectors of the first block; 0 for a U-Net (later blocks: core/catalogue/adaln.h)
//   flops_per_forward     one forward of the denoiser for one image; a multiply and an add count 2
//   differences           [{number, id, topic, lesson, published, why, source}], [] where none concerns the model

#include <optional>
#include <ostream>
#include <string>

#include "core/catalogue/models.h"
#include "core/io/json.h"

namespace lesson::cli {

struct ShapesOptions {
  std::string model;               ///< key of the catalogue, e.g. "sd3-medium"
  std::optional<int> size;         ///< pixels; the model's own default where absent
  std::optional<int> text_tokens;  ///< T; the model's own default where absent
  bool json = false;
};

Json shapes_json(const catalogue::Setting& setting);

/// The same in words: one line a number, then the 13 steps.
std::string shapes_text(const catalogue::Setting& setting);

/// Exit code 0, or 2 with a sentence on `err` that names the valid values.
int run_shapes(const ShapesOptions& options, std::ostream& out, std::ostream& err);

}  // namespace lesson::cli
