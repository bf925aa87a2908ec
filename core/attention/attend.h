#pragma once
// Attention for the blocks: float, unchecked, into the caller's buffers, nothing allocated once the scratch has grown.
// attention.h is the careful door: it checks, chooses the precision and stores weights, and runs this.
//
// One streaming kernel does everything from the scaled scores to the product with the values, a tile of queries at a
// time (core/simd/attend_kernel.h); memory grows with S. Weights are kept only where asked for, written once from the
// tile in which they were computed.

#include <cstdint>
#include <functional>
#include <vector>

#include "core/attention/quadrants.h"
#include "core/product.h"
#include "core/shapes.h"
#include "core/simd/workspace.h"
#include "core/tensor.h"

namespace lesson {

/// Sees the queries and keys that a block's attention is about to use (after norm and rotation).
/// Enough to recompute every weight later; valid during the call only. q [Q, H*D], k [K, H*D].
using AttentionTap = std::function<void(CRef q, CRef k)>;

/// Weights of all heads in one byte each, head h in rows [h*Q, (h+1)*Q): weight = byte * factor of its row, within
/// half a factor, which is 1/255 of the row's largest weight. A quarter of the floats' memory.
struct ByteWeights {
  std::vector<std::uint8_t> bytes;  ///< [H*Q, K]
  std::vector<float> factors;       ///< [H*Q]
  int keys = 0;                     ///< K

  float weight(int row, int key) const {
    return static_cast<float>(
               bytes[static_cast<std::size_t>(row) * static_cast<std::size_t>(keys) + static_cast<std::size_t>(key)]) *
           factors[static_cast<std::size_t>(row)];
  }
};

/// Buffers of an attention, reused across calls, and what the last call found.
struct AttendScratch {
  std::vector<QuadrantMass> mass;  ///< per head, after attend_joint
  simd::Workspace<float> keys, values, tile;
  simd::Workspace<double> exact_keys, exact_values, exact_tile;
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

/// All that the calls above differ in, and more: what attention.h and weights.h need.
struct Attending {
  int heads = 1;
  float scale = 0;                              ///< 0: 1 / sqrt(D)
  int text_queries = 0, text_keys = 0;          ///< first rows of q, and of k and v
  QuadrantCut cut;                              ///< of text and image queries and keys, before the softmax
  const BlockIn<float>* bias = nullptr;         ///< [Q, K] or [H*Q, K]
  std::function<bool(int head)> exact;          ///< heads to be computed in double and rounded once; none: no head
  MatrixRM* weights = nullptr;                  ///< gets [H*Q, K]
  ByteWeights* byte_weights = nullptr;          ///< gets the same in bytes
  std::function<void(int, int, CRef)> on_rows;  ///< sees finished rows of weights: head, first row, [rows, K]
};

/// v and out may have no columns: then only weights (and mass) are computed.
void attend(CRef q, CRef k, CRef v, const Attending& what, AttendScratch& scratch, MRef out);

}  // namespace lesson
