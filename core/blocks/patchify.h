#pragma once
// Latent <-> tokens. A latent [C, h, w] is kept as a matrix [C, h*w]: one row per channel.
// Tokens run row by row over the grid of p x p patches; a token holds p*p*C numbers.

#include "core/tensor.h"

namespace lesson {

/// Size of a latent: I = (h/p) * (w/p) tokens of p*p*C numbers.
struct LatentShape {
  int channels = 0;  ///< C
  int height = 0;    ///< h, divisible by p
  int width = 0;     ///< w, divisible by p

  int pixels() const { return height * width; }
};

/// Order of the numbers inside a token.
enum class PatchOrder {
  channel_row_col,  ///< patchify of DiT, SD3 (their convolution's order) and FLUX; unpatchify of FLUX, the tiny SD3
  row_col_channel   ///< unpatchify of DiT and SD3 ("nhwpqc->nchpwq")
};

/// latent [C, h*w] -> [I, p*p*C].
MatrixRM patchify(CRef latent, const LatentShape& shape, int patch, PatchOrder order = PatchOrder::channel_row_col);

/// [I, p*p*C] -> [C, h*w]; undoes patchify of the same order.
MatrixRM unpatchify(CRef tokens, const LatentShape& shape, int patch, PatchOrder order = PatchOrder::channel_row_col);

}  // namespace lesson
