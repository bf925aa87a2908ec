#pragma once
// Rotary position embedding over several axes, as FLUX does it: head dimension D = 128 is split into
// 16 + 56 + 56 numbers, one part per axis (0, row, col), and every pair (2i, 2i+1) of a part turns by
// angle position / theta^(2i / part). Image token (0, row, col), text token (0, 0, 0).
// Source: black-forest-labs/flux, src/flux/math.py (rope, apply_rope), sampling.py (ids).

#include <vector>

#include "core/tensor.h"

namespace lesson {

/// Cosines and sines per token: built once, applied to q and k of every block.
struct RopeTable {
  MatrixRM cos;  ///< [S, D/2]
  MatrixRM sin;  ///< [S, D/2]

  int tokens() const { return static_cast<int>(cos.rows()); }
  int head_dim() const { return static_cast<int>(2 * cos.cols()); }
};

/// positions: [S, A], one column per axis; axis_dims: A even numbers that add up to D.
/// Angles are computed in double. theta is FLUX's 10,000 unless said otherwise.
RopeTable make_rope_table(CRef positions, const std::vector<int>& axis_dims, double theta = 10000.0);

/// FLUX ids for text tokens followed by a grid of image tokens, row-major: [T + rows*cols, 3].
MatrixRM flux_positions(int text_tokens, int rows, int cols);

/// Turns every head of x [S, H*D] in place. x must have table.tokens() rows and H*D columns.
void apply_rope(MRef x, int heads, const RopeTable& table);

}  // namespace lesson
