#pragma once
// Attention for the blocks: float, unchecked, into the caller's buffers, no allocation once the
// scratch has grown. The careful door with errors and stored weights is attention.h.

#include <functional>
#include <vector>

#include "core/attention/quadrants.h"
#include "core/shapes.h"
#include "core/tensor.h"

namespace lesson {

/// Sees the queries and keys that a block's attention is about to use (after norm and rotation).
/// Enough to recompute every weight later; valid during the call only. q [Q, H*D], k [K, H*D].
using AttentionTap = std::function<void(CRef q, CRef k)>;

/// Buffer of one tile of weights, reused across calls, and what the last call found.
struct AttendScratch {
  MatrixRM tile;
  std::vector<QuadrantMass> mass;  ///< per head, after attend_joint
};

/// softmax(q k^T / sqrt(D)) v for all heads: q, k, v [S, H*D] (may be columns of one qkv matrix),
/// out [S, H*D], must not overlap them. Text rows first; a fully cut row gives zeros.
void attend_joint(CRef q, CRef k, CRef v, int heads, int text_tokens, const QuadrantCut& cut, AttendScratch& scratch,
                  MRef out);

/// The same where queries and keys come from different places (or are one modality): no quadrants.
void attend_all(CRef q, CRef k, CRef v, int heads, AttendScratch& scratch, MRef out);

/// Text encoders: a bias is added to every score before the softmax (causal mask, T5's relative
/// positions, masked padding). bias [S, S] for all heads, or [H*S, S]; "never" is a value below -1e30.
/// scores = q k^T * scale + bias.
void attend_biased(CRef q, CRef k, CRef v, int heads, float scale, CRef bias, AttendScratch& scratch, MRef out);

}  // namespace lesson
