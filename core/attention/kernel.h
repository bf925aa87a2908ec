#pragma once
// The inner kernels of attention: one head, one tile of query rows of one modality.
// Internal to core; the doors are attention.h and the blocks.
//
// Keys come as two spans, text then image, because a cut takes whole spans away and quadrant mass is
// the sum of a row's weights within a span. Plain attention is one span. Nothing here allocates when
// the caller's buffers are large enough.

#include <Eigen/Core>
#include <algorithm>
#include <limits>

#include "core/attention/softmax.h"
#include "core/product.h"

namespace lesson::kernel {

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class Scalar>
using In = BlockIn<Scalar>;
template <class Scalar>
using Out = BlockOut<Scalar>;

inline constexpr int kRowTile = 64;   ///< query rows at a time: a tile of scores stays in cache
inline constexpr int kKeyTile = 256;  ///< keys at a time when streaming

/// Keys of one modality: rows [begin, begin + size) of k and v.
struct KeySpan {
  int begin = 0;
  int size = 0;
};

/// What a tile's rows may read. Where both spans are non-empty, image follows text directly.
struct Reach {
  KeySpan text, image;

  int begin() const { return text.size > 0 ? text.begin : image.begin; }
  int size() const { return text.size + image.size; }
};

/// Sum over a tile's rows of the share of weight on text and on image keys.
struct SpanMass {
  double text = 0;
  double image = 0;
};

/// Softmax of one row of raw scores in place, text part first. Returns its shares.
template <class Scalar>
SpanMass softmax_row(Scalar* row, const Reach& reach, Scalar scale) {
  const Scalar top = max_of(row, reach.size());
  const Scalar text = exp_and_sum(row, reach.text.size, top, scale);
  const Scalar image = exp_and_sum(row + reach.text.size, reach.image.size, top, scale);
  const Scalar inverse = Scalar(1) / (text + image);
  for (int j = 0; j < reach.size(); ++j) row[j] *= inverse;
  return {static_cast<double>(text * inverse), static_cast<double>(image * inverse)};
}

/// q [R, D], k, v [K, D] -> weights [R, K] (all written; 0 where out of reach), out [R, D].
template <class Scalar>
SpanMass attend_stored(const In<Scalar>& q, const In<Scalar>& k, const In<Scalar>& v, const Reach& reach, Scalar scale,
                       Out<Scalar> weights, Out<Scalar> out) {
  if (reach.size() < weights.cols()) weights.setZero();
  SpanMass mass;
  if (reach.size() == 0) {
    out.setZero();
    return mass;
  }
  Out<Scalar> live = weights.middleCols(reach.begin(), reach.size());
  product_transposed(q, k.middleRows(reach.begin(), reach.size()), live);
  for (Eigen::Index row = 0; row < q.rows(); ++row) {
    const SpanMass share = softmax_row(&live(row, 0), reach, scale);
    mass.text += share.text;
    mass.image += share.image;
  }
  product(live, v.middleRows(reach.begin(), reach.size()), out);
  return mass;
}

/// Scratch of the streaming kernel; its size does not depend on S.
template <class Scalar>
struct StreamScratch {
  using Column = Eigen::Array<Scalar, kRowTile, 1>;
  Matrix<Scalar> scores{kRowTile, kKeyTile};
  Column top, text, image;  ///< of each row: largest raw score and the spans' sums so far
};

/// One tile of keys folded into the running sums: `sums` are those of the tile's span.
template <class Scalar>
void fold_keys(const In<Scalar>& q, const In<Scalar>& k, const In<Scalar>& v, Scalar scale,
               StreamScratch<Scalar>& scratch, typename StreamScratch<Scalar>::Column& sums, Out<Scalar> out) {
  const int keys = static_cast<int>(k.rows());
  Out<Scalar> scores = scratch.scores.topLeftCorner(q.rows(), keys);
  product_transposed(q, k, scores);
  for (Eigen::Index row = 0; row < q.rows(); ++row) {
    Scalar* const line = &scores(row, 0);
    const Scalar top = max_of(line, keys);
    if (top > scratch.top[row]) {
      const Scalar shrink = fast_exp((scratch.top[row] - top) * scale);
      scratch.text[row] *= shrink;
      scratch.image[row] *= shrink;
      out.row(row) *= shrink;
      scratch.top[row] = top;
    }
    sums[row] += exp_and_sum(line, keys, scratch.top[row], scale);
  }
  add_product(scores, v, out);
}

/// Online softmax (Milakov & Gimelshein 2018): out holds the sum of exp(score - top) * v so far and
/// shrinks whenever a later key raises the row's top. q [R, D], R <= kRowTile; out [R, D].
template <class Scalar>
SpanMass attend_streaming(const In<Scalar>& q, const In<Scalar>& k, const In<Scalar>& v, const Reach& reach,
                          Scalar scale, StreamScratch<Scalar>& scratch, Out<Scalar> out) {
  out.setZero();
  SpanMass mass;
  if (reach.size() == 0) return mass;
  scratch.top.setConstant(std::numeric_limits<Scalar>::lowest());
  scratch.text.setZero();
  scratch.image.setZero();
  const auto fold_span = [&](const KeySpan& span, typename StreamScratch<Scalar>::Column& sums) {
    for (int done = 0; done < span.size; done += kKeyTile) {
      const int keys = std::min(kKeyTile, span.size - done);
      fold_keys<Scalar>(q, k.middleRows(span.begin + done, keys), v.middleRows(span.begin + done, keys), scale, scratch,
                        sums, out);
    }
  };
  fold_span(reach.text, scratch.text);
  fold_span(reach.image, scratch.image);
  for (Eigen::Index row = 0; row < q.rows(); ++row) {
    const Scalar inverse = Scalar(1) / (scratch.text[row] + scratch.image[row]);
    out.row(row) *= inverse;
    mass.text += static_cast<double>(scratch.text[row] * inverse);
    mass.image += static_cast<double>(scratch.image[row] * inverse);
  }
  return mass;
}

}  // namespace lesson::kernel
