#include "core/attention/attend.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <type_traits>

#include "core/simd/kernels.h"

namespace lesson {

namespace {

constexpr int kHandedOn = 96;  ///< rows of weights shown at a time: whole tiles of every target

simd::Rows rows_of(CRef x, Eigen::Index row, Eigen::Index column) {
  return {x.data() + row * x.outerStride() + column, x.outerStride()};
}

simd::RowsOut rows_of(MRef& x, Eigen::Index row, Eigen::Index column) {
  return {x.data() + row * x.outerStride() + column, x.outerStride()};
}

/// Query rows [first, first + count) that may read the same keys: [begin, split) text, [split, end) image.
struct Span {
  int first = 0, count = 0, begin = 0, split = 0, end = 0;
};

Span span_of(int first, int count, int keys, const Attending& what, Quadrant on_text, Quadrant on_image) {
  const int text = what.text_keys;
  const int begin = what.cut.has(on_text) ? text : 0, end = what.cut.has(on_image) ? text : keys;
  return {first, count, begin, text, std::max(begin, end)};
}

/// Text rows and image rows; one span where the cut leaves both the same keys.
std::array<Span, 2> spans_of(int queries, int keys, const Attending& what) {
  const int text = what.text_queries;
  Span upper = span_of(0, text, keys, what, Quadrant::text_reads_text, Quadrant::text_reads_image);
  Span lower = span_of(text, queries - text, keys, what, Quadrant::image_reads_text, Quadrant::image_reads_image);
  if (upper.begin == lower.begin && upper.end == lower.end) {
    upper.count = queries;
    lower.count = 0;
  }
  return {upper, lower};
}

/// One head in T's precision.
template <class T>
class Head {
 public:
  Head(CRef q, CRef k, CRef v, const Attending& what, int head, AttendScratch& scratch, MRef& out)
      : q_(q), k_(k), v_(v), what_(what), head_(head), scratch_(scratch), out_(out) {}

  QuadrantMass run() {
    pack();
    for (const Span& span : spans_of(static_cast<int>(q_.rows()), static_cast<int>(k_.rows()), what_)) {
      for (int done = 0; done < span.count;) {
        const int count = what_.on_rows ? std::min(kHandedOn, span.count - done) : span.count;
        attend_rows(span, span.first + done, count);
        done += count;
      }
    }
    const double total = mass_[0] + mass_[1] + mass_[2] + mass_[3];
    for (double& share : mass_) share = total > 0 ? share / total : 0;
    return mass_;
  }

 private:
  static constexpr bool kExact = std::is_same_v<T, double>;

  Eigen::Index dim() const { return q_.cols() / what_.heads; }
  Eigen::Index column() const { return head_ * dim(); }
  bool has_values() const { return v_.cols() > 0; }
  auto& keys() {
    if constexpr (kExact)
      return scratch_.exact_keys;
    else
      return scratch_.keys;
  }
  auto& values() {
    if constexpr (kExact)
      return scratch_.exact_values;
    else
      return scratch_.values;
  }
  auto& tile() {
    if constexpr (kExact)
      return scratch_.exact_tile;
    else
      return scratch_.tile;
  }

  void pack() {
    const auto step = static_cast<Eigen::Index>(simd::kernels().row_step);
    const auto rounded = [step](Eigen::Index n) { return (n + step - 1) / step * step; };
    simd::PackJob<T> job;
    job.k = rows_of(k_, 0, column());
    job.key_count = static_cast<int>(k_.rows());
    job.dim = static_cast<int>(dim());
    job.keys = keys().take(static_cast<std::size_t>(rounded(k_.rows()) * dim()));
    if (has_values()) {
      job.v = rows_of(v_, 0, column());
      job.values = values().take(static_cast<std::size_t>(k_.rows() * rounded(dim())));
    }
    packed_ = job;
    if constexpr (kExact)
      simd::kernels().pack_head_exact(job);
    else
      simd::kernels().pack_head(job);
  }

  void attend_rows(const Span& span, int first, int count) {
    simd::AttendJob<T> job;
    job.q = rows_of(q_, first, column());
    job.queries = count;
    job.text_queries = std::clamp(what_.text_queries - first, 0, count);
    job.keys = packed_.keys;
    job.values = packed_.values;
    job.key_count = packed_.key_count;
    job.dim = packed_.dim;
    job.begin = span.begin, job.split = span.split, job.end = span.end;
    job.scale = what_.scale > 0 ? static_cast<T>(what_.scale) : T(1) / std::sqrt(static_cast<T>(dim()));
    if (what_.bias) {
      const Eigen::Index row = what_.bias->rows() == q_.rows() ? 0 : head_ * q_.rows();
      job.bias = rows_of(*what_.bias, row + first, 0);
    }
    if (has_values()) job.out = rows_of(out_, first, column());
    job.mass = mass_.data();
    keep_weights(first, count, job);
    job.room = tile().take(room(job));
    if constexpr (kExact)
      simd::kernels().attend_exact(job);
    else
      simd::kernels().attend(job);
    if (what_.on_rows) what_.on_rows(head_, first, shown(first, count));
  }

  void keep_weights(int first, int count, simd::AttendJob<T>& job) {
    const Eigen::Index row = head_ * q_.rows() + first;
    if (what_.byte_weights) {
      job.bytes = what_.byte_weights->bytes.data() + row * k_.rows();
      job.factors = what_.byte_weights->factors.data() + row;
    } else if (what_.weights) {
      job.weights = {what_.weights->data() + row * k_.rows(), k_.rows()};
    } else if (what_.on_rows) {
      if (shown_.rows() < count) shown_.resize(count, k_.rows());
      job.weights = {shown_.data(), k_.rows()};
    }
  }

  MatrixRM shown(int first, int count) const {
    return what_.weights ? MatrixRM(what_.weights->middleRows(head_ * q_.rows() + first, count))
                         : MatrixRM(shown_.topRows(count));
  }

  std::size_t room(const simd::AttendJob<T>& job) const {
    const simd::Kernels& with = simd::kernels();
    const int reach = job.end - job.begin;
    if constexpr (kExact)
      return with.attend_room_exact(reach, job.dim, job.keeps());
    else
      return with.attend_room(reach, job.dim, job.keeps());
  }

  CRef q_, k_, v_;
  const Attending& what_;
  const int head_;
  AttendScratch& scratch_;
  MRef& out_;
  simd::PackJob<T> packed_;
  MatrixRM shown_;
  QuadrantMass mass_ = {};
};

void make_room_for_weights(Eigen::Index queries, Eigen::Index keys, const Attending& what) {
  const Eigen::Index rows = what.heads * queries;
  if (what.weights) what.weights->resize(rows, keys);
  if (!what.byte_weights) return;
  what.byte_weights->keys = static_cast<int>(keys);
  what.byte_weights->bytes.resize(static_cast<std::size_t>(rows * keys));
  what.byte_weights->factors.resize(static_cast<std::size_t>(rows));
}

}  // namespace

void attend(CRef q, CRef k, CRef v, const Attending& what, AttendScratch& scratch, MRef out) {
  assert(!(what.byte_weights && (what.weights || what.on_rows)));
  make_room_for_weights(q.rows(), k.rows(), what);
  scratch.mass.resize(static_cast<std::size_t>(what.heads));
  for (int head = 0; head < what.heads; ++head) {
    scratch.mass[static_cast<std::size_t>(head)] = what.exact && what.exact(head)
                                                       ? Head<double>(q, k, v, what, head, scratch, out).run()
                                                       : Head<float>(q, k, v, what, head, scratch, out).run();
  }
}

void attend_joint(CRef q, CRef k, CRef v, int heads, int text_tokens, const QuadrantCut& cut, AttendScratch& scratch,
                  MRef out) {
  Attending what;
  what.heads = heads;
  what.text_queries = what.text_keys = text_tokens;
  what.cut = cut;
  attend(q, k, v, what, scratch, out);
}

void attend_all(CRef q, CRef k, CRef v, int heads, AttendScratch& scratch, MRef out) {
  Attending what;
  what.heads = heads;
  attend(q, k, v, what, scratch, out);
}

void attend_biased(CRef q, CRef k, CRef v, int heads, float scale, CRef bias, AttendScratch& scratch, MRef out) {
  assert(bias.cols() == k.rows() && (bias.rows() == q.rows() || bias.rows() == heads * q.rows()));
  Attending what;
  what.heads = heads;
  what.scale = scale;
  what.bias = &bias;
  attend(q, k, v, what, scratch, out);
}

}  // namespace lesson
