#pragma once
// Attention as the lesson's models use it: softmax(q k^T / sqrt(D)) v, per head.
//
//   self       every token reads every token                      (DiT)
//   cross      image rows read text rows, text never answers      (U-Net, SD v1.5)
//   decoupled  two softmaxes over two sources, added              (IP-Adapter)
//   joint      text and image rows share one softmax              (MMDiT, SD3)
//
// Heads lie side by side on the columns: q [S, H*D] holds head h in columns [h*D, (h+1)*D).
// Inputs are borrowed for the call. Nothing throws; a misfit of shapes, a head count that does not
// divide the width, or a number that is not finite comes back as an Error that names the tensor.

#include <functional>
#include <vector>

#include "core/attention/head_norm.h"
#include "core/attention/quadrants.h"
#include "core/attention/rope.h"
#include "core/result.h"
#include "core/shapes.h"
#include "core/tensor.h"

namespace lesson {

/// How scores are accumulated. Rounding q.k to float costs about |logit| * 1e-7 of relative weight.
enum class Precision {
  automatic,  ///< per head: float where logits and values are small enough, else exact
  fast,       ///< float throughout
  exact       ///< double throughout, rounded once at the end
};

/// Receives finished rows of one head: weights [rows, K] for queries [first_row, first_row + rows).
/// The matrix is only valid during the call. Rows arrive in order, head by head.
using WeightRows = std::function<void(int head, int first_row, CRef weights)>;

struct AttentionOptions {
  int heads = 1;             ///< H >= 1, divides the width of q
  bool keep_weights = true;  ///< false: stream; memory grows with S, not S^2
  Precision precision = Precision::automatic;
  const QkNorm* qk_norm = nullptr;  ///< applied to q and k first, where given
  const RopeTable* rope = nullptr;  ///< applied after the norm (self and joint only)
  WeightRows on_rows;               ///< optional: see every weight without keeping any
};

struct AttentionOut {
  MatrixRM out;      ///< [Q, H*D]
  MatrixRM weights;  ///< [H*Q, K], head h in rows [h*Q, (h+1)*Q); empty unless kept
  int heads = 1;     ///< H

  bool has_weights() const { return weights.size() > 0; }
  /// Weights of one head, [Q, K]; each row sums to 1, or is all 0 when every key was cut.
  Eigen::Block<const MatrixRM> head(int h) const {
    return weights.block(h * out.rows(), 0, out.rows(), weights.cols());
  }
};

/// q, k, v: [S, H*D]. Reference: einsum 'shd,thd->hst', softmax over t, einsum 'hst,thd->shd'.
Result<AttentionOut> self_attention(CRef q, CRef k, CRef v, const AttentionOptions& options = {});

/// q: [I, H*D] from the image; k, v: [T, H*D] from the text.
Result<AttentionOut> cross_attention(CRef q, CRef k, CRef v, const AttentionOptions& options = {});

struct DecoupledAttentionOut {
  MatrixRM out;          ///< [I, H*D] = text.out + adapter_scale * adapter.out
  AttentionOut text;     ///< softmax over the T text keys
  AttentionOut adapter;  ///< softmax over the reference-image keys
};

/// IP-Adapter: one query, two separate softmaxes, a weighted sum (tencent-ailab/IP-Adapter,
/// attention_processor.py). Keys of the two kinds never compete for mass, unlike joint attention.
Result<DecoupledAttentionOut> decoupled_cross_attention(CRef q, CRef k_text, CRef v_text, CRef k_adapter,
                                                        CRef v_adapter, float adapter_scale,
                                                        const AttentionOptions& options = {});

struct JointAttentionOptions : AttentionOptions {
  int text_tokens = 0;  ///< T, 0 <= T <= S; rows [0, T) are text
  QuadrantCut cut;      ///< taken out before the softmax; the rest of a row still sums to 1
};

struct JointAttentionOut : AttentionOut {
  std::vector<QuadrantMass> mass;  ///< H entries
  JointShape shape;

  auto text_out() const { return out.topRows(shape.text_tokens); }       ///< [T, H*D]
  auto image_out() const { return out.bottomRows(shape.image_tokens); }  ///< [I, H*D]
};

/// q, k, v: [S, H*D], text rows first. A row whose keys are all cut gives zeros.
Result<JointAttentionOut> joint_attention(CRef q, CRef k, CRef v, const JointAttentionOptions& options = {});

}  // namespace lesson
