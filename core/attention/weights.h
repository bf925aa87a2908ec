#pragma once
// Weights alone, for pictures: no output, no checks, floats throughout, the kernel of attend.h. The doors of
// attention.h give outputs, and doubles where floats do not do.

#include "core/attention/quadrants.h"
#include "core/shapes.h"
#include "core/tensor.h"

namespace lesson {

/// softmax(q k^T / sqrt(D)) of one head: q [Q, D], k [K, D], K >= 1 -> [Q, K], each row sums to 1.
MatrixRM attention_weights(CRef q, CRef k);

/// The same where text rows come first in both and some quadrants are cut: those weights are 0, and so is a row of
/// which nothing is left. queries and keys say how q's and k's rows divide.
MatrixRM attention_weights(CRef q, CRef k, const JointShape& queries, const JointShape& keys, const QuadrantCut& cut);

}  // namespace lesson
