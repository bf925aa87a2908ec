// What the patches read of whose rows: from the record of a run.

#include <algorithm>
#include <numeric>

#include "widgets/readers/view.h"

namespace lesson {

ReaderRows rows_of(const RunLog& log) {
  const TextRows rows = log.shape().text_rows();
  return {rows.t5 > 0, rows.clip, rows.clip + rows.t5, std::max(0, log.words())};
}

Given given_in(const RunLog& log, int step, int block) {
  const RunShape& shape = log.shape();
  const bool joint = shape.joint();
  const AttentionKind kind = joint ? AttentionKind::joint : AttentionKind::cross;
  const int patches = shape.image_tokens(), first = joint ? shape.context : 0;
  Given given{std::vector<double>(static_cast<std::size_t>(shape.context)), 0};
  double all = 0;
  for (int head = 0; head < shape.heads; ++head) {
    const MatrixRM weights = log.record().rows(step, block, head, kind, first, patches);
    for (Eigen::Index row = 0; row < weights.rows(); ++row)
      for (Eigen::Index key = 0; key < weights.cols(); ++key) {
        const auto weight = static_cast<double>(weights(row, key));
        all += weight;
        (key < shape.context ? given.rows[static_cast<std::size_t>(key)] : given.image) += weight;
      }
  }
  if (!(all > 0)) return given;  // all was cut
  for (double& share : given.rows) share /= all;
  given.image /= all;
  return given;
}

GivenShares shares_of(const Given& given, const ReaderRows& rows) {
  const auto sum = [&](int first, int count) {
    const auto begin = given.rows.begin() + first;
    return std::accumulate(begin, begin + std::max(0, count), 0.0);
  };
  const double clip = sum(0, rows.clip), clip_words = sum(1, rows.clip_words());
  const int after = rows.text - rows.clip;
  const double t5 = sum(rows.clip, after), t5_words = rows.split ? sum(rows.clip, rows.t5_words()) : 0;
  return {clip_words, clip - clip_words, t5_words, t5 - t5_words, given.image};
}

GivenShares even_shares(const ReaderRows& rows, int image) {
  Given even;
  const double share = 1.0 / std::max(1, rows.text + image);
  even.rows.assign(static_cast<std::size_t>(rows.text), share);
  even.image = image * share;
  return shares_of(even, rows);
}

}  // namespace lesson
