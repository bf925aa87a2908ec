// The words as each reader gives them: how alike they are, and which rows move when one word is changed.

#include <algorithm>
#include <cmath>

#include "core/text/tokenizer.h"
#include "widgets/readers/view.h"

namespace lesson {

MatrixRM word_rows(const RunLog& log, TextEncoder reader) {
  const MatrixRM& all = log.stages()[static_cast<std::size_t>(reader)].tensor;
  const ReaderRows rows = rows_of(log);
  const bool t5 = reader == TextEncoder::t5;
  const Eigen::Index first = t5 && rows.split ? 0 : 1;
  const Eigen::Index count = std::min<Eigen::Index>(t5 ? rows.t5_words() : rows.clip_words(), all.rows() - first);
  return count > 0 ? MatrixRM(all.middleRows(first, count)) : MatrixRM();
}

namespace {

// Plain loops: a page downloads this, and a matrix product of Eigen's own is larger than the widget.
double dot(const MatrixRM& a, Eigen::Index i, const MatrixRM& b, Eigen::Index j) {
  const float *x = a.data() + i * a.cols(), *y = b.data() + j * b.cols();
  double sum = 0;
  for (Eigen::Index k = 0; k < a.cols(); ++k) sum += static_cast<double>(x[k]) * static_cast<double>(y[k]);
  return sum;
}

}  // namespace

MatrixRM cosines(const MatrixRM& rows) {
  MatrixRM map(rows.rows(), rows.rows());
  for (Eigen::Index i = 0; i < rows.rows(); ++i)
    for (Eigen::Index j = 0; j < rows.rows(); ++j) {
      const double lengths = std::sqrt(dot(rows, i, rows, i) * dot(rows, j, rows, j));
      map(i, j) = lengths > 0 ? static_cast<float>(dot(rows, i, rows, j) / lengths) : 0;
    }
  return map;
}

std::optional<double> agreement(const MatrixRM& a, const MatrixRM& b) {
  const Eigen::Index n = std::min(a.rows(), b.rows());
  double count = 0, sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = i + 1; j < n; ++j) {
      const auto x = static_cast<double>(a(i, j)), y = static_cast<double>(b(i, j));
      ++count, sa += x, sb += y, saa += x * x, sbb += y * y, sab += x * y;
    }
  if (count < 3) return std::nullopt;
  const double va = saa - sa * sa / count, vb = sbb - sb * sb / count;
  if (!(va > 1e-12 && vb > 1e-12)) return std::nullopt;
  return (sab - sa * sb / count) / std::sqrt(va * vb);
}

std::vector<double> moved(const MatrixRM& before, const MatrixRM& after) {
  std::vector<double> far;
  if (before.cols() != after.cols()) return far;
  for (Eigen::Index i = 0; i < std::min(before.rows(), after.rows()); ++i) {
    double sum = 0;
    for (Eigen::Index k = 0; k < before.cols(); ++k) {
      const double gap = static_cast<double>(after(i, k)) - static_cast<double>(before(i, k));
      sum += gap * gap;
    }
    const double length = std::sqrt(dot(before, i, before, i)), distance = std::sqrt(sum);
    far.push_back(length > 0 ? distance / length : distance);
  }
  return far;
}

int changed_word(const ReadersState& state, const std::vector<std::string>& words) {
  const int count = static_cast<int>(words.size());
  return state.change == 0 ? count - 1 : std::min(state.change, count) - 1;
}

std::string changed_prompt(const ReadersState& state, const std::string& prompt) {
  std::vector<std::string> words = split_words(prompt);
  const int changed = changed_word(state, words);
  std::string text;
  for (int i = 0; i < static_cast<int>(words.size()); ++i) {
    const std::string& word = i == changed ? state.instead : words[static_cast<std::size_t>(i)];
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

}  // namespace lesson
