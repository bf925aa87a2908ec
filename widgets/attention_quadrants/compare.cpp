#include "widgets/attention_quadrants/compare.h"

#include <algorithm>

#include "core/attention/weights.h"

namespace lesson {

namespace {

/// `count` rows of m, evenly spread.
MatrixRM chosen_rows(const MatrixRM& m, int first, int rows, int count) {
  MatrixRM out(count, m.cols());
  for (int i = 0; i < count; ++i)
    out.row(i) = m.row(first + static_cast<int>(static_cast<long long>(i) * rows / count));
  return out;
}

/// Means over `groups` neighbourhoods of rows.
MatrixRM grouped_rows(const MatrixRM& m, int first, int rows, int groups) {
  MatrixRM out(groups, m.cols());
  for (int g = 0; g < groups; ++g) {
    const int a = static_cast<int>(static_cast<long long>(g) * rows / groups),
              b = static_cast<int>(static_cast<long long>(g + 1) * rows / groups);
    out.row(g) = m.middleRows(first + a, std::max(1, b - a)).colwise().mean();
  }
  return out;
}

void append(Thumbnail& to, CRef weights, int first, int keys, int cols, float factor) {
  to.rows = static_cast<int>(weights.rows());
  const int offset = to.cols;
  std::vector<float> before = std::move(to.values);
  to.cols += cols;
  to.values.assign(static_cast<std::size_t>(to.rows) * static_cast<std::size_t>(to.cols), 0.0f);
  for (int r = 0; r < to.rows; ++r) {
    float* row = &to.values[static_cast<std::size_t>(r) * static_cast<std::size_t>(to.cols)];
    if (offset > 0) std::copy_n(&before[static_cast<std::size_t>(r) * static_cast<std::size_t>(offset)], offset, row);
    for (int g = 0; g < cols; ++g) {
      const int a = static_cast<int>(static_cast<long long>(g) * keys / cols),
                b = static_cast<int>(static_cast<long long>(g + 1) * keys / cols);
      row[offset + g] = weights.block(r, first + a, 1, std::max(1, b - a)).mean() * factor;
    }
  }
}

int share_of(int part, int all, int at_most) {
  return std::clamp(static_cast<int>(static_cast<long long>(part) * at_most / std::max(all, 1)), std::min(part, 1),
                    part);
}

}  // namespace

Result<CompareMaps> compare_maps(const HeadSlice& slice, const JointShape& shape, int reference_tokens, int at_most) {
  const int T = shape.text_tokens, I = shape.image_tokens, S = T + I;
  CompareMaps out;
  if (T == 0 || I == 0) return Error{"one modality only", "attention", "text and image tokens", "", ""};
  const int side = std::min(at_most, S), text_rows = std::min(T, std::max(1, share_of(T, S, side))),
            image_rows = std::min(I, std::max(1, side - text_rows));
  MatrixRM joint_q(text_rows + image_rows, slice.q.cols());
  joint_q << chosen_rows(slice.q, 0, T, text_rows), chosen_rows(slice.q, T, I, image_rows);
  const MatrixRM image_q = joint_q.bottomRows(image_rows);

  const MatrixRM joint = attention_weights(joint_q, slice.k);
  append(out.joint, joint, 0, T, text_rows, static_cast<float>(S));
  append(out.joint, joint, T, I, image_rows, static_cast<float>(S));
  out.joint_text_share = static_cast<double>(joint.block(text_rows, 0, image_rows, T).sum()) / image_rows;

  append(out.self, attention_weights(image_q, slice.k.bottomRows(I)), 0, I, image_rows, static_cast<float>(I));
  // IP-Adapter: a softmax over the text and another over the reference picture, whose keys never compete.
  const int R = std::min(reference_tokens, I);
  append(out.cross, attention_weights(image_q, slice.k.topRows(T)), 0, T, text_rows, static_cast<float>(T));
  append(out.adapter, attention_weights(image_q, grouped_rows(slice.k, T, I, R)), 0, R, R, static_cast<float>(R));
  return out;
}

}  // namespace lesson
