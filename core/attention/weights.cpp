#include "core/attention/weights.h"

#include "core/attention/attend.h"

namespace lesson {

MatrixRM attention_weights(CRef q, CRef k) {
  return attention_weights(q, k, {0, static_cast<int>(q.rows())}, {0, static_cast<int>(k.rows())}, {});
}

MatrixRM attention_weights(CRef q, CRef k, const JointShape& queries, const JointShape& keys, const QuadrantCut& cut) {
  MatrixRM weights, no_values(k.rows(), 0), no_out(q.rows(), 0);
  Attending what;
  what.text_queries = queries.text_tokens;
  what.text_keys = keys.text_tokens;
  what.cut = cut;
  what.weights = &weights;
  AttendScratch scratch;
  attend(q, k, no_values, what, scratch, no_out);
  return weights;
}

}  // namespace lesson
