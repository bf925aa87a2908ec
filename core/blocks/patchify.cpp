#include "core/blocks/patchify.h"

#include <cassert>

namespace lesson {

namespace {

/// Calls f(channel, pixel, token, column) for every number of the latent.
template <class F>
void for_each_number(const LatentShape& shape, int patch, PatchOrder order, F f) {
  const int grid_width = shape.width / patch;
  for (int c = 0; c < shape.channels; ++c) {
    for (int y = 0; y < shape.height; ++y) {
      for (int x = 0; x < shape.width; ++x) {
        const int token = y / patch * grid_width + x / patch;
        const int row = y % patch, col = x % patch;
        const int column = order == PatchOrder::channel_row_col ? (c * patch + row) * patch + col
                                                                : (row * patch + col) * shape.channels + c;
        f(c, y * shape.width + x, token, column);
      }
    }
  }
}

}  // namespace

MatrixRM patchify(CRef latent, const LatentShape& shape, int patch, PatchOrder order) {
  assert(latent.rows() == shape.channels && latent.cols() == shape.pixels());
  assert(shape.height % patch == 0 && shape.width % patch == 0);
  MatrixRM tokens(shape.pixels() / (patch * patch), patch * patch * shape.channels);
  for_each_number(shape, patch, order,
                  [&](int c, int pixel, int token, int column) { tokens(token, column) = latent(c, pixel); });
  return tokens;
}

MatrixRM unpatchify(CRef tokens, const LatentShape& shape, int patch, PatchOrder order) {
  assert(tokens.size() == Eigen::Index{shape.channels} * shape.pixels());
  MatrixRM latent(shape.channels, shape.pixels());
  for_each_number(shape, patch, order,
                  [&](int c, int pixel, int token, int column) { latent(c, pixel) = tokens(token, column); });
  return latent;
}

}  // namespace lesson
