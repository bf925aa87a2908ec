#pragma once
// Weights alone, for pictures: no output, no checks, floats throughout. The doors of attention.h give outputs, and
// doubles where floats do not do.

#include "core/tensor.h"

namespace lesson {

/// softmax(q k^T / sqrt(D)) of one head: q [Q, D], k [K, D], K >= 1 -> [Q, K], each row sums to 1.
MatrixRM attention_weights(CRef q, CRef k);

}  // namespace lesson
