#pragma once
// QK-norm: RMS normalisation of every head's query and key before the scores (SD3.5, FLUX).
// It bounds the logits by D * max|w_q| * max|w_k| / sqrt(D), whatever the projections grow to.
// Source: Stability-AI/sd3.5 mmditx.py RMSNorm (eps 1e-6); black-forest-labs/flux QKNorm.

#include "core/tensor.h"

namespace lesson {

/// Learned scales of a stream's QK-norm.
struct QkNorm {
  VectorF q;          ///< [D]
  VectorF k;          ///< [D]
  float eps = 1e-6f;  ///< added to the mean square
};

/// Every head of every row: x <- x / sqrt(mean(x^2) + eps) * weight. x [S, H*D], weight [D].
void rms_norm_heads(MRef x, int heads, CVec weight, float eps = 1e-6f);

}  // namespace lesson
