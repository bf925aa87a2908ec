#pragma once
// The models: what was published about each, as data. One row a model in models.cpp; every other
// number of the catalogue is computed from a row by the functions of the neighbouring headers.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/catalogue/autoencoders.h"
#include "core/catalogue/encoders.h"
#include "core/catalogue/unet.h"
#include "core/result.h"

namespace lesson::catalogue {

enum class ModelId {
  lesson_333,
  lesson_1101,
  sd15,
  sdxl,
  dit_s,
  dit_b,
  dit_l,
  dit_xl,
  sd3_medium,
  sd35_medium,
  sd35_large,
  flux_dev,
  flux_schnell,
  tiny_sd3,
  custom
};
inline constexpr int kModelIds = 15;

enum class Family {
  unet,   ///< convolutions, self- and cross-attention; text is never updated
  dit,    ///< transformer on patches, conditioned on a class label; no text
  mmdit,  ///< dual-stream transformer: separate weights, joint attention
  flux    ///< dual-stream blocks first, then single-stream blocks
};

/// How the encoders' outputs become the rows that the denoiser reads.
enum class TextJoin {
  none,           ///< no text (DiT)
  single,         ///< one encoder's rows as they are (SD v1.5)
  channels,       ///< joined on channels (SDXL)
  sequence,       ///< CLIPs on channels, zero-padded, T5 appended on the sequence, Linear (SD3)
  t5_only,        ///< T5's rows, Linear (FLUX)
  each_projected  ///< as the lesson draws it: one Linear each, then "combined"
};

/// Inclusive, in steps from min; `initial` is what a calculator starts with.
struct Bounds {
  int min = 0, max = 0, step = 1, initial = 0;
};

struct EncoderUse {
  EncoderId id = EncoderId::clip_l;
  bool tokens = false;      ///< its per-token rows enter the sequence
  bool pooled = false;      ///< its pooled vector enters the conditioning
  bool projection = false;  ///< the pooled projection's weights are loaded
  std::int64_t stated = 0;  ///< the lesson's rounded number instead of a count; 0: count it
};

/// Every published transformer of the catalogue.
inline constexpr int kMlpRatio = 4;

struct ModelSpec {
  ModelId id = ModelId::custom;
  const char* key = "";    ///< stable word: CLI, links, JSON
  const char* title = "";  ///< what the learner reads
  Family family = Family::mmdit;

  int d = 0;                      ///< model width, heads * head_dim (U-Net: 0, differs by level)
  int heads = 0;                  ///< H (U-Net: 0)
  int head_dim = 0;               ///< D (U-Net: 0)
  int mlp_ratio = kMlpRatio;      ///< hidden width of a block's MLP in d
  int blocks = 0;                 ///< dual-stream (or DiT) blocks; U-Net: 0, counted from its levels
  int single_blocks = 0;          ///< FLUX single-stream blocks
  int dual_attention_blocks = 0;  ///< first blocks with a second, image-only attention (MMDiT-X)
  bool qk_norm = false;
  bool guidance_embedding = false;  ///< guidance is an input (FLUX.1-dev)
  int patch = 0;                    ///< p; 0: no patches (U-Net)
  int position_table = 0;           ///< stored sin-cos table, patches per side; 0: computed or none
  const char* position = "";
  UnetSpec unet = {};  ///< family unet only

  AutoencoderId vae = AutoencoderId::sd3;
  std::array<EncoderUse, 3> encoder_uses = {};
  int encoder_count = 0;
  TextJoin join = TextJoin::none;

  Bounds image_px = {};         ///< side of the square image
  Bounds text_tokens = {};      ///< T, rows of text the denoiser sees
  const char* size_limit = "";  ///< what the maximum image size comes from
  const char* text_limit = "";  ///< what the text bounds come from

  int steps = 0;            ///< sampling steps by default; 0: none published
  double guidance = 0;      ///< default guidance
  int passes_per_step = 1;  ///< 2 with classifier-free guidance

  bool as_taught = false;              ///< the lesson's simplified numbers, not a published model
  std::int64_t stated_parameters = 0;  ///< the lesson's "~2B"; 0: count
  const char* published = "";          ///< total as the publication rounds it
  const char* note = "";
  const char* source = "";       ///< network: widths, blocks, norms, positions
  const char* text_source = "";  ///< encoders, token lengths, how they are joined
  const char* steps_source = "";

  std::span<const EncoderUse> encoders_used() const {
    return {encoder_uses.data(), static_cast<std::size_t>(encoder_count)};
  }
  int total_blocks() const { return family == Family::unet ? unet_transformer_blocks(unet) : blocks + single_blocks; }
};

/// Published models, the lesson's toys and the tiny SD3; custom is not among them.
std::span<const ModelSpec> models();

/// The row with that key, or an Error that lists the keys.
Result<ModelSpec> find_model(std::string_view key);

/// A model with its two free numbers, checked: what every function of the catalogue takes.
struct Setting {
  ModelSpec model;
  AutoencoderSpec vae;
  int image_px = 0;     ///< side of the square image
  int text_tokens = 0;  ///< T
};

/// Checks size and text length against the model's bounds; absent values take the initial ones.
/// The Error names the valid values and, for a size between two steps, the nearest ones.
Result<Setting> make_setting(const ModelSpec& model, std::optional<int> image_px = {},
                             std::optional<int> text_tokens = {});
Result<Setting> make_setting(std::string_view model_key, std::optional<int> image_px = {},
                             std::optional<int> text_tokens = {});

}  // namespace lesson::catalogue
