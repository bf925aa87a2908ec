// One weight of one row: whose query, whose key, their product, its share.

#include <algorithm>
#include <cmath>

#include "core/text_format.h"
#include "widgets/block/view.h"

namespace lesson {

namespace {

std::string name_of(const BlockPlace& at, int token) {
  if (token < at.text_tokens) {
    const std::string& label = at.labels[static_cast<std::size_t>(token)];
    return "\u201C" + label + "\u201D, row " + std::to_string(token + 1);
  }
  const int patch = token - at.text_tokens;
  return "patch " + std::to_string(patch / at.grid_cols + 1) + ", " + std::to_string(patch % at.grid_cols + 1);
}

std::string share(double x) { return fixed_number(100 * x, x < 0.01 ? 2 : 1) + " %"; }

}  // namespace

void add_weight(BlockView& view, const BlockState& state, const RunLog& page, const RunLog* trace) {
  const BlockPlace& at = view.at;
  WeightView& to = view.weight;
  const auto of = static_cast<std::size_t>(state.query == 1);
  const bool recorded = page.record().has(at.step, at.block, AttentionKind::joint);
  const PathStage& stage = view.path[5];
  MatrixRM weights;
  if (trace) {
    weights = Eigen::Map<const MatrixRM>(stage.numbers[of].data(), 1, at.tokens());
  } else if (recorded && !at.single) {
    weights = page.record().rows(at.step, at.block, at.head, AttentionKind::joint, at.rows[of], 1);
  } else {
    return;
  }
  to.text.assign(weights.data(), weights.data() + at.text_tokens);
  to.image.assign(weights.data() + at.text_tokens, weights.data() + weights.size());
  Eigen::Index strongest = 0;
  weights.row(0).maxCoeff(&strongest);
  to.key = state.key >= 0 && state.key < at.tokens() ? state.key : static_cast<int>(strongest);
  to.query_name = name_of(at, at.rows[of]);
  to.key_name = name_of(at, to.key);
  to.weight = static_cast<double>(weights(0, to.key));
  const double even = 1.0 / at.tokens();
  to.sentence = to.query_name + " gives " + share(to.weight) + " of its row to " + to.key_name + "; an even share is " +
                share(even) + ".";
  if (!recorded || at.single) return;  // keys of a single stream are traced for word and patch alone

  const AttentionRecord::Entry& entry = page.record().entry(at.step, at.block, AttentionKind::joint);
  const MatrixRM q = entry.q.columns(at.head * at.dim, at.dim), k = entry.k.columns(at.head * at.dim, at.dim);
  const RowVectorF query = q.row(at.rows[of]), key = k.row(to.key), product = query.cwiseProduct(key);
  to.q.assign(query.data(), query.data() + at.dim);
  to.k.assign(key.data(), key.data() + at.dim);
  to.product.assign(product.data(), product.data() + at.dim);
  to.dot = static_cast<double>(product.sum());
  to.score = to.dot / std::sqrt(static_cast<double>(at.dim));
  const double cut = to.weight > 0 ? 1 / to.weight - 1 : 0;
  to.others = cut;
  to.sentence +=
      " Their product is " + fixed_number(to.dot, 2) + ", over the root of " + std::to_string(at.dim) + " a score of " +
      fixed_number(to.score, 2) +
      (to.weight > 0 ? ": one part to " + short_number(to.others, 3) + " for all other keys." : ", and it is cut.");
}

}  // namespace lesson
