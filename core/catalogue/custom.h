#pragma once
// A model of the learner's own numbers, built after SD3's or FLUX's recipe.

#include <string_view>

#include "core/catalogue/models.h"

namespace lesson::catalogue {

enum class Recipe {
  sd3,  ///< three encoders, dual-stream blocks, the last one drops its text
  flux  ///< T5 rows and CLIP-L's pooled vector, dual-stream, then single-stream blocks
};

/// Defaults are SD3 Medium's.
struct CustomNumbers {
  Recipe recipe = Recipe::sd3;
  int image_px = 1024;
  int vae_factor = 8;
  int latent_channels = 16;
  int patch = 2;
  int text_tokens = 333;  ///< T; after SD3's recipe 77 of them are CLIP's
  int heads = 24;
  int head_dim = 64;
  int blocks = 24;
  int single_blocks = 0;  ///< FLUX recipe only
  bool qk_norm = false;
};

/// One free number of CustomNumbers with its bounds, for controls and messages.
struct CustomField {
  const char* key;  ///< "image-px"
  const char* label;
  const char* help;
  int CustomNumbers::* value;
  Bounds bounds;
};
std::span<const CustomField> custom_fields();

/// At most this many joint tokens: beyond it the counts stop meaning anything and near 2^63.
inline constexpr std::int64_t kMaxCustomTokens = 1 << 19;

/// Checks every number and their fit: the VAE factor is a power of two, the image size a multiple of
/// patch * factor, T above 77 after SD3's recipe. The Error names the field, its range and the way out.
Result<Setting> make_custom(const CustomNumbers& numbers);

}  // namespace lesson::catalogue
